"""The fault-switching provider itself: right until a switch is set, then wrong in that one way."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from portal import clock
from portal.demo.registration import Registration
from portal.demo.tokens import at_hash
from tests.demo.portals import Portal, told
from tests.support.identity_providers.fault import Fault, LogoutFault
from tests.support.identity_providers.faults import AFTER_LOGOUT, FAULTS, LOGOUT_FAULTS, SLOW
from tests.support.identity_providers.faulty import FaultyProvider, faulty_provider
from tests.support.identity_providers.serving import free_port

QUICK = sorted(set(FAULTS) - SLOW)

CHANCES = {"code", "kid", "txn", "sid"}
TIMES = {"iat", "exp", "nbf", "auth_time"}

MODULES = {
    "kid-absent-single-jwks",
    "idtoken-sig-rs256",
    "invalid-iss",
    "missing-sub",
    "invalid-aud",
    "missing-iat",
    "invalid-sig-rs256",
    "userinfo-invalid-sub",
    "nonce-invalid",
    "kid-absent-multiple-jwks",
    "idtoken-sig-none",
    "discovery-openid-config",
    "discovery-jwks-uri-keys",
    "signing-key-rotation-just-before-signing",
    "discovery-issuer-mismatch",
    "rp-backchannel-rpinitlogout",
    "rp-backchannel-rpinitlogout-alg-none",
    "rp-backchannel-rpinitlogout-no-event",
    "rp-backchannel-rpinitlogout-with-nonce",
    "rp-backchannel-rpinitlogout-wrong-alg",
    "rp-backchannel-rpinitlogout-wrong-aud",
    "rp-backchannel-rpinitlogout-wrong-event",
    "rp-backchannel-rpinitlogout-wrong-iss",
    "rp-init-logout",
    "rp-init-logout-other-state",
    "rp-init-logout-no-state",
    "missing-aud",
    "invalid-athash",
    "invalid-sig-hs256",
    "invalid-sig-es256",
    "missing-athash",
    "scope-userinfo-claims",
    "userinfo-signed",
    "userinfo-bearer-header",
}
"""Without those that need two sign-ins (`signing-key-rotation`) or another setting of the portal."""


@pytest.fixture
def provider() -> Iterator[FaultyProvider]:
    with faulty_provider() as running:
        yield running


def portal_of(provider: FaultyProvider) -> Portal:
    registration = Registration(
        client_id=provider.client_id,
        name="Testportalen",
        redirect_uris=frozenset({provider.redirect_uri}),
        proof="private_key_jwt",
        key=provider.portal_key,
    )
    return Portal(issuer=provider.issuer, registration=registration)


def whole_sign_in(provider: FaultyProvider) -> dict[str, requests.Response]:
    """Every answer of a provider during one sign-in, walked without looking at what it says."""
    portal = portal_of(provider)
    at = provider.issuer
    discovery = requests.get(f"{at}/.well-known/openid-configuration", timeout=5)
    back = portal.ask()
    token = portal.redeem(next(iter(provider.codes)))
    keys = requests.get(f"{at}/jwks", timeout=5)
    userinfo = portal.userinfo(next(reversed(provider.tokens), ""))
    return {
        "discovery": discovery,
        "back": back,
        "token": token,
        "jwks": keys,
        "userinfo": userinfo,
    }


def in_short(answers: dict[str, requests.Response], *, issuer: str) -> list[object]:
    """Alike for any two right sign-ins: without times, addresses and chances."""
    keys = published_keys(answers["jwks"])
    return [
        [(name, *outside(answer)) for name, answer in answers.items()],
        answers["discovery"].text.replace(issuer, ""),
        shapes(told(answers["back"]), issuer=issuer),
        tokens_in_short(answers["token"], keys=keys, issuer=issuer),
        [sorted(key) for key in keys],
        token_in_short(answers["userinfo"].text, keys=keys, issuer=issuer),
    ]


def outside(answer: requests.Response) -> tuple[object, ...]:
    came_over = [before.status_code for before in answer.history]
    return came_over, answer.status_code, answer.headers["Content-Type"]


def published_keys(answer: requests.Response) -> list[dict[str, Any]]:
    is_json = answer.ok and answer.headers["Content-Type"] == "application/json"
    keys: list[dict[str, Any]] = answer.json()["keys"] if is_json else []
    return keys


def shapes(parts: dict[str, Any], *, issuer: str) -> dict[str, object]:
    """A chance text by its length, a time by how far off it is, all else as it is."""
    short: dict[str, object] = {}
    for name, value in parts.items():
        if name in CHANCES and isinstance(value, str):
            short[name] = len(value)
        elif name in TIMES and isinstance(value, int):
            short[name] = round((value - clock.now().timestamp()) / 10)
        else:
            short[name] = value.replace(issuer, "") if isinstance(value, str) else value
    return short


def tokens_in_short(
    answer: requests.Response, *, keys: list[dict[str, Any]], issuer: str
) -> object:
    try:
        said = answer.json()
    except (ValueError, RecursionError):
        return answer.text[:20]
    if not isinstance(said, dict):
        return answer.text[:20]
    token = token_in_short(said.pop("id_token", ""), keys=keys, issuer=issuer)
    right_hash = at_hash(said.pop("access_token", ""))
    return said, str(token).replace(right_hash, "the right at_hash")


def token_in_short(text: str, *, keys: list[dict[str, Any]], issuer: str) -> object:
    """Header, claims, and whether it is signed with a key that is published under its kid."""
    try:
        header, claims, signature = text.split(".")
        read = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, claims)]
    except ValueError:
        return text[:20]
    parts = [shapes(part, issuer=issuer) for part in read]
    return parts, len(signature), is_signed(text, keys=keys)


def is_signed(text: str, *, keys: list[dict[str, Any]]) -> bool:
    try:
        jwt.decode(text, KeySet.import_key_set({"keys": keys}))
    except (JoseError, ValueError):
        return False
    return True


def test_a_right_provider_signs_anna_in(provider: FaultyProvider) -> None:
    answers = whole_sign_in(provider)
    published = KeySet.import_key_set(answers["jwks"].json())
    claims = jwt.decode(answers["token"].json()["id_token"], published).claims
    assert claims["sub"] == jwt.decode(answers["userinfo"].text, published).claims["sub"]
    assert told(answers["back"])["iss"] == claims["iss"] == provider.issuer
    assert provider.complaints == []


def test_a_portal_that_uses_its_proof_twice_is_refused(provider: FaultyProvider) -> None:
    portal = portal_of(provider)
    again = portal.assertion()
    first = portal.redeem(told(portal.ask())["code"], client_assertion=again)
    second = portal.redeem(told(portal.ask())["code"], client_assertion=again)
    assert (first.status_code, second.status_code) == (200, 400)
    assert provider.complaints == ["jti of the assertion is missing or used before"]


def test_a_portal_without_the_verifier_is_refused(provider: FaultyProvider) -> None:
    portal = portal_of(provider)
    assert portal.redeem(told(portal.ask())["code"], code_verifier="x" * 64).status_code == 400


@pytest.fixture(scope="module")
def right() -> list[object]:
    with faulty_provider() as provider:
        return in_short(whole_sign_in(provider), issuer=provider.issuer)


@pytest.mark.parametrize("name", QUICK)
def test_each_switch_changes_what_goes_over_the_wire(
    name: str, right: list[object], provider: FaultyProvider
) -> None:
    provider.fault = FAULTS[name]
    said = in_short(whole_sign_in(provider), issuer=provider.issuer)
    assert (said == right) == (name in {"plain", "signed with RS256"})
    assert provider.complaints == []


def test_every_module_of_the_conformance_suite_has_its_switch() -> None:
    faults: list[Fault | LogoutFault] = [*FAULTS.values(), *AFTER_LOGOUT.values()]
    faults += LOGOUT_FAULTS.values()
    have = {module for fault in faults for module in fault.module.split()}
    assert MODULES - have == set()


def test_a_stalled_endpoint_lets_go_when_the_provider_is_closed() -> None:
    with faulty_provider() as provider:
        provider.fault = FAULTS["jwks stalled"]
        with pytest.raises(requests.Timeout):
            requests.get(f"{provider.issuer}/jwks", timeout=0.3)
        began = time.monotonic()
    assert time.monotonic() - began < 5


def test_one_byte_a_second_outlives_every_read_timeout() -> None:
    with faulty_provider() as provider:
        provider.fault = FAULTS["jwks one byte a second"]
        answer = requests.get(f"{provider.issuer}/jwks", timeout=2, stream=True)
        assert next(answer.iter_content(1)) == b"{"


def test_a_rotated_key_keeps_the_old_one_published_until_told_otherwise(
    provider: FaultyProvider,
) -> None:
    old = provider.ring.kid
    provider.ring.rotate()
    assert {provider.ring.kid, old} < {key["kid"] for key in provider.ring.public()}
    provider.ring.rotate(keep=False)
    assert len({key["kid"] for key in provider.ring.public()}) == 3


@pytest.mark.parametrize("name", sorted(LOGOUT_FAULTS))
def test_each_logout_token_can_be_made(name: str, provider: FaultyProvider) -> None:
    assert provider.logout_token(LOGOUT_FAULTS[name]).count(".") == 2


def test_ports_are_not_handed_out_twice_at_once() -> None:
    assert free_port() != free_port()
