from datetime import UTC, datetime
from typing import Any

import pytest

from portal.identity.care_systems.assertions import Proof, ProofRefused, decide

HERE = "https://minplan.example/oauth/token"
NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
SECOND = int(NOW.timestamp())
HEADER = {"alg": "RS384", "kid": "2026-11", "typ": "JWT"}
CLAIMS = {"iss": "vs-plan", "sub": "vs-plan", "aud": HERE, "exp": SECOND + 300, "jti": "one"}


def said(*, header: dict[str, Any] | None = None, **claims: Any) -> Proof:
    headed = {**HEADER, **(header or {})}
    return decide(
        {name: value for name, value in headed.items() if value is not None},
        {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None},
        audience=HERE,
        now=NOW,
    )


def test_a_right_proof_says_who_by_which_key_and_which_proof_it_is():
    assert said() == Proof(client_id="vs-plan", key_id="2026-11", token_id="one")


@pytest.mark.parametrize(
    "right",
    [
        {"header": {"alg": "ES384"}},
        {"header": {"typ": None}},
        {"header": {"typ": "jwt"}},
        {"header": {"typ": "client-authentication+jwt"}},
        {"aud": [HERE]},
        {"exp": SECOND + 1},
        {"exp": SECOND + 0.5},
        {"exp": SECOND + 330},
        {"nbf": SECOND, "iat": SECOND},
        {"nbf": SECOND + 30},
        {"iat": SECOND + 30},
        {"jti": "x" * 255},
        {"extra": "whatever"},
    ],
)
def test_what_a_right_proof_may_also_look_like(right: dict[str, Any]):
    assert said(**right).client_id == "vs-plan"


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"header": {"alg": "none"}}, "alg"),
        ({"header": {"alg": "HS384"}}, "alg"),
        ({"header": {"alg": "RS256"}}, "alg"),
        ({"header": {"alg": ["RS384"]}}, "alg"),
        ({"header": {"alg": None}}, "alg"),
        ({"header": {"typ": "at+jwt"}}, "typ"),
        ({"header": {"typ": 1}}, "typ"),
        ({"header": {"crit": ["exp"]}}, "crit"),
        ({"header": {"b64": False}}, "crit"),
        ({"header": {"kid": None}}, "kid"),
        ({"header": {"kid": ""}}, "kid"),
        ({"header": {"kid": 7}}, "kid"),
        ({"header": {"kid": "k" * 256}}, "kid"),
        ({"iss": None}, "iss"),
        ({"iss": "", "sub": ""}, "iss"),
        ({"iss": ["vs-plan"]}, "iss"),
        ({"iss": "vs-pl\0an", "sub": "vs-pl\0an"}, "iss"),
        ({"iss": "vs-plan\n", "sub": "vs-plan\n"}, "iss"),
        ({"sub": None}, "sub"),
        ({"sub": "vs-other"}, "sub"),
        ({"aud": None}, "aud"),
        ({"aud": "https://minplan.example/fhir"}, "aud"),
        ({"aud": HERE + "/"}, "aud"),
        ({"aud": HERE.upper()}, "aud"),
        ({"aud": [HERE, "https://other.example"]}, "aud"),
        ({"aud": {HERE: 1}}, "aud"),
        ({"exp": None}, "exp"),
        ({"exp": SECOND}, "exp: past"),
        ({"exp": SECOND - 1}, "exp: past"),
        ({"exp": SECOND + 331}, "exp: more"),
        ({"exp": (SECOND + 60) * 1000}, "exp"),
        ({"exp": str(SECOND + 60)}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": float("nan")}, "exp"),
        ({"exp": float("inf")}, "exp"),
        ({"exp": -1}, "exp"),
        ({"nbf": SECOND + 31}, "nbf"),
        ({"nbf": "now"}, "nbf"),
        ({"iat": SECOND + 31}, "iat"),
        ({"iat": SECOND - 1}, "iat"),
        ({"iat": False}, "iat"),
        ({"exp": SECOND + 10, "iat": SECOND + 20}, "iat"),
        ({"jti": None}, "jti"),
        ({"jti": ""}, "jti"),
        ({"jti": 1}, "jti"),
        ({"jti": "x" * 256}, "jti"),
        ({"jti": "a\ud800"}, "jti"),
    ],
)
def test_a_wrong_proof_is_refused_by_a_rule_that_holds_no_value(wrong: dict[str, Any], rule: str):
    with pytest.raises(ProofRefused, match=rf"^{rule}") as refused:
        said(**wrong)
    assert "vs-" not in str(refused.value)
