import pytest
from cryptography.fernet import Fernet

from portal.identity.sealing import SealBroken, Sealer

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_was_sealed_with_an_earlier_key_still_opens():
    assert Sealer([NEW, OLD]).open(Sealer([OLD]).seal(b"text")) == b"text"


def test_a_foreign_seal_is_told_without_its_content():
    with pytest.raises(SealBroken):
        Sealer([NEW]).open(Sealer([OLD]).seal(b"text"))


def test_a_number_is_found_by_the_fingerprint_of_an_earlier_key():
    earlier = Sealer([OLD]).fingerprints("189002029800")
    assert Sealer([NEW, OLD]).fingerprints("189002029800")[1:] == earlier


def test_the_fingerprint_does_not_use_the_encrypting_key_itself():
    sealer = Sealer([NEW])
    assert sealer.fingerprints("189002029800") != sealer.fingerprints("189002029801")
    assert len(sealer.fingerprints("189002029800")[0]) == 32
