"""The decision on a care system's proof of identity: what it says against what was agreed.

One pure function, by SMART Backend Services and RFC 7523. The signature is checked beside it
(`signatures`), and that the proof has not been used before (`proving`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

ALGORITHMS = ("RS384", "ES384")
KINDS = ("", "jwt", "client-authentication+jwt")
LONGEST_LIFE = 300
"""Seconds."""
LEEWAY = 30
"""Seconds by which a sender's clock may be ahead. One that is slow only shortens its proof."""
LONGEST_TEXT = 255
PLAIN = re.compile(r"[\x21-\x7e]+( [\x21-\x7e]+)*")
"""What every sender's identifiers look like, and every database takes."""


class ProofRefused(Exception):
    """The proof can be nobody's. The message names the rule, never a value."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Who claims to send, by which key, and the name of the proof itself."""

    client_id: str
    key_id: str
    token_id: str


def decide(
    header: Mapping[str, Any], claims: Mapping[str, Any], *, audience: str, now: datetime
) -> Proof:
    """Read a proof, whoever it is from. Raises `ProofRefused`."""
    _require(header.get("alg") in ALGORITHMS, "alg: RS384 or ES384")
    _require(str(header.get("typ", "")).lower() in KINDS, "typ: JWT")
    _require("crit" not in header and "b64" not in header, "crit")
    key_id = _text(header, "kid")
    client_id = _text(claims, "iss")
    _require(claims.get("sub") == client_id, "sub: the same as iss")
    _require(claims.get("aud") in (audience, [audience]), "aud: the address of this endpoint")
    _check_times(claims, now.timestamp())
    return Proof(client_id=client_id, key_id=key_id, token_id=_text(claims, "jti"))


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expires = _moment(claims, "exp")
    _require(now < expires, "exp: past")
    _require(expires <= now + LONGEST_LIFE + LEEWAY, "exp: more than 5 minutes ahead")
    if "nbf" in claims:
        _require(_moment(claims, "nbf") <= now + LEEWAY, "nbf: ahead")
    if "iat" in claims:
        issued = _moment(claims, "iat")
        _require(issued <= now + LEEWAY, "iat: ahead")
        _require(0 < expires - issued <= LONGEST_LIFE, "iat: more than 5 minutes before exp")


def _text(claims: Mapping[str, Any], name: str) -> str:
    text = claims.get(name)
    _require(isinstance(text, str) and len(text) <= LONGEST_TEXT and PLAIN.fullmatch(text), name)
    return str(text)


def _moment(claims: Mapping[str, Any], name: str) -> float:
    """In seconds; to Python a bool is an int too, and a float may be no number."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**33:
        raise ProofRefused(name)
    return value


def _require(holds: object, rule: str) -> None:
    if not holds:
        raise ProofRefused(rule)
