"""Looking at a world as its relative, over HTTP."""

import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.database import Database
from portal.identity import signed_in
from portal.identity.claims import Identity
from portal.settings import LOA3
from tests.support.people import ISSUER
from tests.support.world_building import Built, build
from tests.support.worlds import World

CANARY = re.compile(r"kanarie-([a-z0-9-]+?)-(?=\d+[0-9a-f]{8})")
FRESH = re.compile(
    rb"nonce=\"[^\"]*\"|value=\"[A-Za-z0-9_=-]{60,}\"|&#34;X-CSRF-Token&#34;:[^}]*|DTSTAMP:\w+"
)
BASIS = "en grund"


class Visit:
    """One relative's browser in one world."""

    def __init__(
        self, app: Flask, world: World, *, mark: str = "", now: datetime | None = None
    ) -> None:
        database: Database = app.extensions["portal.database"]
        settings = app.extensions["portal.settings"]
        app.extensions["portal.settings"] = replace(
            settings, relative_access_legal_basis=BASIS if world.basis_is_stated else ""
        )
        with database.transaction(now) as transaction:
            self.built: Built = build(transaction, world, mark=mark)
            token = signed_in.begin(
                transaction,
                person_id=self.built.relative_id,
                identity=_identity(transaction.now),
                longest=timedelta(hours=8),
            )
        self.client: FlaskClient = app.test_client()
        self.client.set_cookie("__Host-sid", token, secure=True, httponly=True)

    def get(self, path: str, ref: str = "") -> TestResponse:
        """Ask for one of the model's paths, by the world's grant or by another."""
        return self.client.get(self.built.address(path, ref), base_url="http://localhost")

    def sees(self, path: str, ref: str = "") -> tuple[int, set[str]]:
        """The status and the canaries of one of the model's paths."""
        answer = self.get(path, ref)
        return answer.status_code, set(CANARY.findall(answer.text))


def without_fresh(body: bytes) -> bytes:
    """A page without what is new in each answer: nonces, form tokens, the second of a calendar file."""
    return FRESH.sub(b"", body)


def _identity(now: datetime) -> Identity:
    return Identity(
        issuer=ISSUER,
        subject=secrets.token_hex(8),
        number="",
        name=None,
        level_of_assurance=LOA3,
        authenticated_at=now,
        issuer_session=None,
        provider_transaction=None,
    )
