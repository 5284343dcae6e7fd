"""The desk where fictional people show who they are: everything that one provider holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import Flask, current_app

from portal.demo.cast import Person
from portal.demo.keys import SigningKeys, new_signing_keys
from portal.demo.registration import Registration
from portal.demo.settings import DemoSettings
from portal.demo.shelf import Shelf

COOKIE = "demo-legitimation"
"""Cookies ignore the port, so the name differs from every cookie of the portal."""

QUESTION_SECONDS = 600
CODE_SECONDS = 60
TOKEN_SECONDS = 300
PROOF_SECONDS = 360
"""Longer than an assertion can live with its leeway, so none is good twice."""
SIGN_IN_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class Question:
    """An authorization request that has passed every check."""

    asker: Registration
    redirect_uri: str
    state: str
    scopes: frozenset[str]
    challenge: str
    nonce: str | None = None
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    claims: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Names of single claims asked for, by place (id_token, userinfo)."""


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """A person signed in at the provider, in one browser."""

    person: Person
    sid: str
    auth_time: int
    portals: set[str] = field(default_factory=set)
    """client_id of each portal that has been told who the person is."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a code, and then an access token, stands for."""

    question: Question
    sign_in: SignIn
    txn: str


@dataclass(frozen=True, kw_only=True)
class Desk:
    """All that the provider knows; gone when the process ends."""

    settings: DemoSettings
    registrations: Mapping[str, Registration]
    people: Mapping[str, Person]
    keys: SigningKeys = field(default_factory=new_signing_keys)
    questions: Shelf[Question] = field(default_factory=lambda: Shelf(seconds=QUESTION_SECONDS))
    codes: Shelf[Answer] = field(default_factory=lambda: Shelf(seconds=CODE_SECONDS))
    spent_codes: Shelf[str] = field(default_factory=lambda: Shelf(seconds=TOKEN_SECONDS))
    tokens: Shelf[Answer] = field(default_factory=lambda: Shelf(seconds=TOKEN_SECONDS))
    seen_proofs: Shelf[bool] = field(default_factory=lambda: Shelf(seconds=PROOF_SECONDS))
    sign_ins: Shelf[SignIn] = field(default_factory=lambda: Shelf(seconds=SIGN_IN_SECONDS))

    def address(self, path: str) -> str:
        return self.settings.issuer + path


def open_desk(
    settings: DemoSettings, *, registrations: Iterable[Registration], people: Mapping[str, Person]
) -> Desk:
    by_id = {registration.client_id: registration for registration in registrations}
    return Desk(settings=settings, registrations=by_id, people=people)


def place_desk(app: Flask, desk: Desk) -> None:
    app.extensions["demo"] = desk


def the_desk() -> Desk:
    """The desk of the app that answers the current request."""
    desk: Desk = current_app.extensions["demo"]
    return desk
