"""The provider tells the portal, server to server, that a sign-in has ended."""

import secrets

import pytest
from flask import Flask

from portal.identity.oidc.deadline import WAITING
from tests.features.sign_in.signing_in import Guest
from tests.support.identity_providers.fault import Fault, drop
from tests.support.identity_providers.faults import LOGOUT_FAULTS, LogoutFault
from tests.support.identity_providers.faults_on_the_way import answer_with
from tests.support.identity_providers.faulty import FaultyProvider
from tests.support.identity_providers.signing import unknown_kid
from tests.support.waiting import full

ADDRESS = "/oidc/backchannel-logout"


@pytest.fixture
def anna(guest: Guest, provider: FaultyProvider) -> Guest:
    provider.sid = secrets.token_urlsafe(12)
    guest.signs_in()
    return guest


def told(app: Flask, token: str | None):
    """The provider has no cookies and no form token, only what it sends."""
    client = app.test_client(use_cookies=False)
    form = {} if token == "" else {"logout_token": token}
    return client.post(ADDRESS, data=form, base_url="http://localhost")


def names(outcome: str) -> list[str]:
    return sorted(name for name, fault in LOGOUT_FAULTS.items() if fault.outcome == outcome)


@pytest.mark.parametrize("name", names("accept"))
def test_a_right_token_ends_the_session(
    app: Flask, anna: Guest, provider: FaultyProvider, name: str
):
    answer = told(app, provider.logout_token(LOGOUT_FAULTS[name]))
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert not anna.is_in


@pytest.mark.parametrize("name", names("refuse"))
def test_a_wrong_token_ends_nothing(app: Flask, anna: Guest, provider: FaultyProvider, name: str):
    answer = told(app, provider.logout_token(LOGOUT_FAULTS[name]))
    assert answer.status_code == 400
    assert answer.json == {"error": "invalid_request"}
    assert "no-store" in answer.headers["Cache-Control"]
    assert anna.is_in


@pytest.mark.parametrize("token", [None, "", "a.b.c", "å", "a" * 20_000, "{}"])
def test_what_is_no_token_ends_nothing(app: Flask, anna: Guest, token: str | None):
    assert told(app, token).status_code == 400
    assert anna.is_in


def test_a_token_counts_once(app: Flask, anna: Guest, provider: FaultyProvider):
    token = provider.logout_token()
    assert told(app, token).status_code == 200
    anna.signs_in()
    assert told(app, token).status_code == 400
    assert anna.is_in


def test_an_unknown_session_is_already_ended(app: Flask, anna: Guest, provider: FaultyProvider):
    assert told(app, provider.logout_token(sid="somebody-elses")).status_code == 200
    assert anna.is_in


def test_the_other_session_of_the_same_person_goes_on(
    app: Flask, anna: Guest, provider: FaultyProvider
):
    token = provider.logout_token()
    provider.sid = secrets.token_urlsafe(12)
    phone = Guest(app, provider)
    phone.signs_in()
    told(app, token)
    assert [anna.is_in, phone.is_in] == [False, True]


def test_a_session_without_a_name_of_its_own_ends_with_any_of_the_person(
    app: Flask, anna: Guest, provider: FaultyProvider
):
    provider.fault = Fault(id_token=drop("sid"))
    phone = Guest(app, provider)
    phone.signs_in()
    assert told(app, provider.logout_token()).status_code == 200
    assert [anna.is_in, phone.is_in] == [False, False]


def test_a_made_up_key_does_not_spend_the_fetch_that_a_sign_in_needs(
    app: Flask, anna: Guest, provider: FaultyProvider
):
    forged = provider.logout_token(LogoutFault(sign=unknown_kid))
    assert told(app, forged).status_code == 400
    provider.ring.rotate()
    anna.signs_in()


def test_a_logout_passes_those_who_wait_for_the_provider(
    app: Flask, anna: Guest, provider: FaultyProvider
):
    with full(WAITING):
        assert told(app, provider.logout_token()).status_code == 200
    assert not anna.is_in


def test_an_id_token_is_no_logout_token(app: Flask, anna: Guest, provider: FaultyProvider):
    without = LogoutFault(claims=lambda claims: claims.pop("events"))
    assert told(app, provider.logout_token(without, nonce="n")).status_code == 400
    assert anna.is_in


def test_while_the_keys_cannot_be_had_nothing_is_believed(
    app: Flask, anna: Guest, provider: FaultyProvider
):
    provider.fault = Fault(bend={"jwks": answer_with(500, "{}")})
    app.extensions["portal.identity_provider"]._known[1].keys._good_at = float("-inf")
    assert told(app, provider.logout_token()).status_code == 400
    assert anna.is_in


def test_by_a_link_nothing_ends(guest: Guest):
    guest.opens(ADDRESS, status=405)


def test_front_channel_logout_is_not_built(guest: Guest):
    guest.opens("/oidc/frontchannel-logout", status=404)
