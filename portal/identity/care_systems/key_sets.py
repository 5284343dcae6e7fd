"""Which keys a care system may prove itself by: the rules of a JWK set, of which only the public
halves of signing keys come in. What is kept is made anew, member by member."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from portal.identity.public_keys import (
    FEWEST_BITS,
    MEMBERS,
    MOST_BITS,
    SECRET,
    PublicKey,
    imported,
    number,
)

KeySet = dict[str, Any]

LARGEST = 64 * 1024
"""Bytes."""
MOST_KEYS = 20
EXPONENT = 65537
CURVE = "P-384"
ALGORITHM = {"RSA": "RS384", "EC": "ES384"}
LONGEST_KEY_ID = 255


class KeySetRefused(Exception):
    """The message says what is wrong, in which key by its place, and holds nothing of a key."""


def read(text: bytes) -> KeySet:
    """The keys in a JWK set that an operator brings, all of them right: whoever stands there can
    have them put right. Raises `KeySetRefused`.
    """
    keys = _listed(text)
    faults = _faults_by_place(keys)
    if faults:
        _refuse("; ".join(faults))
    if len({key["kid"] for key in keys}) < len(keys):
        _refuse("two keys have the same kid")
    return {"keys": [_kept(key) for key in keys]}


def read_usable(text: bytes) -> tuple[KeySet, list[str]]:
    """The usable keys in a JWK set that was fetched, and what is wrong with the others (RFC 7517,
    section 5: they are ignored). Raises `KeySetRefused` when none can be used.
    """
    keys = _listed(text)
    usable = [key for key in keys if not any(_faults(key))]
    faults = _faults_by_place(keys)
    if not usable:
        _refuse("; ".join(faults))
    return {"keys": [_kept(key) for key in usable]}, faults


def _listed(text: bytes) -> list[Any]:
    if len(text) > LARGEST:
        _refuse("it is larger than 64 KiB")
    if b"-----BEGIN" in text:
        _refuse("it is PEM; a JWK set of public keys is wanted")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        _refuse("it is not JSON")
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list):
        _refuse('it is not {"keys": […]}')
    if not 1 <= len(keys) <= MOST_KEYS:
        _refuse(f"it has {len(keys)} keys; 1 to {MOST_KEYS} are taken")
    return keys


def _faults_by_place(keys: list[Any]) -> list[str]:
    return [f"key {place}: {what}" for place, key in enumerate(keys, 1) for what in _faults(key)]


def _kept(key: Mapping[str, Any]) -> dict[str, Any]:
    return {name: key[name] for name in ("kty", "kid", *MEMBERS[key["kty"]])}


def has_named(key_set: KeySet, key_id: str) -> bool:
    """There is a key of this name."""
    return key_id in key_ids(key_set)


def named(key_set: KeySet, key_id: str) -> list[PublicKey]:
    """The keys of this name, ready to check signatures with: mostly one."""
    found = [imported(key) for key in key_set["keys"] if key["kid"] == key_id]
    return [key for key in found if key is not None]


def algorithm_of(key: PublicKey) -> str:
    """The one algorithm that a key is for."""
    return ALGORITHM[key.key_type]


def key_ids(key_set: KeySet) -> list[str]:
    return [key["kid"] for key in key_set["keys"]]


def _faults(key: object) -> Iterator[str]:
    if not isinstance(key, dict):
        yield "it is not an object"
        return
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
    elif imported(key) is None:
        yield "its numbers make no key"


def _weaknesses_of_rsa(key: Mapping[str, Any]) -> Iterator[str]:
    modulus, exponent = number(key.get("n")), number(key.get("e"))
    bits = modulus.bit_length()
    if not FEWEST_BITS <= bits <= MOST_BITS:
        yield f"it has {bits} bits; {FEWEST_BITS} to {MOST_BITS} are taken"
    elif exponent != EXPONENT:
        yield f"e is not {EXPONENT}"
    elif imported(key) is None:
        yield "its numbers make no key"


def _refuse(what: str) -> NoReturn:
    raise KeySetRefused(what)
