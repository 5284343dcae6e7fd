"""The decision on a sign-in: what the identity provider said, against what was agreed.

One pure function. Authlib and joserfc have checked signatures before; every claim that matters is
judged here, also those they look at, because their defaults accept what must be refused.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from portal.identity.numbers import kind
from portal.settings import IdentityProviderSettings

LEEWAY = 30
"""Seconds by which two clocks may differ."""
OLDEST_TOKEN = 300
LONGEST_TEXT = 255
"""What the columns for `sub`, `sid`, `txn` and `acr` hold."""
LONGEST_NAME = 200
UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no database, log or page can take: controls, marks that turn text round, half characters."""


class SignInRefused(Exception):
    """The sign-in must not happen. The message names the rule, never a value."""


class NumberMissing(SignInRefused):
    """Everything is right, but the provider gave no identity number to know the person by."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Evidence:
    """What came back, with right signatures: from the browser, the token call and UserInfo."""

    id_token: Mapping[str, Any]
    userinfo: Mapping[str, Any] | None
    access_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who signed in, by which provider, how surely and when."""

    issuer: str
    subject: str
    number: str = field(repr=False)
    name: str | None = field(repr=False)
    level_of_assurance: str
    authenticated_at: datetime
    issuer_session: str | None
    provider_transaction: str | None


def decide(
    evidence: Evidence,
    *,
    chosen: IdentityProviderSettings,
    nonce: str,
    began_at: datetime,
    now: datetime,
) -> Identity:
    """Give the identity that the evidence proves, or raise `SignInRefused`.

    `began_at` is when this attempt began: whoever showed who they are before that did so for
    another errand, and may have left the browser to somebody else since.
    """
    token = evidence.id_token
    _check_parties(token, chosen)
    _check_times(token, int(now.timestamp()), chosen.max_token_age)
    _check_sign_in(token, int(began_at.timestamp()), int(now.timestamp()))
    _require(_same(token.get("nonce"), nonce), "nonce")
    _check_at_hash(token, evidence.access_token)
    acr = token.get("acr")
    _require(isinstance(acr, str) and acr in chosen.acr, "acr")
    subject = _text(token, "sub")
    _require(bool(subject), "sub")
    _check_userinfo(evidence.userinfo, subject, chosen)
    return Identity(
        issuer=chosen.issuer,
        subject=subject,
        number=_number(evidence, chosen),
        name=_name(evidence),
        level_of_assurance=str(acr),
        authenticated_at=datetime.fromtimestamp(token["auth_time"], UTC),
        issuer_session=_text(token, "sid") or None,
        provider_transaction=_text(token, "txn") or None,
    )


def check_issuer(
    named: list[str], *, chosen: IdentityProviderSettings, must_be_named: bool
) -> None:
    """Check `iss` of an answer that came by the browser (RFC 9207); raises `SignInRefused`.

    It is not signed, so it is looked at first: it tells whose answer this claims to be.
    """
    if named or must_be_named:
        _require(named == [chosen.issuer], "iss of the answer")


def _check_parties(token: Mapping[str, Any], chosen: IdentityProviderSettings) -> None:
    _require(_same(token.get("iss"), chosen.issuer), "iss")
    audience = token.get("aud")
    alone = audience[0] if isinstance(audience, list) and len(audience) == 1 else audience
    _require(_same(alone, chosen.client_id), "aud")
    _require("azp" not in token or _same(token["azp"], chosen.client_id), "azp")


def _check_times(token: Mapping[str, Any], now: int, longest: int) -> None:
    expires, issued = _seconds(token, "exp"), _seconds(token, "iat")
    _require(now < expires + LEEWAY, "exp: past")
    _require(issued <= now + LEEWAY, "iat: ahead")
    _require(now - issued <= OLDEST_TOKEN, "iat: old")
    _require(0 < expires - issued <= longest, "exp: too long a life")
    if "nbf" in token:
        _require(_seconds(token, "nbf") <= now + LEEWAY, "nbf")


def _check_sign_in(token: Mapping[str, Any], began: int, now: int) -> None:
    """`prompt=login` stands in an address that anybody can change; `auth_time` is signed."""
    shown = _seconds(token, "auth_time")
    _require(shown <= now + LEEWAY, "auth_time: ahead")
    _require(shown >= began - LEEWAY, "auth_time: before this attempt")


def _check_at_hash(token: Mapping[str, Any], access_token: str) -> None:
    """All algorithms that can be chosen end in 256, and so does the hash."""
    if "at_hash" in token:
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        _require(
            _same(token["at_hash"], base64.urlsafe_b64encode(half).rstrip(b"=").decode()), "at_hash"
        )


def _check_userinfo(
    userinfo: Mapping[str, Any] | None, subject: str, chosen: IdentityProviderSettings
) -> None:
    if chosen.userinfo == "none":
        return
    if userinfo is None:
        raise SignInRefused("no userinfo")
    _require(_same(userinfo.get("sub"), subject), "sub of userinfo")
    if chosen.userinfo == "jwt":
        _require(_same(userinfo.get("iss"), chosen.issuer), "iss of userinfo")
        _require(userinfo.get("aud") in (chosen.client_id, [chosen.client_id]), "aud of userinfo")


def _number(evidence: Evidence, chosen: IdentityProviderSettings) -> str:
    """Exactly one number, of the kind its claim is for, and no other one elsewhere."""
    source = evidence.id_token if chosen.number_source == "id_token" else evidence.userinfo
    found = _numbers(source, chosen)
    if not found:
        raise NumberMissing("no number")
    _require(len(found) == 1, "two numbers")
    name, number = found.popitem()
    _require(isinstance(number, str), "number")
    of_kind = kind(number)
    _require(of_kind is not None, "number")
    if chosen.number_claim != chosen.coordination_claim:
        expected = "personnummer" if name == chosen.number_claim else "samordningsnummer"
        _require(of_kind == expected, "number of the other kind")
    for place in (evidence.id_token, evidence.userinfo):
        _require(_numbers(place, chosen) in ({}, {name: number}), "two numbers")
    return str(number)


def _numbers(place: Mapping[str, Any] | None, chosen: IdentityProviderSettings) -> dict[str, Any]:
    names = (chosen.number_claim, chosen.coordination_claim)
    return {name: place[name] for name in names if place and name in place}


def _name(evidence: Evidence) -> str | None:
    """The name to greet with, from UserInfo before the ID token; an unfit one is left out."""
    for place in (evidence.userinfo or {}, evidence.id_token):
        whole = place.get("name") or [place.get("given_name"), place.get("family_name")]
        parts = whole if isinstance(whole, list) else [whole]
        name = " ".join(part.strip() for part in parts if isinstance(part, str)).strip()
        if name and len(name) <= LONGEST_NAME and not UNFIT.search(name):
            return name
    return None


def _text(token: Mapping[str, Any], name: str) -> str:
    text = token.get(name, "")
    _require(isinstance(text, str) and len(text) <= LONGEST_TEXT and not UNFIT.search(text), name)
    return str(text)


def _seconds(token: Mapping[str, Any], name: str) -> int:
    """A moment in seconds; to Python a bool is an int too, and a float may be no number."""
    value = token.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**33:
        raise SignInRefused(name)
    return int(value)


def _same(found: object, expected: str) -> bool:
    return isinstance(found, str) and hmac.compare_digest(
        found.encode("utf-8", "surrogatepass"), expected.encode()
    )


def _require(holds: object, rule: str) -> None:
    if not holds:
        raise SignInRefused(rule)
