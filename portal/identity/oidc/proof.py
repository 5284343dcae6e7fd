"""How the portal proves to the identity provider who it is: a signed assertion, or a secret."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc7523.assertion import private_key_jwt_sign
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.jwk import ECKey, RSAKey

from portal.settings import IdentityProviderSettings

ASSERTION_SECONDS = 60


class Assertion(PrivateKeyJWT):  # type: ignore[misc]
    """`private_key_jwt` with a new `jti` for each call; Authlib's own keeps the first one."""

    def sign(self, auth: Any, token_endpoint: str) -> str:
        key = auth.client_secret
        signed: str = private_key_jwt_sign(
            key,
            client_id=auth.client_id,
            token_endpoint=token_endpoint,
            alg=self.alg,
            header={"kid": key.kid},
            expires_in=ASSERTION_SECONDS,
        )
        return signed


@dataclass(frozen=True, slots=True)
class Proof:
    """What Authlib needs to know to prove who the portal is."""

    secret: str | RSAKey | ECKey = field(repr=False)
    method: str
    ways: Sequence[Assertion] = ()


def proof(chosen: IdentityProviderSettings, *, token_endpoint: str) -> Proof:
    """A private key when one is named, else the secret. Raises `OSError` when there is no file."""
    if chosen.private_key_file is None:
        return Proof(chosen.client_secret, "client_secret_basic")
    key = private_key(chosen.private_key_file, key_id=chosen.key_id)
    algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
    ways = (Assertion(token_endpoint=token_endpoint, alg=algorithm),)
    return Proof(key, "private_key_jwt", ways)


def private_key(file: Path, *, key_id: str = "") -> RSAKey | ECKey:
    """Read a PEM file; without a name of its own the key's `kid` is its thumbprint (RFC 7638)."""
    text = file.read_bytes()
    is_rsa = isinstance(load_pem_private_key(text, password=None), RSAPrivateKey)
    key = (RSAKey if is_rsa else ECKey).import_key(text, {"kid": key_id} if key_id else None)
    key.ensure_kid()
    return key
