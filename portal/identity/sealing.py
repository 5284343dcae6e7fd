"""Seal what must not be readable in the database, and find it again without opening it."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FINGERPRINT = b"min-plan identity number fingerprint 1"


class SealBroken(Exception):
    """None of the data keys opens this; it was sealed by another portal, or changed."""


class Sealer:
    """Encrypts with the first data key, opens with any of them.

    Fingerprints use keys derived from the data keys, so that a copy of the database alone cannot
    be searched for the (few) numbers that exist.
    """

    def __init__(self, data_keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in data_keys])
        self._fingerprint_keys = [_derived(key) for key in data_keys]

    def seal(self, clear: bytes) -> bytes:
        return self._fernet.encrypt(clear)

    def open(self, sealed: bytes) -> bytes:
        """Open what was sealed; raises `SealBroken`."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise SealBroken("sealed with a key that PORTAL_DATA_KEYS does not hold") from None

    def fingerprints(self, number: str) -> list[bytes]:
        """32 bytes by each key, the newest key first: search by all, save the first."""
        return [hmac.digest(key, number.encode(), hashlib.sha256) for key in self._fingerprint_keys]


def _derived(data_key: str) -> bytes:
    secret = base64.urlsafe_b64decode(data_key)
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=FINGERPRINT).derive(secret)
