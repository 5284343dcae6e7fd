"""Ways to sign a token, right and wrong, made by hand so that no library stands in the way."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

Claims = dict[str, Any]
Header = dict[str, Any]


@cache
def spare_rsa_key(name: str) -> RSAKey:
    """Keys are slow to make: one for each purpose in the whole test run."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)


def _new_ec_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


@dataclass(kw_only=True)
class KeyRing:
    """A provider's keys. foreign is never published; secret is shared with the portal."""

    rs256: RSAKey = field(default_factory=lambda: spare_rsa_key("first"))
    es256: ECKey = field(default_factory=_new_ec_key)
    foreign: RSAKey = field(default_factory=lambda: spare_rsa_key("foreign"))
    secret: str = "a-secret-that-is-long-enough-to-be-one"
    address: str = ""
    """Where the provider answers."""
    kid: str = field(default_factory=lambda: secrets.token_hex(4))
    retired: list[dict[str, Any]] = field(default_factory=list)
    """Public keys that are still published but no longer used."""

    def public(self) -> list[dict[str, Any]]:
        first = {**self.rs256.as_dict(private=False), "kid": self.kid}
        return [first, dict(self.es256.as_dict(private=False)), *self.retired]

    def rotate(self, *, kid: str | None = None, keep: bool = True) -> None:
        """Sign with another RSA key from now on, under a new kid unless one is given."""
        old = self.public()[0]
        self.rs256 = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"})
        self.kid = kid or secrets.token_hex(4)
        if keep and old["kid"] != self.kid:
            self.retired.append(old)


Signer = Callable[[KeyRing, Header, Claims], str]
"""Given a header with at most `typ`, and the claims: the token."""


def encoded(part: Mapping[str, Any] | bytes) -> str:
    octets = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _put_together(header: Header, claims: Claims, sign: Callable[[bytes], bytes]) -> str:
    text = f"{encoded(header)}.{encoded(claims)}"
    return f"{text}.{encoded(sign(text.encode()))}"


def _sign_with(key: RSAKey | ECKey, header: Header, claims: Claims) -> str:
    algorithm = JWSRegistry.algorithms[header["alg"]]
    return _put_together(header, claims, lambda text: algorithm.sign(text, key))


def rs256(ring: KeyRing, header: Header, claims: Claims) -> str:
    return _sign_with(ring.rs256, {"alg": "RS256", "kid": ring.kid, **header}, claims)


def es256(ring: KeyRing, header: Header, claims: Claims) -> str:
    return _sign_with(ring.es256, {"alg": "ES256", "kid": ring.es256.kid, **header}, claims)


def unsigned(ring: KeyRing, header: Header, claims: Claims) -> str:
    return _put_together({"alg": "none", **header}, claims, lambda _: b"")


def foreign(ring: KeyRing, header: Header, claims: Claims) -> str:
    """A stranger's key under the kid that the provider published."""
    return _sign_with(ring.foreign, {"alg": "RS256", "kid": ring.kid, **header}, claims)


def foreign_key_in_header(ring: KeyRing, header: Header, claims: Claims) -> str:
    jwk = ring.foreign.as_dict(private=False)
    return _sign_with(ring.foreign, {"alg": "RS256", "jwk": jwk, **header}, claims)


def unknown_kid(ring: KeyRing, header: Header, claims: Claims) -> str:
    return _sign_with(ring.foreign, {"alg": "RS256", "kid": secrets.token_hex(8), **header}, claims)


def without_kid(ring: KeyRing, header: Header, claims: Claims) -> str:
    return _sign_with(ring.rs256, {"alg": "RS256", **header}, claims)


def hs256_with_public_key(ring: KeyRing, header: Header, claims: Claims) -> str:
    """The classic confusion: the published key taken for a shared secret."""
    return _hs256(ring.rs256.as_pem(private=False), {"kid": ring.kid, **header}, claims)


def hs256_with_secret(ring: KeyRing, header: Header, claims: Claims) -> str:
    return _hs256(ring.secret.encode(), header, claims)


def _hs256(secret: bytes, header: Header, claims: Claims) -> str:
    return _put_together(
        {"alg": "HS256", **header},
        claims,
        lambda text: hmac.new(secret, text, hashlib.sha256).digest(),
    )


def as_json(ring: KeyRing, header: Header, claims: Claims) -> str:
    """Not a token at all."""
    return json.dumps(claims)


def with_header(changes: Mapping[str, Any], *, signer: Signer = rs256) -> Signer:
    """More or other header fields; a value of None takes the field away."""

    def sign(ring: KeyRing, header: Header, claims: Claims) -> str:
        wanted = {**header, **changes}
        kept = {name: value for name, value in wanted.items() if value is not None}
        return signer(ring, kept, claims)

    return sign


def foreign_key_at_address(name: str) -> Signer:
    """A header that names an address for the key: `jku` or `x5u`. Nobody may fetch it."""

    def sign(ring: KeyRing, header: Header, claims: Claims) -> str:
        return foreign(ring, {**header, name: f"{ring.address}/jku"}, claims)

    return sign


def damaged(signer: Signer) -> Signer:
    """One bit of the signature turned."""

    def sign(ring: KeyRing, header: Header, claims: Claims) -> str:
        text, _, signature = signer(ring, header, claims).rpartition(".")
        octets = bytearray(base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4)))
        octets[-1] ^= 1
        return f"{text}.{encoded(bytes(octets))}"

    return sign


def shortened(signer: Signer) -> Signer:
    return lambda ring, header, claims: signer(ring, header, claims)[:-8]


def tampered(signer: Signer, **changed: Any) -> Signer:
    """Claims changed after signing."""

    def sign(ring: KeyRing, header: Header, claims: Claims) -> str:
        head, _, signature = signer(ring, header, claims).split(".")
        return f"{head}.{encoded({**claims, **changed})}.{signature}"

    return sign
