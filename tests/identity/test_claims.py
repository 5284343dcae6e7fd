"""The decision on a sign-in, rule by rule, without a provider."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.identity.claims import (
    Evidence,
    Identity,
    NumberMissing,
    SignInRefused,
    check_issuer,
    decide,
)
from portal.settings import LOA3, LOA4, OIDC_CLAIM, IdentityProviderSettings

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
AT = int(NOW.timestamp())
BEGAN = NOW - timedelta(minutes=1)
PERSONAL, COORDINATION = f"{OIDC_CLAIM}/personalIdentityNumber", f"{OIDC_CLAIM}/coordinationNumber"
ANNA = "189002029800"
INES = "189006759881"
ACCESS_TOKEN = "an-access-token"
AT_HASH = (
    base64.urlsafe_b64encode(hashlib.sha256(ACCESS_TOKEN.encode()).digest()[:16])
    .rstrip(b"=")
    .decode()
)
CHOSEN = IdentityProviderSettings(issuer="https://id.example", client_id="min-plan")
RIGHT: dict[str, Any] = {
    "iss": "https://id.example",
    "sub": "anna-there",
    "aud": "min-plan",
    "iat": AT - 2,
    "exp": AT + 298,
    "auth_time": AT - 5,
    "acr": LOA3,
    "nonce": "the-nonce",
    "at_hash": AT_HASH,
    "sid": "their-session",
    "txn": "their-transaction",
    PERSONAL: ANNA,
}
USERINFO: dict[str, Any] = {
    "iss": "https://id.example",
    "aud": "min-plan",
    "sub": "anna-there",
    "name": "Anna Andersson",
    PERSONAL: ANNA,
}
GONE = ...  # a claim that is left out; the same name in every test worker
FLOATS = st.floats(allow_nan=True, allow_infinity=True)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def changed(claims: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**claims, **changes}.items() if value is not GONE}


def decided(
    token: dict[str, Any] | None = None,
    userinfo: dict[str, Any] | None = None,
    *,
    chosen: IdentityProviderSettings = CHOSEN,
    has_userinfo: bool = True,
) -> Identity:
    evidence = Evidence(
        id_token=changed(RIGHT, token or {}),
        userinfo=changed(USERINFO, userinfo or {}) if has_userinfo else None,
        access_token=ACCESS_TOKEN,
    )
    return decide(evidence, chosen=chosen, nonce="the-nonce", began_at=BEGAN, now=NOW)


def refused_for(decision: Callable[[], object]) -> str:
    with pytest.raises(SignInRefused) as refusal:
        decision()
    return str(refusal.value)


def test_the_identity_says_who_by_whom_how_surely_and_when():
    assert decided() == Identity(
        issuer="https://id.example",
        subject="anna-there",
        number=ANNA,
        name="Anna Andersson",
        level_of_assurance=LOA3,
        authenticated_at=datetime.fromtimestamp(AT - 5, UTC),
        issuer_session="their-session",
        provider_transaction="their-transaction",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["min-plan"]},
        {"azp": "min-plan"},
        {"acr": LOA4},
        {"at_hash": GONE},
        {"sid": GONE, "txn": GONE},
        {"iat": AT + 30, "exp": AT + 300},
        {"iat": AT - 300, "exp": AT - 29},
        {"nbf": AT + 30},
        {"auth_time": AT - 90},
        {"auth_time": AT + 30},
        {"iat": float(AT), "exp": AT + 300.0},
        {"sub": "å" * 255},
    ],
    ids=repr,
)
def test_what_the_rules_allow_is_taken(changes: dict[str, Any]):
    assert decided(changes, {"sub": changes.get("sub", "anna-there")}).number == ANNA


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("iss", {"iss": "https://id.example/"}),
        ("iss", {"iss": GONE}),
        ("iss", {"iss": ["https://id.example"]}),
        ("aud", {"aud": "another-portal"}),
        ("aud", {"aud": "another-portal", "azp": "min-plan"}),
        ("aud", {"aud": ["min-plan", "another-portal"], "azp": "min-plan"}),
        ("aud", {"aud": ["min-plan", "min-plan"]}),
        ("aud", {"aud": []}),
        ("aud", {"aud": GONE}),
        ("azp", {"azp": "another-portal"}),
        ("azp", {"azp": None}),
        ("exp: past", {"exp": AT - 30}),
        ("exp", {"exp": GONE}),
        ("exp", {"exp": True}),
        ("exp", {"exp": str(AT + 298)}),
        ("exp", {"exp": float("nan")}),
        ("exp", {"exp": float("inf")}),
        ("exp: too long a life", {"exp": AT + 299}),
        ("exp: too long a life", {"iat": AT + 20, "exp": AT + 20}),
        ("iat: ahead", {"iat": AT + 31}),
        ("iat: old", {"iat": AT - 301}),
        ("iat", {"iat": GONE}),
        ("iat", {"iat": -1}),
        ("nbf", {"nbf": AT + 31}),
        ("nbf", {"nbf": "soon"}),
        ("auth_time", {"auth_time": GONE}),
        ("auth_time: before this attempt", {"auth_time": AT - 91}),
        ("auth_time: ahead", {"auth_time": AT + 31}),
        ("nonce", {"nonce": "another"}),
        ("nonce", {"nonce": ["the-nonce"]}),
        ("nonce", {"nonce": GONE, "nonce_supported": False}),
        ("at_hash", {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
        ("at_hash", {"at_hash": None}),
        ("acr", {"acr": "http://id.elegnamnden.se/loa/1.0/loa2"}),
        ("acr", {"acr": LOA3 + "x"}),
        ("acr", {"acr": [LOA3]}),
        ("acr", {"acr": GONE}),
        ("sub", {"sub": ""}),
        ("sub", {"sub": GONE}),
        ("sub", {"sub": 7}),
        ("sub", {"sub": "a\0b"}),
        ("sub", {"sub": "\ud800"}),
        ("sub", {"sub": "a" * 256}),
        ("sid", {"sid": 7}),
        ("txn", {"txn": "t" * 256}),
    ],
    ids=repr,
)
def test_what_one_rule_forbids_is_refused_by_that_rule(rule: str, changes: dict[str, Any]):
    userinfo = {"sub": changes["sub"]} if "sub" in changes else {}
    assert refused_for(lambda: decided(changes, userinfo)) == rule


@pytest.mark.parametrize(
    ("rule", "userinfo"),
    [
        ("sub of userinfo", {"sub": "somebody-else"}),
        ("sub of userinfo", {"sub": GONE}),
        ("iss of userinfo", {"iss": "https://other.example"}),
        ("iss of userinfo", {"iss": GONE}),
        ("aud of userinfo", {"aud": "another-portal"}),
        ("aud of userinfo", {"aud": GONE}),
        ("two numbers", {PERSONAL: "189305179823"}),
        ("two numbers", {COORDINATION: INES}),
    ],
    ids=repr,
)
def test_userinfo_must_be_of_the_same_person_for_this_portal(rule: str, userinfo: dict[str, Any]):
    assert refused_for(lambda: decided({}, userinfo)) == rule


def test_userinfo_must_come_when_it_was_agreed():
    assert refused_for(lambda: decided(has_userinfo=False)) == "no userinfo"


def test_without_userinfo_the_id_token_is_enough():
    chosen = replace(CHOSEN, userinfo="none")
    assert decided({"name": "Anna"}, chosen=chosen, has_userinfo=False).name == "Anna"


def test_plain_userinfo_has_neither_issuer_nor_audience():
    plain = {"iss": GONE, "aud": GONE}
    assert decided({}, plain, chosen=replace(CHOSEN, userinfo="json")).number == ANNA


def test_the_number_can_come_from_userinfo_alone():
    chosen = replace(CHOSEN, number_source="userinfo")
    assert decided({PERSONAL: GONE}, chosen=chosen).number == ANNA


@pytest.mark.parametrize("number_source", ["id_token", "userinfo"])
def test_no_number_is_told_apart_for_the_page_that_explains_it(number_source: str):
    chosen = replace(CHOSEN, number_source=number_source)
    with pytest.raises(NumberMissing):
        decided({PERSONAL: GONE}, {PERSONAL: GONE}, chosen=chosen)


def test_a_coordination_number_is_taken_from_its_own_claim():
    ines = {PERSONAL: GONE, COORDINATION: INES}
    assert decided(ines, ines).number == INES


@pytest.mark.parametrize(
    "number",
    {
        "wrong check digit": "189002029801",
        "no such day": "189002319801",
        "hyphen": "18900202-9800",
        "ten digits": "9002029800",
        "newline": ANNA + "\n",
        "arabic-indic": ANNA.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        "a number": int(ANNA),
        "a list": [ANNA],
        "nothing": None,
        "coordination number": INES,
    }.values(),
    ids=["check", "day", "hyphen", "ten", "newline", "arabic", "int", "list", "none", "other kind"],
)
def test_only_one_spelling_is_a_number(number: object):
    assert refused_for(lambda: decided({PERSONAL: number}, {PERSONAL: number})).startswith("number")


def test_a_provider_may_have_one_claim_for_both_kinds():
    chosen = replace(CHOSEN, number_claim="nin", coordination_claim="nin")
    for number in (ANNA, INES):
        nin = {PERSONAL: GONE, "nin": number}
        assert decided(nin, nin, chosen=chosen).number == number


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"name": "  Anna Andersson "}, "Anna Andersson"),
        ({"name": GONE, "given_name": "Anna", "family_name": "Åberg"}, "Anna Åberg"),
        ({"name": GONE, "family_name": "Åberg"}, "Åberg"),
        ({"name": GONE}, None),
        ({"name": 7}, None),
        ({"name": "A" * 201}, None),
        ({"name": "Anna\u202eanni"}, None),
        ({"name": "Anna\x00"}, None),
    ],
    ids=repr,
)
def test_a_name_is_shown_as_it_was_said_or_not_at_all(said: dict[str, Any], shown: str | None):
    assert decided({}, said).name == shown


@pytest.mark.parametrize(
    ("named", "must_be_named"),
    [(["https://id.example"], True), (["https://id.example"], False), ([], False)],
)
def test_an_answer_may_name_its_issuer(named: list[str], *, must_be_named: bool):
    check_issuer(named, chosen=CHOSEN, must_be_named=must_be_named)


@pytest.mark.parametrize(
    ("named", "must_be_named"),
    [
        ([], True),
        (["https://other.example"], False),
        (["https://id.example", "https://id.example"], True),
        ([""], False),
    ],
)
def test_an_answer_of_somebody_else_is_refused(named: list[str], *, must_be_named: bool):
    reason = refused_for(lambda: check_issuer(named, chosen=CHOSEN, must_be_named=must_be_named))
    assert reason == "iss of the answer"


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*RIGHT, "azp", "nbf", COORDINATION, "name"]), ANYTHING))
def test_whatever_is_claimed_it_is_anna_or_nobody(claims: dict[str, Any]):
    try:
        identity = decided(claims, claims)
    except SignInRefused:
        return
    assert (identity.issuer, identity.number) == ("https://id.example", ANNA)


@settings(deadline=None)
@given(ANYTHING, ANYTHING)
def test_a_refusal_never_quotes_what_was_said(one: object, other: object):
    said = {PERSONAL: ANNA, "sub": one, "acr": other}
    assert refused_for(lambda: decided(said, said)) in {"sub", "acr", "sub of userinfo"}


def test_evidence_and_identity_do_not_show_themselves():
    evidence = Evidence(id_token=RIGHT, userinfo=USERINFO, access_token=ACCESS_TOKEN)
    shown = repr(evidence) + repr(decided())
    assert not [word for word in (ANNA, ACCESS_TOKEN, "Andersson") if word in shown]
