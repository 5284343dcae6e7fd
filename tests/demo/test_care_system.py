"""The demo's own care system: there from the first start, and as an operator left it."""

from pathlib import Path

import pytest
from flask import Flask
from joserfc.jwk import RSAKey

from portal.database import Database
from portal.demo import care_system
from portal.demo.keys import kept_key
from portal.identity.care_systems import registering
from tests.support.care_systems import ProvingCareSystem

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def at(app: Flask, instance: Path) -> ProvingCareSystem:
    pem = kept_key(care_system.care_system_key_file(instance))
    key = RSAKey.import_key(pem, {"kid": care_system.KEY_ID})
    return ProvingCareSystem(app, care_system.CLIENT_ID, key)


def test_it_can_send_from_the_first_start_and_after_the_next(
    app: Flask, database: Database, tmp_path: Path
):
    for _ in range(2):
        care_system.register(database, tmp_path)
        assert at(app, tmp_path).asks().status_code == 200
    assert care_system.care_system_key_file(tmp_path).stat().st_mode & 0o777 == 0o600


def test_a_key_made_anew_is_the_one_that_counts(app: Flask, database: Database, tmp_path: Path):
    care_system.register(database, tmp_path / "one")
    care_system.register(database, tmp_path / "two")
    assert at(app, tmp_path / "one").asks().status_code == 401
    assert at(app, tmp_path / "two").asks().status_code == 200


def test_once_shut_out_it_stays_out(app: Flask, database: Database, tmp_path: Path):
    care_system.register(database, tmp_path)
    with database.transaction() as transaction:
        registering.disable(transaction, care_system.CLIENT_ID)
    care_system.register(database, tmp_path)
    assert at(app, tmp_path).asks().status_code == 401
