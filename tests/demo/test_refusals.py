"""What the demo provider refuses, as strictly as a real one."""

import json

import pytest
import requests
from joserfc import jwt

from portal import clock
from portal.demo.registration import Registration
from tests.demo.portals import Portal, told
from tests.support.identity_providers.signing import spare_rsa_key


def test_a_wrong_verifier_is_refused(portal: Portal) -> None:
    answer = portal.redeem(portal.code_for("anna"), code_verifier="x" * 64)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_code_is_good_once_and_its_second_use_ends_the_access_token(portal: Portal) -> None:
    code = portal.code_for("anna")
    first = portal.redeem(code).json()
    assert portal.userinfo(first["access_token"]).status_code == 200
    assert portal.redeem(code).json()["error"] == "invalid_grant"
    assert portal.userinfo(first["access_token"]).status_code == 401


def test_another_redirect_uri_at_the_token_endpoint_is_refused(portal: Portal) -> None:
    answer = portal.redeem(portal.code_for("anna"), redirect_uri="http://localhost:5000/oidc")
    assert answer.json()["error"] == "invalid_grant"


def test_a_code_of_another_portal_is_refused(
    portal: Portal, registrations: dict[str, Registration]
) -> None:
    other = Portal(issuer=portal.issuer, registration=registrations["basic"])
    answer = other.redeem(portal.code_for("anna"), redirect_uri=portal.redirect_uri)
    assert answer.json()["error"] == "invalid_grant"


def test_a_proof_is_good_once(portal: Portal) -> None:
    proof = portal.assertion()
    first = portal.redeem(portal.code_for("anna"), client_assertion=proof)
    again = portal.redeem(portal.code_for("anna"), client_assertion=proof)
    assert (first.status_code, again.status_code) == (200, 401)
    assert again.json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://other.example/token"},
        {"sub": "another-portal"},
        {"iss": "another-portal"},
        {"exp": 1},
        {"exp": clock.epoch() + 3600},
        {"jti": ""},
        {"jti": 7},
    ],
)
def test_a_proof_that_says_the_wrong_thing_is_refused(
    changed: dict[str, object], portal: Portal
) -> None:
    proof = portal.assertion(**changed)
    answer = portal.redeem(portal.code_for("anna"), client_assertion=proof)
    assert answer.json()["error"] == "invalid_client"


def test_a_proof_signed_by_somebody_else_is_refused(portal: Portal) -> None:
    claims = {"iss": "min-plan-demo", "sub": "min-plan-demo", "aud": portal.issuer, "jti": "j"}
    stranger = spare_rsa_key("stranger")
    proof = jwt.encode({"alg": "RS256"}, {**claims, "exp": clock.epoch() + 60}, stranger)
    answer = portal.redeem(portal.code_for("anna"), client_assertion=proof)
    assert answer.json()["error"] == "invalid_client"


def test_a_secret_does_not_do_where_a_key_is_registered(portal: Portal) -> None:
    answer = requests.post(
        f"{portal.issuer}/token", auth=("min-plan-demo", ""), data={"code": "c"}, timeout=5
    )
    assert answer.json()["error"] == "invalid_client"


def test_a_wrong_secret_is_refused(issuer: str, registrations: dict[str, Registration]) -> None:
    answer = requests.post(
        f"{issuer}/token",
        auth=(registrations["basic"].client_id, "gissat"),
        data={"grant_type": "authorization_code"},
        timeout=5,
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "http://localhost:5000/oidc/callback/"},
        {"redirect_uri": "http://localhost:5000/oidc/callback?x=1"},
        {"redirect_uri": "http://LOCALHOST:5000/oidc/callback"},
        {"redirect_uri": None},
        {"client_id": "nobody"},
    ],
)
def test_an_unknown_asker_is_not_sent_back_anywhere(
    changed: dict[str, str | None], portal: Portal
) -> None:
    answer = portal.ask(**changed)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"state": None}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"claims": "{"}, "invalid_request"),
        ({"claims": "[]"}, "invalid_request"),
        ({"claims": '{"id_token": 1}'}, "invalid_request"),
        ({"request": "e30.e30."}, "invalid_request_object"),
        ({"request_uri": "https://other.example"}, "request_uri_not_supported"),
    ],
)
def test_a_question_out_of_order_is_answered_with_its_error(
    changed: dict[str, str | None], error: str, portal: Portal
) -> None:
    assert told(portal.ask(**changed))["error"] == error


def test_a_parameter_given_twice_is_refused(portal: Portal) -> None:
    twice = requests.get(portal.question() + "&scope=openid", allow_redirects=False, timeout=5)
    assert told(twice)["error"] == "invalid_request"


def test_a_level_that_nobody_here_has_cannot_be_met(portal: Portal) -> None:
    loa4 = "http://id.elegnamnden.se/loa/1.0/loa4"
    claims = json.dumps({"id_token": {"acr": {"essential": True, "values": [loa4]}}})
    assert told(portal.ask(claims=claims))["error"] == "unmet_authentication_requirements"


def test_an_unknown_person_is_refused_and_the_page_can_still_be_used(portal: Portal) -> None:
    page = portal.ask()
    assert portal.choose(page, person="kungen").status_code == 400
    assert told(portal.choose(page, person="anna"))["code"]


def test_a_sign_in_page_is_good_once(portal: Portal) -> None:
    page = portal.ask()
    assert told(portal.choose(page, person="anna"))["code"]
    assert portal.choose(page, person="anna").status_code == 400


def test_userinfo_without_an_access_token_is_refused(portal: Portal) -> None:
    access_token = portal.sign_in("anna")["access_token"]
    in_address = requests.get(
        f"{portal.issuer}/userinfo", params={"access_token": access_token}, timeout=5
    )
    assert in_address.status_code == 401


def test_a_hostile_host_name_is_refused(issuer: str) -> None:
    answer = requests.get(issuer, headers={"Host": "other.example"}, timeout=5)
    assert answer.status_code == 400
