"""What a portal gets from the demo provider when a fictional person signs in."""

import json
import time

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from portal import clock
from portal.demo.cast import cast
from portal.demo.claims import COORDINATION, LOA3, NUMBER, PERSONAL
from portal.demo.registration import Registration
from tests.demo.portals import Portal, told


def read(token: str, *, issuer: str) -> dict[str, object]:
    keys = KeySet.import_key_set(requests.get(f"{issuer}/jwks", timeout=5).json())
    return jwt.decode(token, keys, algorithms=["RS256", "ES256"]).claims


def test_the_id_token_holds_what_the_swedish_profile_asks_for(portal: Portal) -> None:
    claims = read(portal.sign_in("anna")["id_token"], issuer=portal.issuer)
    assert claims["iss"] == portal.issuer
    assert claims["aud"] == "min-plan-demo"
    assert claims["acr"] == LOA3
    assert claims["nonce"] == "the-nonce"
    assert claims["exp"] == int(str(claims["iat"])) + 300
    assert abs(int(str(claims["auth_time"])) - clock.now().timestamp()) < 30
    assert claims[PERSONAL] == cast()["anna"].number
    assert {"sid", "at_hash", "txn"} <= set(claims)
    assert COORDINATION not in claims
    assert "name" not in claims


def test_userinfo_is_signed_and_says_the_name(portal: Portal) -> None:
    answer = portal.userinfo(portal.sign_in("anna")["access_token"])
    claims = read(answer.text, issuer=portal.issuer)
    assert answer.headers["Content-Type"] == "application/jwt"
    assert (claims["iss"], claims["aud"]) == (portal.issuer, "min-plan-demo")
    assert (claims["name"], claims["given_name"]) == ("Anna Andersson", "Anna")
    assert (claims["family_name"], claims["birthdate"]) == ("Andersson", "1890-02-02")
    assert claims["sub"] == cast()["anna"].sub


def test_a_person_with_a_coordination_number_has_that_number_only(portal: Portal) -> None:
    claims = read(portal.sign_in("ines")["id_token"], issuer=portal.issuer)
    assert claims[COORDINATION] == cast()["ines"].number
    assert PERSONAL not in claims


def test_a_claim_can_be_asked_for_one_by_one(portal: Portal) -> None:
    asked = json.dumps({"id_token": {"name": None}})
    claims = read(
        portal.sign_in("anna", scope="openid", claims=asked)["id_token"], issuer=portal.issuer
    )
    assert claims["name"] == "Anna Andersson"
    assert PERSONAL not in claims


def test_the_answer_says_who_answers(portal: Portal) -> None:
    back = told(portal.choose(portal.ask(), person="anna"))
    assert (back["iss"], back["state"]) == (portal.issuer, "the-state")


def test_a_person_who_cancels_is_sent_back_with_access_denied(portal: Portal) -> None:
    back = told(portal.choose(portal.ask(), cancel="yes"))
    assert (back["error"], back["state"]) == ("access_denied", "the-state")
    assert "code" not in back


@pytest.mark.parametrize("way", ["basic", "post"])
def test_a_portal_may_prove_itself_with_a_secret(
    way: str, issuer: str, registrations: dict[str, Registration]
) -> None:
    tokens = Portal(issuer=issuer, registration=registrations[way]).sign_in("bertil")
    assert read(tokens["id_token"], issuer=issuer)["sub"] == cast()["bertil"].sub


def test_a_portal_registered_for_json_gets_userinfo_as_json(
    issuer: str, registrations: dict[str, Registration]
) -> None:
    portal = Portal(issuer=issuer, registration=registrations["basic"])
    answer = portal.userinfo(portal.sign_in("bertil")["access_token"])
    assert answer.json()["name"] == "Bertil Andersson"


def test_a_portal_registered_for_es256_gets_it(
    issuer: str, registrations: dict[str, Registration]
) -> None:
    portal = Portal(issuer=issuer, registration=registrations["post"])
    tokens = portal.sign_in("bertil")
    keys = requests.get(f"{issuer}/jwks", timeout=5).json()
    decoded = jwt.decode(tokens["id_token"], KeySet.import_key_set(keys), algorithms=["ES256"])
    assert decoded.header["alg"] == "ES256"


def test_who_is_signed_in_already_is_not_asked_again(portal: Portal) -> None:
    first = read(portal.sign_in("anna")["id_token"], issuer=portal.issuer)
    again = told(portal.ask(prompt=None))
    second = read(portal.redeem(again["code"]).json()["id_token"], issuer=portal.issuer)
    assert (second["sid"], second["auth_time"]) == (first["sid"], first["auth_time"])


@pytest.mark.parametrize("asked", [{"prompt": "login"}, {"prompt": None, "max_age": "0"}])
def test_who_must_sign_in_anew_is_asked_again(asked: dict[str, str], portal: Portal) -> None:
    portal.sign_in("anna")
    time.sleep(0.01)
    assert "Vem vill du vara?" in portal.ask(**asked).text


def test_nobody_is_asked_when_the_portal_forbids_it(portal: Portal) -> None:
    assert told(portal.ask(prompt="none"))["error"] == "login_required"


def test_only_the_number_comes_with_the_scope_for_numbers(portal: Portal) -> None:
    tokens = portal.sign_in("anna", scope=f"openid {NUMBER}")
    claims = read(portal.userinfo(tokens["access_token"]).text, issuer=portal.issuer)
    assert PERSONAL in claims
    assert "name" not in claims
