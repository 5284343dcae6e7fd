"""Two people who sign in to one browser close upon each other are noticed, and nobody else is."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.demo.cast import cast
from portal.models.shared_browser import SharedBrowser
from tests.features.sign_in.signing_in import Guest
from tests.support.identity_providers.faulty import FaultyProvider


@pytest.fixture
def phone(guest: Guest, provider: FaultyProvider) -> Iterator[Guest]:
    """A browser in which Anna has signed in; whoever is the provider's person signs in next."""
    before = provider.person
    provider.person = cast()["anna"]
    with guest.app.extensions["portal.database"].transaction() as transaction:
        transaction.execute(delete(SharedBrowser))
    guest.signs_in()
    yield guest
    provider.person = before


def noticed(app: Flask) -> list[bytes]:
    with app.extensions["portal.database"].transaction() as transaction:
        return list(transaction.execute(select(SharedBrowser.pair)).scalars())


def enters(phone: Guest, key: str) -> None:
    phone.provider.person = cast()[key]
    phone.signs_in()


def test_somebody_who_signs_in_after_another_has_left_is_noticed(phone: Guest, app: Flask):
    phone.presses_sign_out()
    enters(phone, "bertil")
    assert len(noticed(app)) == 1


def test_somebody_who_signs_in_over_another_is_noticed(phone: Guest, app: Flask):
    enters(phone, "bertil")
    assert len(noticed(app)) == 1


def test_the_same_two_have_the_same_mark_whoever_comes_first(phone: Guest, app: Flask):
    enters(phone, "bertil")
    phone.presses_sign_out()
    enters(phone, "anna")
    assert len(noticed(app)) == 2
    assert len(set(noticed(app))) == 1


@pytest.mark.parametrize("way", ["having left", "without leaving"])
def test_after_a_quarter_of_an_hour_nobody_is(phone: Guest, app: Flask, clock, way: str):
    phone.signs_in()
    if way == "having left":
        phone.presses_sign_out()
    clock.shift(901)
    enters(phone, "bertil")
    assert noticed(app) == []


def test_the_same_person_again_is_nobody_else(phone: Guest, app: Flask):
    phone.presses_sign_out()
    enters(phone, "anna")
    assert noticed(app) == []


def test_another_browser_is_another_browser(phone: Guest, app: Flask, provider: FaultyProvider):
    other = Guest(app, provider)
    enters(other, "bertil")
    assert noticed(app) == []


def test_what_the_browser_keeps_is_gone_after_a_quarter_and_opens_nothing(phone: Guest):
    token = phone.token
    answer = phone.presses_sign_out()
    (line,) = [one for one in answer.headers["Set-Cookie"].split("\n") if "__Host-nyss" in one]
    assert "Max-Age=900" in line
    assert "HttpOnly" in line
    assert token not in line
    phone.client.set_cookie("__Host-sid", phone.cookie("__Host-nyss"), secure=True)
    assert not phone.is_in


@pytest.mark.parametrize("planted", ["", "x", "A" * 43, "å" * 43])
def test_what_somebody_plants_there_names_nobody(phone: Guest, app: Flask, planted: str):
    phone.presses_sign_out()
    phone.client.set_cookie("__Host-nyss", planted, secure=True)
    enters(phone, "bertil")
    assert noticed(app) == []
