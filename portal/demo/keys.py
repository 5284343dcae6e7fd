"""The keys of the demo: the portal's own, kept in a file, and the provider's, new at each start."""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import ECKey, RSAKey

from portal.private_files import make_folder


@dataclass(frozen=True, kw_only=True)
class SigningKeys:
    """What the provider signs with; a portal may ask for either algorithm."""

    rs256: RSAKey
    es256: ECKey

    def by_algorithm(self, algorithm: str) -> RSAKey | ECKey:
        match algorithm:
            case "RS256":
                return self.rs256
            case "ES256":
                return self.es256
        raise ValueError("the provider signs with RS256 or ES256")

    def public(self) -> dict[str, object]:
        """The JWK set that the world may read."""
        return {"keys": [key.as_dict(private=False) for key in (self.rs256, self.es256)]}


def new_signing_keys() -> SigningKeys:
    return SigningKeys(
        rs256=RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True),
        es256=ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True),
    )


def portal_key_file(instance: Path) -> Path:
    """Where the demo portal's private key lies: what PORTAL_OIDC_PRIVATE_KEY_FILE is set to."""
    return instance / "demo" / "portal-key.pem"


def portal_key(instance: Path) -> RSAKey:
    """The demo portal's private key, made the first time anyone asks; kid is its thumbprint."""
    pem = kept_key(portal_key_file(instance))
    key = RSAKey.import_key(pem, {"use": "sig", "alg": "RS256"})
    key.ensure_kid()
    return key


def kept_key(path: Path) -> bytes:
    """A private RSA key as PEM, made the first time anyone asks for it."""
    if not path.exists():
        _make_key(path)
    return path.read_bytes()


def _make_key(path: Path) -> None:
    """Write aside, then link: of two that start at once one wins and both read the same key."""
    make_folder(path.parent)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(RSAKey.generate_key(2048).as_pem(private=True))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()
