"""Which keys a care system may prove itself by: the rules of a JWK set, of which only the public
halves of signing keys come in. What is kept is made anew, member by member."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import urlsafe_b64decode

KeySet = dict[str, Any]
PublicKey = RSAKey | ECKey

LARGEST = 64 * 1024
"""Bytes."""
MOST_KEYS = 20
FEWEST_BITS, MOST_BITS = 2048, 8192
"""Of an RSA modulus; a larger one only takes time to use."""
EXPONENT = 65537
CURVE = "P-384"
SECRET = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
KEPT = {"RSA": ("kty", "kid", "n", "e"), "EC": ("kty", "kid", "crv", "x", "y")}
ALGORITHM = {"RSA": "RS384", "EC": "ES384"}
LONGEST_KEY_ID = 255


class KeySetRefused(Exception):
    """The message says what is wrong, in which key by its place, and holds nothing of a key."""


def read(text: bytes) -> KeySet:
    """The keys in a JWK set. Raises `KeySetRefused`."""
    if len(text) > LARGEST:
        _refuse("it is larger than 64 KiB")
    if b"-----BEGIN" in text:
        _refuse("it is PEM; a JWK set of public keys is wanted")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        _refuse("it is not JSON")
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        _refuse('it is not {"keys": […]}')
    if not 1 <= len(keys) <= MOST_KEYS:
        _refuse(f"it has {len(keys)} keys; 1 to {MOST_KEYS} are taken")
    faults = [f"key {place}: {what}" for place, key in enumerate(keys, 1) for what in _faults(key)]
    if faults:
        _refuse("; ".join(faults))
    if len({key["kid"] for key in keys}) < len(keys):
        _refuse("two keys have the same kid")
    return {"keys": [{name: key[name] for name in KEPT[key["kty"]]} for key in keys]}


def find(key_set: KeySet, key_id: str) -> PublicKey | None:
    """The key of this name, ready to check signatures with."""
    for key in key_set["keys"]:
        if key["kid"] == key_id:
            return _imported(key)
    return None


def algorithm_of(key: PublicKey) -> str:
    """The one algorithm that a key is for."""
    return ALGORITHM[key.key_type]


def key_ids(key_set: KeySet) -> list[str]:
    return [key["kid"] for key in key_set["keys"]]


def _faults(key: Mapping[str, Any]) -> Iterator[str]:
    if SECRET & key.keys():
        yield "it is a private or a shared key; send only public ones, and make this one anew"
        return
    kid, kind = key.get("kid"), key.get("kty")
    if not isinstance(kid, str) or not 0 < len(kid) <= LONGEST_KEY_ID or not kid.isprintable():
        yield "it has no kid"
    if not isinstance(kind, str) or kind not in ALGORITHM:
        yield "kty is neither RSA nor EC"
        return
    operations = key.get("key_ops", ["verify"])
    if key.get("use", "sig") != "sig" or operations != ["verify"]:
        yield "it is not for signatures"
    if key.get("alg", ALGORITHM[kind]) != ALGORITHM[kind]:
        yield f"alg is not {ALGORITHM[kind]}"
    yield from _weaknesses_of_curve(key) if kind == "EC" else _weaknesses_of_rsa(key)


def _weaknesses_of_curve(key: Mapping[str, Any]) -> Iterator[str]:
    if key.get("crv") != CURVE:
        yield f"crv is not {CURVE}"
    elif not _is_importable(key):
        yield "its numbers make no key"


def _weaknesses_of_rsa(key: Mapping[str, Any]) -> Iterator[str]:
    modulus, exponent = _number(key.get("n")), _number(key.get("e"))
    bits = modulus.bit_length()
    if not FEWEST_BITS <= bits <= MOST_BITS:
        yield f"it has {bits} bits; {FEWEST_BITS} to {MOST_BITS} are taken"
    elif exponent != EXPONENT:
        yield f"e is not {EXPONENT}"
    elif not _is_importable(key):
        yield "its numbers make no key"


def _number(text: object) -> int:
    """0 for what is no number: that is too small for anything."""
    try:
        return int.from_bytes(urlsafe_b64decode(text.encode())) if isinstance(text, str) else 0
    except ValueError:
        return 0


def _is_importable(key: Mapping[str, Any]) -> bool:
    try:
        return _imported(key).public_key is not None
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return False


def _imported(key: Mapping[str, Any]) -> PublicKey:
    kept = {name: key[name] for name in KEPT[key["kty"]]}
    return (RSAKey if key["kty"] == "RSA" else ECKey).import_key(kept)


def _refuse(what: str) -> NoReturn:
    raise KeySetRefused(what)
