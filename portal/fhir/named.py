"""A request with a name (`Idempotency-Key`): sent again it gets the answer it got, for thirty days.

Bundles are idempotent by themselves; a name adds that the answer is the same to the letter. It is
taken before the work, so that another request under the name has no effect, and answered after
it: whoever is cut off between the two does the work again, which changes nothing.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request
from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.fhir.answers import Refused
from portal.identity.care_systems.values import Sender
from portal.models.named_request import NamedRequest
from portal.web import unit

HEADER = "Idempotency-Key"
KEPT = timedelta(days=30)
NAME = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
CONDITIONS = ("If-Match", "If-None-Match")

MINE = (
    NamedRequest.care_system_id == bindparam("care_system"),
    NamedRequest.name_hash == bindparam("name"),
)
TAKE = {
    "sqlite": sqlite.insert(NamedRequest).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(NamedRequest).on_conflict_do_nothing(),
}
FORGET_OLD = delete(NamedRequest).where(NamedRequest.first_at <= bindparam("old"))
FOUND = select(NamedRequest.content_hash, NamedRequest.first_at, NamedRequest.answer).where(*MINE)
KEEP = (
    update(NamedRequest)
    .where(*MINE, NamedRequest.answer.is_(None))
    .values(answer=bindparam("told"))
)

Work = Callable[[datetime], Response]
"""Does what is asked for; gets the moment at which it was first asked for."""


def answered(sender: Sender, body: bytes, work: Work) -> Response:
    """The answer to this request: a kept one, or that of the work. Raises `Refused`."""
    now = clock.now()
    name = request.headers.get(HEADER)
    if name is None:
        return work(now)
    if not NAME.fullmatch(name):
        raise Refused(400, f"{HEADER} is 1 to 255 visible ASCII characters")
    mine = {"care_system": sender.care_system_id, "name": _sha256(name.strip('"').encode())}
    content = _content(body)
    found = _taken(mine, content, now)
    if found.content_hash != content:
        raise Refused(422, f"Another request came with this {HEADER}", code="business-rule")
    if found.answer is None:
        response = work(found.first_at)
        if response.status_code >= 500:
            return response
        found = _kept(mine, _told(response))
    return _again(found.answer)


def _taken(mine: dict[str, Any], content: bytes, now: datetime) -> Row[Any]:
    with unit.database().transaction(now) as transaction:
        transaction.execute(FORGET_OLD, {"old": now - KEPT})
        transaction.execute(
            TAKE[transaction.connection.dialect.name],
            {
                "care_system_id": mine["care_system"],
                "name_hash": mine["name"],
                "content_hash": content,
                "first_at": now,
                "answer": None,
            },
        )
        return transaction.execute(FOUND, mine).one()


def _kept(mine: dict[str, Any], told: dict[str, Any]) -> Row[Any]:
    """Of two that did the same work at once the first to come here has answered for both."""
    with unit.database().transaction() as transaction:
        transaction.execute(KEEP, {**mine, "told": told})
        return transaction.execute(FOUND, mine).one()


def _content(body: bytes) -> bytes:
    """What makes it the same request: method, address, conditions and body."""
    asked = [
        request.method,
        request.full_path,
        *(request.headers.get(one, "") for one in CONDITIONS),
    ]
    return _sha256("\0".join(asked).encode() + b"\0" + body)


def _told(response: Response) -> dict[str, Any]:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    return {"status": response.status_code, "headers": headers, "body": response.get_data(True)}


def _again(told: dict[str, Any]) -> Response:
    return Response(told["body"], told["status"], headers=told["headers"])


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
