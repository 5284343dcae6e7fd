"""A portal may sign its question and pass it whole."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

from portal import clock
from portal.demo.registration import Registration
from tests.demo.portals import Portal, told
from tests.support.identity_providers.signing import spare_rsa_key


def request_object(
    portal: Portal, *, key: RSAKey | None = None, leave_out: str = "", **changes: object
) -> str:
    claims: dict[str, Any] = {
        **dict(parse_qsl(urlsplit(portal.question()).query)),
        "iss": portal.registration.client_id,
        "aud": portal.issuer,
        "max_age": 60,
        **changes,
    }
    claims.pop(leave_out, None)
    key = key or portal.registration.key
    assert key is not None
    return jwt.encode({"alg": "RS256"}, claims, key)


def ask(portal: Portal, signed: str, **outside: str) -> requests.Response:
    given = {"client_id": portal.registration.client_id, "request": signed, **outside}
    return portal.browser.post(
        f"{portal.issuer}/authorize", data=given, allow_redirects=False, timeout=5
    )


def test_a_signed_question_is_answered(portal: Portal) -> None:
    page = ask(portal, request_object(portal))
    back = told(portal.choose(page, person="anna"))
    assert back["state"] == "the-state"
    assert portal.redeem(back["code"]).status_code == 200


def test_what_is_signed_counts_before_what_stands_beside(portal: Portal) -> None:
    page = ask(portal, request_object(portal, state="signed"), state="beside")
    assert told(portal.choose(page, cancel="yes"))["state"] == "signed"


def test_claims_may_be_an_object(portal: Portal) -> None:
    claims = {"id_token": {"acr": {"essential": True, "values": ["http://other.example/loa"]}}}
    answer = ask(portal, request_object(portal, claims=claims))
    assert told(answer)["error"] == "unmet_authentication_requirements"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "another"},
        {"client_id": "another"},
        {"aud": "https://other.example"},
        {"leave_out": "aud"},
        {"exp": clock.epoch() - 60},
        {"exp": "soon"},
        {"key": spare_rsa_key("stranger")},
    ],
)
def test_a_question_signed_wrongly_is_refused(changed: dict[str, Any], portal: Portal) -> None:
    answer = ask(portal, request_object(portal, **changed), redirect_uri=portal.redirect_uri)
    assert told(answer)["error"] == "invalid_request_object"


def test_a_question_signed_wrongly_that_says_nowhere_to_go_stays_here(portal: Portal) -> None:
    assert ask(portal, request_object(portal, iss="another")).status_code == 400


def test_a_portal_without_a_key_cannot_sign(
    portal: Portal, registrations: dict[str, Registration]
) -> None:
    other = Portal(issuer=portal.issuer, registration=registrations["basic"])
    answer = ask(
        other, request_object(other, key=spare_rsa_key("any")), redirect_uri=other.redirect_uri
    )
    assert told(answer)["error"] == "invalid_request_object"
