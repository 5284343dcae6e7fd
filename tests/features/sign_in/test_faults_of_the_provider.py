"""Every way in which a provider can be wrong, each a whole sign-in through the real pages."""

import time
from threading import Event

import pytest
from flask import Flask, Response

from portal.identity.oidc import identity_provider
from portal.identity.oidc.identity_provider import IdentityProvider
from portal.settings import IdentityProviderSettings
from tests.features.sign_in.signing_in import Guest
from tests.support.identity_providers.fault import Fault
from tests.support.identity_providers.faults import FAULTS, SLOW
from tests.support.identity_providers.faults_on_the_way import TOKEN
from tests.support.identity_providers.faulty import FaultyProvider

KIND = (200, 400, 403, 503)
QUICK = sorted(set(FAULTS) - SLOW)


def status_after(guest: Guest, fault: Fault) -> int:
    """Walk as far as the portal lets a person walk: the status of the last page."""
    guest.provider.fault = fault
    answer = guest.client.get("/logga-in", base_url="http://localhost")
    if answer.status_code != 303:
        return answer.status_code
    back = guest.at_provider(answer.headers["Location"])
    return guest.client.get(back, base_url="http://localhost").status_code


@pytest.mark.parametrize("name", [name for name in QUICK if FAULTS[name].is_accepted])
def test_what_is_right_in_another_way_is_taken(name: str, guest: Guest):
    assert status_after(guest, FAULTS[name]) == 303
    assert guest.is_in
    assert guest.provider.complaints == []


@pytest.mark.parametrize("name", [name for name in QUICK if not FAULTS[name].is_accepted])
def test_what_is_wrong_lets_nobody_in(name: str, guest: Guest):
    assert status_after(guest, FAULTS[name]) in KIND
    assert guest.token == ""
    assert not guest.is_in
    assert guest.provider.calls["jku"] == 0
    assert guest.provider.calls["elsewhere"] == 0


@pytest.mark.parametrize("name", ["acr too low", "aud other as list, azp ours"])
def test_what_is_wrong_is_wrong_the_second_time_too(name: str, guest: Guest):
    assert [status_after(guest, FAULTS[name]) for _ in range(2)] == [403, 403]


@pytest.mark.parametrize("name", [name for name in TOKEN if "answers" in name])
def test_an_answer_to_a_code_that_makes_no_sense_refuses_nobody(name: str, guest: Guest):
    assert status_after(guest, TOKEN[name]) == 503


def seconds_until_given_up(
    guest: Guest, fault: Fault, *, limit: float, monkeypatch: pytest.MonkeyPatch
) -> float:
    """The step of the sign-in that meets a slow provider must end with the page that says so."""
    stalls_at_once = "discovery" in fault.bend
    back = "/logga-in" if stalls_at_once else guest.at_provider(guest.begins())
    guest.provider.fault = fault
    monkeypatch.setattr(identity_provider, "SECONDS", limit)
    began = time.monotonic()
    answer = guest.opens(back, status=503)
    assert answer.heading == "Det går inte att logga in just nu"
    return time.monotonic() - began


@pytest.mark.parametrize("name", sorted(SLOW))
def test_a_provider_that_keeps_one_waiting_is_given_up(
    guest: Guest, monkeypatch: pytest.MonkeyPatch, name: str
):
    took = seconds_until_given_up(guest, FAULTS[name], limit=0.4, monkeypatch=monkeypatch)
    assert 0.4 <= took < 2.4


def test_a_person_waits_five_seconds_at_most(guest: Guest, monkeypatch: pytest.MonkeyPatch):
    slow = FAULTS["token endpoint one byte a second"]
    usual = identity_provider.SECONDS
    assert seconds_until_given_up(guest, slow, limit=usual, monkeypatch=monkeypatch) < 5


def test_a_person_gets_in_again_as_soon_as_the_provider_is_back(guest: Guest):
    assert status_after(guest, FAULTS["discovery HTTP 500"]) == 503
    assert status_after(guest, FAULTS["plain"]) == 303


def test_those_who_are_signed_in_notice_nothing(guest: Guest, provider: FaultyProvider):
    guest.signs_in()
    provider.fault = FAULTS["token endpoint HTTP 500"]
    assert guest.is_in


def test_slow_metadata_and_a_slow_token_call_share_one_limit(
    app: Flask, guest: Guest, chosen: IdentityProviderSettings, monkeypatch: pytest.MonkeyPatch
):
    """A process that has just started knows nothing of the provider when somebody comes back."""
    back = guest.at_provider(guest.begins())
    app.extensions["portal.identity_provider"] = IdentityProvider(chosen)
    late = Event()

    def hesitate(response: Response, _: object) -> Response:
        late.wait(1)
        return response

    guest.provider.fault = Fault(bend={"discovery": hesitate, "token": hesitate})
    monkeypatch.setattr(identity_provider, "SECONDS", 1.5)
    began = time.monotonic()
    guest.opens(back, status=503)
    late.set()
    assert time.monotonic() - began < 1.9
