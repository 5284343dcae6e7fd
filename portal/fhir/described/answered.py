"""The answers of each address, by status: everything that may come, and nothing else."""

from http import HTTPStatus
from typing import Any

from portal.fhir.answers import FHIR
from portal.fhir.described.schemas import ETAG, ref, text

Answers = dict[str, Any]
JSON = "application/json"
PLAIN = "text/plain; charset=utf-8"
ALWAYS = (400, 404, 411, 415, 500, 503)
"""Of any request: an address that is not one, a body of no stated length or packed, a fault."""
ASKED = (*ALWAYS, 401, 403, 406, 507)
"""With a token; what is read is traced, so a full disk stands in the way of that, too."""
SENT = (*ASKED, 409, 412, 413, 422)
NAMES = {
    "X-Request-Id": "The sender's name for the request, or one of ours.",
    "ETag": "Our number of the version.",
    "Location": "Where this version is read back.",
    "WWW-Authenticate": "What a token needs.",
    "Retry-After": "Seconds.",
}


def fhir(schema: str, *headers: str, words: str = "Done.") -> Answers:
    """An answer in FHIR."""
    return _answer(words, ("X-Request-Id", *headers), {FHIR: {"schema": ref(schema)}})


def empty(words: str, *headers: str) -> Answers:
    """An answer without a body."""
    return _answer(words, ("X-Request-Id", *headers), None)


def json(schema: str, *headers: str, words: str = "Done.") -> Answers:
    return _answer(words, headers, {JSON: {"schema": ref(schema)}})


def plain(words: str) -> Answers:
    return _answer(words, (), {PLAIN: {"schema": text()}})


def refusals(*statuses: int) -> dict[str, Answers]:
    """An OperationOutcome for each status."""
    more = {401: ("WWW-Authenticate",), 503: ("Retry-After",), 507: ("Retry-After",)}
    return {
        str(status): fhir(
            "OperationOutcome", *more.get(status, ()), words=HTTPStatus(status).phrase
        )
        for status in statuses
    }


def _answer(words: str, headers: tuple[str, ...], content: Answers | None) -> Answers:
    answer: Answers = {"description": words}
    if headers:
        answer["headers"] = {name: _header(name) for name in headers}
    return {**answer, "content": content} if content else answer


def _header(name: str) -> Answers:
    schema = text(pattern=ETAG) if name == "ETag" else text()
    return {"description": NAMES[name], "required": True, "schema": schema}
