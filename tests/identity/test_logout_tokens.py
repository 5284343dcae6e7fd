"""Logout tokens: what they must say, and that each counts once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.database import Database
from portal.identity import logout_tokens
from portal.identity.logout_tokens import EVENT, LogoutRefused, LogoutWish
from portal.models.spent_token import SpentToken
from portal.settings import IdentityProviderSettings

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
AT = int(NOW.timestamp())
CHOSEN = IdentityProviderSettings(issuer="https://id.example", client_id="min-plan")
RIGHT: dict[str, Any] = {
    "iss": "https://id.example",
    "aud": "min-plan",
    "iat": AT,
    "exp": AT + 120,
    "jti": "token-1",
    "sid": "their-session",
    "sub": "anna-there",
    "events": {EVENT: {}},
}
WISH = LogoutWish("token-1", "https://id.example", "their-session", "anna-there")
GONE = ...  # a claim that is left out; the same name in every test worker


def read(**changes: object) -> LogoutWish:
    said = {name: value for name, value in {**RIGHT, **changes}.items() if value is not GONE}
    return logout_tokens.read(said, chosen=CHOSEN, now=NOW)


def test_it_says_whose_sign_in_has_ended():
    assert read() == WISH


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["min-plan"]},
        {"exp": GONE},
        {"iat": AT - 120},
        {"iat": AT + 30},
        {"exp": AT - 29},
        {"sid": GONE},
        {"sub": GONE},
        {"events": {EVENT: {"more": 1}, "other": {}}},
    ],
    ids=repr,
)
def test_what_the_rules_allow_is_taken(changes: dict[str, Any]):
    assert read(**changes).token_id == "token-1"


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("iss", {"iss": "https://other.example"}),
        ("iss", {"iss": GONE}),
        ("aud", {"aud": ["min-plan", "another-portal"]}),
        ("aud", {"aud": GONE}),
        ("iat", {"iat": AT - 121}),
        ("iat", {"iat": AT + 31}),
        ("iat", {"iat": True}),
        ("iat", {"iat": GONE}),
        ("exp", {"exp": AT - 30}),
        ("exp", {"exp": "later"}),
        ("events", {"events": GONE}),
        ("events", {"events": [EVENT]}),
        ("events", {"events": {EVENT: "yes"}}),
        ("nonce", {"nonce": "n"}),
        ("nonce", {"nonce": None}),
        ("jti", {"jti": GONE}),
        ("jti", {"jti": ""}),
        ("jti", {"jti": 7}),
        ("sid", {"sid": ["a"]}),
        ("sub", {"sub": "a\0b"}),
        ("sub", {"sub": "a" * 256}),
        ("neither sid nor sub", {"sid": GONE, "sub": GONE}),
    ],
    ids=repr,
)
def test_what_one_rule_forbids_is_refused_by_that_rule(rule: str, changes: dict[str, Any]):
    with pytest.raises(LogoutRefused) as refused:
        read(**changes)
    assert str(refused.value) == rule


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*RIGHT, "nonce"]), st.none() | st.text() | st.floats()))
def test_whatever_is_claimed_it_is_this_provider_or_nothing(changes: dict[str, Any]):
    try:
        wish = read(**changes)
    except LogoutRefused:
        return
    assert wish.issuer == "https://id.example"


def spent(database: Database, wish: LogoutWish = WISH, *, at: datetime = NOW) -> bool:
    try:
        with database.transaction(at) as transaction:
            logout_tokens.spend(transaction, wish)
    except LogoutRefused:
        return False
    return True


def test_a_token_is_spent_once_also_by_many_at_once(database: Database):
    with ThreadPoolExecutor(4) as lines:
        assert sorted(lines.map(lambda _: spent(database), range(8))) == [False] * 7 + [True]


def test_spent_tokens_are_forgotten_when_they_would_be_refused_anyway(database: Database):
    spent(database)
    other = LogoutWish("token-2", WISH.issuer, None, "anna-there")
    assert spent(database, other, at=NOW + timedelta(minutes=11))
    with database.transaction() as transaction:
        assert transaction.execute(select(SpentToken.token_id)).scalars().all() == ["token-2"]
