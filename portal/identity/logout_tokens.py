"""Back-channel logout: the provider says, server to server, that a sign-in has ended there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.database import Transaction
from portal.identity import spent_tokens
from portal.settings import IdentityProviderSettings

EVENT = "http://schemas.openid.net/event/backchannel-logout"
LEEWAY = 30
OLDEST = 120
"""Seconds since the token was issued."""


class LogoutRefused(Exception):
    """The token ends nothing. The message names the rule, never a value."""


@dataclass(frozen=True, slots=True)
class LogoutWish:
    """Whose sign-in has ended at the provider: one session, or all of a subject."""

    token_id: str
    issuer: str
    issuer_session: str | None
    subject: str | None


def read(
    claims: Mapping[str, Any], *, chosen: IdentityProviderSettings, now: datetime
) -> LogoutWish:
    """Read a logout token whose signature is right. Raises `LogoutRefused`."""
    events = claims.get("events")
    moment = int(now.timestamp())
    _require(claims.get("iss") == chosen.issuer, "iss")
    _require(claims.get("aud") in (chosen.client_id, [chosen.client_id]), "aud")
    _require(-LEEWAY <= moment - _seconds(claims, "iat") <= OLDEST, "iat")
    _require("exp" not in claims or moment < _seconds(claims, "exp") + LEEWAY, "exp")
    _require(isinstance(events, dict) and isinstance(events.get(EVENT), dict), "events")
    _require("nonce" not in claims, "nonce")
    wish = LogoutWish(
        token_id=_text(claims, "jti") or "",
        issuer=chosen.issuer,
        issuer_session=_text(claims, "sid"),
        subject=_text(claims, "sub"),
    )
    _require(bool(wish.token_id), "jti")
    _require(bool(wish.issuer_session or wish.subject), "neither sid nor sub")
    return wish


def spend(transaction: Transaction, wish: LogoutWish) -> None:
    """Use the token up. Raises `LogoutRefused` when it has been used before."""
    is_first = spent_tokens.spend(transaction, issuer=wish.issuer, token_id=wish.token_id)
    _require(is_first, "jti: used before")


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if value is None:
        return None
    _require(isinstance(value, str) and 0 < len(value) <= 255 and "\0" not in value, name)
    return str(value)


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**33:
        raise LogoutRefused(name)
    return int(value)


def _require(holds: object, rule: str) -> None:
    if not holds:
        raise LogoutRefused(rule)
