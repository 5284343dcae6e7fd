import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from portal.identity.care_systems.key_sets import (
    LARGEST,
    KeySetRefused,
    key_ids,
    named,
    read,
    read_usable,
)
from tests.support.care_systems import ec_key, public, rsa_key

SMALL = urlsafe_b64encode(bytes([255] * 128)).decode().rstrip("=")
LARGE = urlsafe_b64encode(bytes([255] * 1025)).decode().rstrip("=")


def text(*keys: Any) -> bytes:
    return json.dumps({"keys": list(keys)}).encode()


def rsa(**changes: Any) -> dict[str, Any]:
    return _changed(rsa_key().as_dict(private=False), changes)


def ec(**changes: Any) -> dict[str, Any]:
    return _changed(ec_key().as_dict(private=False), changes)


def _changed(key: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**key, **changes}.items() if value is not None}


def test_several_keys_are_taken_so_that_one_can_follow_the_other():
    keys = read(text(rsa(), ec(use="sig", alg="ES384", key_ops=["verify"])))
    assert key_ids(keys) == ["rsa", "ec"]
    assert [len(named(keys, name)) for name in ("ec", "other")] == [1, 0]


def test_of_a_key_only_what_checks_signatures_is_kept():
    keys = read(text(rsa(x5c=["certificate"], note="whatever", alg="RS384")))
    assert set(keys["keys"][0]) == {"kty", "kid", "n", "e"}
    assert keys == read(json.dumps(public(rsa_key())).encode())


UNFIT = pytest.mark.parametrize(
    ("key", "fault"),
    [
        (rsa_key().as_dict(private=True), "private"),
        (ec_key().as_dict(private=True), "private"),
        ({"kty": "oct", "k": "c2VjcmV0", "kid": "a"}, "shared"),
        (rsa(d=""), "private"),
        (rsa(kid=None), "no kid"),
        (rsa(kid=""), "no kid"),
        (rsa(kid=5), "no kid"),
        (rsa(kid="k" * 256), "no kid"),
        (rsa(kid="a\nb"), "no kid"),
        (rsa(kty=None), "kty"),
        (rsa(kty="OKP"), "kty"),
        (rsa(kty=["RSA"]), "kty"),
        (rsa(use="enc"), "signatures"),
        (rsa(key_ops=["encrypt"]), "signatures"),
        (rsa(key_ops=3), "signatures"),
        (rsa(alg="RS256"), "RS384"),
        (ec(alg="RS384"), "ES384"),
        (rsa(n=SMALL), "1024 bits"),
        (rsa(n=LARGE), "8200 bits"),
        (rsa(e="Aw"), "65537"),
        (rsa(n="AA"), "0 bits"),
        (rsa(n=None), "0 bits"),
        (rsa(n=12), "0 bits"),
        (rsa(n="å"), "0 bits"),
        (rsa(e=None), "65537"),
        (ec_key("p256", "P-256").as_dict(private=False), "P-384"),
        (ec_key("p521", "P-521").as_dict(private=False), "P-384"),
        (ec(crv=None), "P-384"),
        (ec(y=ec()["x"]), "numbers"),
        (ec(x=None), "numbers"),
        (7, "not an object"),
    ],
)


@UNFIT
def test_a_key_that_must_not_be_believed_is_refused_by_its_place(key: Any, fault: str):
    with pytest.raises(KeySetRefused, match=rf"key 2: .*({fault})") as refused:
        read(text(rsa(kid="first"), key))
    for value in map(key.get, "nxdk") if isinstance(key, dict) else ():
        assert not value or len(str(value)) < 3 or str(value) not in str(refused.value)


@UNFIT
def test_in_a_set_that_was_fetched_such_a_key_is_in_nobodys_way(key: Any, fault: str):
    keys, ignored = read_usable(text(key, rsa(kid="second")))
    assert key_ids(keys) == ["second"]
    assert all(one.startswith("key 1: ") for one in ignored)
    assert any(fault in one for one in ignored)
    with pytest.raises(KeySetRefused, match=rf"key 1: .*({fault})"):
        read_usable(text(key))


def test_of_two_keys_of_one_name_that_were_fetched_either_may_sign():
    keys, ignored = read_usable(text(rsa(kid="a"), ec(kid="a")))
    assert ([key.key_type for key in named(keys, "a")], ignored) == (["RSA", "EC"], [])


def test_two_keys_of_one_name_are_refused():
    with pytest.raises(KeySetRefused, match="the same kid"):
        read(text(rsa(kid="a"), ec(kid="a")))


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        b'{"keys": []}',
        b'{"keys": ["a"]}',
        b'{"keys": [null]}',
        b"\xff\xfe",
        b"[" * 60_000,
        json.dumps(rsa_key().as_dict(private=False)).encode(),
        rsa_key().as_pem(private=False),
        text(*({"kid": str(number)} for number in range(21))),
        b" " * LARGEST + b"{}",
    ],
)
def test_what_is_no_set_of_keys_is_refused(wrong: bytes):
    with pytest.raises(KeySetRefused):
        read(wrong)
