"""Whose plan is closed for ever does not sign in, and whoever tries is met kindly."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.demo.cast import cast
from portal.identity.people import find_person
from portal.models.person import Person
from portal.models.signed_in_session import SignedInSession
from portal.settings import DEMO_SUPPORT_PHONE
from tests.features.sign_in.signing_in import Guest
from tests.support.identity_providers.faulty import FaultyProvider


@pytest.fixture
def dead(guest: Guest, provider: FaultyProvider, app: Flask) -> Iterator[Guest]:
    """A browser at a provider that knows Bertil, of whom care has said that he has died."""
    before = provider.person
    provider.person = cast()["bertil"]
    guest.signs_in()
    guest.presses_sign_out()
    _flag(app, is_deceased=True)
    yield guest
    _flag(app, is_deceased=False)
    provider.person = before


def _flag(app: Flask, *, is_deceased: bool) -> None:
    with app.extensions["portal.database"].transaction() as transaction:
        sealer = app.extensions["portal.sealer"]
        bertil = find_person(transaction, sealer, cast()["bertil"].number)
        transaction.execute(
            update(Person).where(Person.id == bertil).values(is_deceased=is_deceased)
        )


def sessions(app: Flask) -> int:
    with app.extensions["portal.database"].transaction() as transaction:
        query = select(func.count()).select_from(SignedInSession)
        return int(transaction.execute(query).scalar_one())


def test_nobody_is_let_in_and_the_page_says_why_and_whom_to_ring(dead: Guest, app: Flask):
    before = sessions(app)
    page = dead.signs_in(status=403)
    assert page.heading == "Den här planen är stängd"
    assert page.says("Då beklagar vi sorgen", DEMO_SUPPORT_PHONE, "Är det du själv")
    assert not dead.is_in
    assert sessions(app) == before


def test_when_it_was_a_mistake_the_door_is_open_again(dead: Guest, app: Flask):
    dead.signs_in(status=403)
    _flag(app, is_deceased=False)
    dead.signs_in()
    assert dead.is_in


def test_whoever_was_signed_in_in_that_browser_stays_signed_in(
    dead: Guest, provider: FaultyProvider
):
    provider.person = cast()["anna"]
    dead.signs_in()
    provider.person = cast()["bertil"]
    dead.signs_in(status=403)
    assert dead.is_in
