"""Signing out: here, everywhere, and at the provider."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.models.signed_in_session import SignedInSession
from tests.features.sign_in.signing_in import Guest, asked
from tests.support.identity_providers.faults import AFTER_LOGOUT
from tests.support.identity_providers.faulty import FaultyProvider
from tests.support.statements import heard


@pytest.fixture
def anna(guest: Guest) -> Guest:
    guest.signs_in()
    return guest


def test_whoever_signs_out_is_out_and_the_old_cookie_is_dead(anna: Guest):
    token = anna.token
    answer = anna.presses_sign_out()
    assert answer.headers["Location"] == "/utloggad?nyss=ja"
    assert anna.token == ""
    anna.client.set_cookie("__Host-sid", token, secure=True)
    assert not anna.is_in


@pytest.mark.parametrize("way", ["Logga ut här", "Logga ut överallt"])
@pytest.mark.parametrize("keeps_cookie", [False, True])
def test_a_sign_in_begun_before_cannot_be_finished_after(
    guest: Guest, way: str, *, keeps_cookie: bool
):
    """Somebody has left a tab at the provider, which remembers Anna after she has signed out."""
    left_open = guest.begins()
    guest.signs_in()
    attempts = guest.cookie("__Host-login")
    guest.opens("/logga-ut")
    guest.presses(way)
    assert guest.cookie("__Host-login") == ""
    if keeps_cookie:
        guest.client.set_cookie("__Host-login", attempts, secure=True)
    assert guest.opens(guest.at_provider(left_open), status=400).says("Börja om")
    assert not guest.is_in


def test_a_sign_in_begun_in_another_browser_is_in_nobodys_way(
    app: Flask, anna: Guest, provider: FaultyProvider
):
    other = Guest(app, provider)
    begun = other.begins()
    anna.presses_sign_out()
    other.opens(other.at_provider(begun), status=303)
    assert other.is_in


def test_the_browser_is_told_to_forget(anna: Guest):
    answer = anna.presses_sign_out()
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "__Host-sid=;" in answer.headers["Set-Cookie"]


def test_the_goodbye_page_changes_a_cookie_after_it_has_come(anna: Guest):
    anna.presses_sign_out()
    page = anna.is_sent_on()
    assert page.heading == "Du är utloggad"
    (picture,) = page.tree.iter("img")
    one, other = (anna.fetches(picture.get("src")) for _ in range(2))
    assert one.headers["Content-Type"] == "image/png"
    assert one.body.startswith(b"\x89PNG")
    assert "no-store" in one.headers["Cache-Control"]
    assert "HttpOnly" in one.headers["Set-Cookie"]
    assert one.headers["Set-Cookie"] != other.headers["Set-Cookie"]


@pytest.mark.parametrize("name", sorted(AFTER_LOGOUT))
def test_one_can_sign_out_at_the_provider_too(anna: Guest, provider: FaultyProvider, name: str):
    provider.fault = AFTER_LOGOUT[name]
    anna.presses_sign_out()
    there = anna.is_sent_on().links["Logga ut där också"]
    assert sorted(asked(there)) == ["client_id", "post_logout_redirect_uri", "state"]
    back = provider.walk(there)
    page = anna.opens(back.removeprefix("http://localhost:5000"))
    assert page.heading == "Du är utloggad"
    assert "Logga ut där också" not in page.links


def test_a_provider_without_a_sign_out_of_its_own_is_not_offered(anna: Guest):
    anna.presses_sign_out()
    anna.provider.fault = AFTER_LOGOUT["back from logout"]
    assert "Logga ut där också" not in anna.opens("/utloggad").links


def test_signing_out_works_while_the_provider_is_away(app: Flask, anna: Guest):
    with heard(app.extensions["portal.database"].engine) as ear:
        anna.provider.calls.clear()
        anna.presses_sign_out()
    assert anna.provider.calls.total() == 0
    assert len(ear.about("INSERT INTO access_event")) == 1


def test_signing_out_everywhere_ends_the_other_device_too(
    app: Flask, anna: Guest, provider: FaultyProvider
):
    phone = Guest(app, provider)
    phone.signs_in()
    anna.opens("/logga-ut")
    assert anna.presses("Logga ut överallt").headers["Location"] == "/utloggad?nyss=ja"
    assert not anna.is_in
    assert not phone.is_in


def test_another_persons_session_goes_on(app: Flask, anna: Guest, provider: FaultyProvider):
    from_before = provider.person
    anna.opens("/logga-ut")
    anna.presses("Logga ut överallt")
    with app.extensions["portal.database"].transaction() as transaction:
        query = select(SignedInSession.subject).where(SignedInSession.ended_at.is_(None))
        assert from_before.sub not in transaction.execute(query).scalars().all()


def test_signing_out_twice_is_no_mistake(anna: Guest):
    anna.opens("/logga-ut")
    form = anna.page.forms[0]
    anna.sends("/logga-ut", form.fields)
    anna.is_sent_on()
    assert anna.opens("/logga-ut", status=303).headers["Location"] == "/utloggad"


def test_signing_out_after_the_time_was_up_says_the_same(anna: Guest, clock):
    anna.signs_in()
    anna.opens("/logga-ut")
    clock.shift(901)
    assert anna.presses("Logga ut här").headers["Location"] == "/utloggad?nyss=ja"


def test_a_stranger_cannot_sign_anna_out(anna: Guest):
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {},
    ):
        anna.sends("/logga-ut", {}, status=400, **headers)
    assert anna.is_in


def test_who_is_signed_in_is_not_told_to_be_signed_out(anna: Guest):
    assert anna.opens("/utloggad?state=x", status=303).headers["Location"] == "/"


def test_when_time_was_up_the_goodbye_page_says_so(guest: Guest):
    page = guest.opens("/utloggad?varfor=tid")
    assert page.says("Du loggades ut, eftersom du var inloggad en stund utan att göra något.")
    assert page.links["Logga in igen"] == "/logga-in"
