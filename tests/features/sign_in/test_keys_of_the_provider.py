"""The provider's keys change: new ones work soon, withdrawn ones stop working, none is fetched
for every stranger who makes one up."""

import json
import secrets

import pytest
from flask import Flask

from portal.identity.claims import SignInRefused
from portal.identity.oidc.relying_party import RelyingParty
from tests.features.sign_in.signing_in import Guest
from tests.support.identity_providers.fault import Fault
from tests.support.identity_providers.faults_on_the_way import answer_with, go_elsewhere
from tests.support.identity_providers.faulty import RIGHT, FaultyProvider
from tests.support.identity_providers.signing import encoded, without_kid


@pytest.fixture
def time_of(app: Flask, guest: Guest, monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """The clock by which keys are kept, after a first sign-in."""
    time = {"now": 1000.0}
    monkeypatch.setattr(RelyingParty, "clock", staticmethod(lambda: time["now"]))
    guest.signs_in()
    return time


def only_key(keys: list[dict[str, object]]) -> None:
    del keys[1:]
    keys[0].pop("kid")


def test_a_key_under_a_new_name_works_at_once(guest: Guest, provider: FaultyProvider, time_of):
    provider.ring.rotate()
    guest.signs_in()
    assert provider.calls["jwks"] == 2


def test_a_key_under_the_same_name_works_at_once(guest: Guest, provider: FaultyProvider, time_of):
    provider.ring.rotate(kid=provider.ring.kid, keep=False)
    guest.signs_in()


def test_a_second_rotation_within_a_minute_has_to_wait(
    guest: Guest, provider: FaultyProvider, time_of
):
    for _ in range(2):
        provider.ring.rotate(keep=False)
        guest.opens(guest.at_provider(guest.begins()), status=303 if _ == 0 else 403)
    time_of["now"] += 60
    guest.signs_in()


def test_a_key_without_a_name_works_after_rotation(guest: Guest, provider: FaultyProvider, time_of):
    provider.fault = Fault(jwks=only_key, sign=without_kid, sign_userinfo=without_kid)
    provider.ring.rotate()
    time_of["now"] += 60
    guest.signs_in()


def test_a_withdrawn_key_is_refused_after_five_minutes(
    guest: Guest, provider: FaultyProvider, time_of
):
    withdrawn = provider.ring.rs256, provider.ring.kid
    provider.ring.rotate(keep=False)
    published = provider.ring.public()
    provider.ring.rs256, provider.ring.kid = withdrawn

    def publish_the_new_one(keys: list[dict[str, object]]) -> None:
        keys[:] = published

    provider.fault = Fault(jwks=publish_the_new_one)
    guest.signs_in()
    time_of["now"] += 300
    guest.signs_in(status=403)


def test_made_up_keys_cost_one_fetch_a_minute(
    app: Flask, guest: Guest, provider: FaultyProvider, time_of
):
    provider.calls.clear()
    for _ in range(1000):
        header = {"alg": "RS256", "kid": secrets.token_hex(8)}
        token = f"{encoded(header)}.{encoded({'iss': provider.issuer})}.AAAA"
        with pytest.raises(SignInRefused):
            app.extensions["portal.identity_provider"].logout_token(token)
    assert provider.calls["jwks"] == 1


def odd(keys: list[dict[str, object]]) -> None:
    """Put what nobody needs to understand around the right keys."""
    right = keys[0]
    keys[:0] = [
        {"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA", "kid": "unknown-curve"},
        {"kid": "no-kty"},
        {**right, "use": "something-else", "kid": "odd-use"},
        {**right, "kid": 7},
        {**right, "kid": right["kid"], "n": secrets.token_urlsafe(256)},
        {**right, "kid": "private", "d": "AQAB"},
        {**right, "kid": right["kid"], "alg": "RS512"},
        {"kty": "AKP", "alg": "ML-DSA-65", "pub": "AA", "kid": "post-quantum"},
    ]


def test_a_key_that_is_not_understood_is_in_nobodys_way(guest: Guest, provider: FaultyProvider):
    provider.fault = Fault(jwks=odd)
    guest.signs_in()


def test_a_key_that_only_an_odd_entry_tells_opens_nothing(guest: Guest, provider: FaultyProvider):
    def leaked(keys: list[dict[str, object]]) -> None:
        keys[0]["d"] = "AQAB"

    provider.fault = Fault(jwks=leaked)
    guest.signs_in(status=403)


USELESS = ["{}", '{"keys": []}', "[]", "null", "<h1>Oj</h1>", "[" * 9999, '{"keys": [{}, 7, null]}']


@pytest.mark.parametrize("body", USELESS, ids=range(len(USELESS)))
def test_a_useless_answer_costs_nobody_more_than_that_it_is_asked_again(
    guest: Guest, provider: FaultyProvider, time_of, body: str
):
    useless = Fault(bend={"jwks": answer_with(200, body)})
    provider.fault = useless
    time_of["now"] += 250
    guest.signs_in()
    time_of["now"] += 50
    assert guest.signs_in(status=503).heading == "Det går inte att logga in just nu"
    provider.fault = RIGHT
    guest.signs_in()


@pytest.mark.parametrize("body", USELESS, ids=range(len(USELESS)))
def test_a_useless_answer_when_a_new_key_is_looked_for_costs_as_little(
    guest: Guest, provider: FaultyProvider, time_of, body: str
):
    provider.ring.rotate(keep=False)
    provider.fault = Fault(bend={"jwks": answer_with(200, body)})
    guest.signs_in(status=503)
    provider.fault = RIGHT
    guest.signs_in()


@pytest.mark.parametrize(
    "body",
    ["{}", "[]", "null", "7", '"issuer"', json.dumps({"issuer": "https://[", "jwks_uri": 7})],
)
def test_useless_metadata_costs_as_little(
    app: Flask, guest: Guest, provider: FaultyProvider, body: str
):
    provider.fault = Fault(bend={"discovery": answer_with(200, body)})
    guest.opens("/logga-in", status=503)
    provider.fault = Fault(bend={"discovery": go_elsewhere})
    guest.opens("/logga-in", status=503)
    provider.fault = RIGHT
    guest.signs_in()
