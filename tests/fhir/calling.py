"""A care system that calls the door: registered, with an access token, over HTTP."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from portal.database import Database
from portal.identity.care_systems import tokens
from portal.models.care_system import CareSystem
from tests.intake.sending import SOURCE, Raw, bundle

FHIR = "application/fhir+json"
EXPRESSION = re.compile(r"[A-Za-z0-9_.\[\]]+")
"""Anything else could be a word of whoever sent it."""
EVERYTHING = (
    "system/Bundle.c",
    "system/*.crud",
    "system/Consent.crud",
    "system/RelatedPerson.m",
)


def register(
    database: Database,
    *,
    name: str = "Planeringssystemet",
    sources: tuple[str, ...] = (SOURCE,),
    scopes: tuple[str, ...] = EVERYTHING,
    demands_digest: bool = False,
) -> str:
    """Register a care system past the operator's command; gives an access token of five minutes."""
    with database.transaction() as transaction:
        care_system_id = transaction.execute(
            insert(CareSystem).returning(CareSystem.id),
            {
                "client_id": f"client-{name}",
                "name": name,
                "sources": list(sources),
                "scopes": list(scopes),
                "key_set": {"keys": []},
                "key_set_good_at": transaction.now,
                "is_inside": False,
                "demands_digest": demands_digest,
                "registered_at": transaction.now,
            },
        ).scalar_one()
        return tokens.give(transaction, care_system_id=care_system_id, scopes=scopes)


def another_token(database: Database, name: str = "Planeringssystemet") -> str:
    """A new token for a care system that is registered already."""
    found = select(CareSystem.id, CareSystem.scopes).where(CareSystem.name == name)
    with database.transaction() as transaction:
        row = transaction.execute(found).one()
        return tokens.give(transaction, care_system_id=row.id, scopes=row.scopes)


@dataclass(frozen=True)
class CareSystemAtTheDoor:
    """One care system with its token, at a portal."""

    app: Flask
    token: str

    def calls(
        self, method: str, path: str, body: bytes | None = None, /, **headers: str
    ) -> TestResponse:
        """Any request; `headers` as in `if_match="W/…"`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Authorization": f"Bearer {self.token}", **named}
        if body is not None:
            sent.setdefault("content-type", FHIR)
        return self.app.test_client().open(path, method=method, data=body, headers=sent)

    def sends(self, *entries: Raw, **more: Any) -> TestResponse:
        """Entries as one bundle; `headers` may be given."""
        headers: Mapping[str, str] = more.pop("headers", {})
        return self.calls("POST", "/fhir", bundle(*entries, **more), **headers)


def told(answer: TestResponse) -> Raw:
    """The resource in an answer, which is FHIR in every case."""
    assert answer.content_type == FHIR, (answer.status, answer.content_type)
    found: Raw = json.loads(answer.text)
    return found


def issues(answer: TestResponse) -> list[tuple[int, str, str]]:
    """Status, code and expression of each issue of a refusal."""
    outcome = told(answer)
    assert outcome["resourceType"] == "OperationOutcome"
    for issue in outcome["issue"]:
        assert all(map(EXPRESSION.fullmatch, issue.get("expression", []))), issue
    return [
        (answer.status_code, issue["code"], "".join(issue.get("expression", [])))
        for issue in outcome["issue"]
    ]


def statuses(answer: TestResponse) -> list[str]:
    """The status of each entry of what was taken."""
    body = told(answer)
    assert body.get("type") == "transaction-response", body
    return [entry["response"]["status"] for entry in body["entry"]]
