"""What the portal asks of the provider, and what it keeps meanwhile."""

import json

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.identity.cookies import TOKEN
from portal.models.sign_in_attempt import SignInAttempt
from portal.settings import LOA3, LOA4
from tests.features.sign_in.signing_in import Guest, asked
from tests.support.identity_providers.fault import Fault, drop
from tests.support.identity_providers.faulty import FaultyProvider


def attempts(app: Flask) -> int:
    with app.extensions["portal.database"].transaction() as transaction:
        query = select(func.count()).select_from(SignInAttempt)
        return int(transaction.execute(query).scalar_one())


def test_the_request_says_all_that_the_swedish_profile_wants(
    guest: Guest, provider: FaultyProvider
):
    said = asked(guest.begins())
    level = {"essential": True, "values": [LOA3, LOA4]}
    assert json.loads(said.pop("claims")) == {
        "id_token": {"acr": level, "auth_time": {"essential": True}}
    }
    for name in ("state", "nonce", "code_challenge"):
        assert TOKEN.fullmatch(said.pop(name))
    assert said == {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": "http://localhost:5000/oidc/callback",
        "scope": "openid https://id.oidc.se/scope/naturalPersonInfo "
        "https://id.oidc.se/scope/naturalPersonNumber",
        "code_challenge_method": "S256",
        "prompt": "login",
        "ui_locales": "sv",
    }


def test_a_provider_without_the_claims_parameter_is_asked_by_acr_values(guest: Guest):
    guest.provider.fault = Fault(discovery=drop("claims_parameter_supported"))
    said = asked(guest.begins())
    assert said["acr_values"] == f"{LOA3} {LOA4}"
    assert said["max_age"] == "0"  # the other way to be told `auth_time`
    assert "claims" not in said


def test_nothing_is_the_same_in_two_attempts(guest: Guest):
    one, other = asked(guest.begins()), asked(guest.begins())
    assert not {one[name] for name in ("state", "nonce", "code_challenge")} & {
        other[name] for name in ("state", "nonce", "code_challenge")
    }


@pytest.mark.parametrize("host", ["evil.example", "localhost:5000@evil.example", ""])
def test_a_hostile_host_gets_nothing(app: Flask, guest: Guest, host: str):
    answer = app.test_client().get("/logga-in", headers={"Host": host})
    assert answer.status_code == 400


def test_the_return_address_does_not_depend_on_headers(app: Flask, guest: Guest):
    answer = app.test_client().get(
        "/logga-in",
        base_url="http://localhost:9999",
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
    )
    expected = "http://localhost:5000/oidc/callback"
    assert asked(answer.headers["Location"])["redirect_uri"] == expected


def test_the_cookie_is_small_and_safe_and_stays_one(guest: Guest):
    cookies = [guest.opens("/logga-in", status=303).headers["Set-Cookie"] for _ in range(30)]
    assert all(len(cookie) < 200 for cookie in cookies)
    assert "__Host-login=" in cookies[0]
    for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"):
        assert flag in cookies[0]
    assert len({cookie.partition(";")[0] for cookie in cookies}) == 1


def test_thirty_attempts_in_one_browser_all_finish(guest: Guest):
    begun = [guest.begins() for _ in range(30)]
    ends = {guest.opens(guest.at_provider(one), status=303).status for one in begun}
    assert ends == {303}
    assert guest.is_in


def test_only_looking_begins_nothing(app: Flask, guest: Guest):
    before = attempts(app)
    for path in ("/logga-in", "/oidc/callback?state=x&code=y"):
        answer = app.test_client().head(path, base_url="http://localhost")
        assert answer.status_code == 200
    assert attempts(app) == before
    assert guest.provider.calls.total() == 0


def test_an_attempt_that_nobody_finished_is_forgotten(app: Flask, guest: Guest, clock):
    guest.begins()
    clock.shift(601)
    guest.begins()
    assert attempts(app) == 1


def test_a_provider_that_is_away_leaves_no_attempt_behind(app: Flask, guest: Guest):
    before = attempts(app)
    guest.provider.fault = Fault(discovery=lambda said: said.clear())
    assert guest.opens("/logga-in", status=503).headers["Retry-After"] == "30"
    assert attempts(app) == before
