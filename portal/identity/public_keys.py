"""Public keys in JWK form (RFC 7517), from wherever they come: what is a key, and what is none."""

from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import urlsafe_b64decode

PublicKey = RSAKey | ECKey

SECRET = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
"""Members of a private or shared key: whoever reads it could sign with it."""
MEMBERS = {"RSA": ("n", "e"), "EC": ("crv", "x", "y")}
FEWEST_BITS, MOST_BITS = 2048, 8192
"""Of an RSA modulus: weaker ones can be broken, larger ones only take time to use."""
MALFORMED = (JoseError, ValueError, TypeError, KeyError, AttributeError, OverflowError)
"""What a library raises for numbers that make no key."""


def imported(jwk: Mapping[str, Any], *names: str) -> PublicKey | None:
    """The key that a JWK's own members make, with those of `names` that it has; None when they
    make none.
    """
    kind = jwk["kty"]
    kept = {name: jwk[name] for name in ("kty", *MEMBERS[kind]) if name in jwk}
    kept |= {name: jwk[name] for name in names if jwk.get(name) is not None}
    try:
        return (RSAKey if kind == "RSA" else ECKey).import_key(kept)
    except MALFORMED:
        return None


def has_fitting_size(jwk: Mapping[str, Any]) -> bool:
    """Tell if an RSA key is neither too weak nor too large; to be asked before it is imported."""
    return FEWEST_BITS <= number(jwk.get("n")).bit_length() <= MOST_BITS


def number(text: object) -> int:
    """0 for what is no number: that is too small for anything."""
    try:
        return int.from_bytes(urlsafe_b64decode(text.encode())) if isinstance(text, str) else 0
    except ValueError:
        return 0
