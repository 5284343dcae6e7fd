"""docs/examples: what a sender with openssl and curl can do, run as it stands there."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.database import Database
from portal.identity.care_systems import key_sets, registering
from portal.identity.care_systems.registering import Keys, Registration
from portal.settings import Settings
from tests.support.care_systems import SCOPES, SOURCE
from tests.support.identity_providers.serving import free_port, serving
from tests.support.shell import shell

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
KEY = "planning-2026-11"


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(replace(settings, public_url=f"http://localhost:{free_port()}"))
    yield app
    app.extensions["portal.database"].engine.dispose()


@pytest.fixture
def portal(app: Flask) -> Iterator[str]:
    address: str = app.extensions["portal.settings"].public_url
    with serving(app, port=int(address.rpartition(":")[2])):
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key pair of a sender's, made by the script."""
    folder = tmp_path_factory.mktemp("sender")
    made = shell(EXAMPLES / "make-keys.sh", KEY, folder=folder)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def client_id(database: Database, folder: Path) -> str:
    keys = Keys(key_sets.read((folder / f"{KEY}.jwks.json").read_bytes()))
    registration = Registration(name="Planering", sources=[SOURCE], scopes=SCOPES, keys=keys)
    with database.transaction() as transaction:
        return registering.add(transaction, registration)


def token(portal: str, client_id: str, folder: Path, *more: str) -> tuple[int, str, str]:
    script = EXAMPLES / "get-token.sh"
    done = shell(script, portal, client_id, f"{KEY}.pem", KEY, *more, folder=folder)
    return done.returncode, done.stdout.strip(), done.stderr


def test_a_sender_makes_keys_and_gets_a_token(
    app: Flask, portal: str, client_id: str, folder: Path
):
    assert (folder / f"{KEY}.pem").stat().st_mode & 0o777 == 0o600
    for more in ((), ("system/Bundle.c", "system/CarePlan.cu")):
        code, found, said = token(portal, client_id, folder, *more)
        assert (code, said) == (0, "")
        answer = app.test_client().post("/fhir", headers={"Authorization": f"Bearer {found}"})
        assert answer.status_code not in (401, 403)


def test_a_sender_without_a_right_to_one_sees_why(portal: str, client_id: str, folder: Path):
    code, found, said = token(portal, "vs-nobody", folder)
    assert (code, found) == (1, "")
    assert "invalid_client" in said


def test_the_stand_in_for_curl_does_the_same(
    portal: str, client_id: str, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert len(token(portal, client_id, folder)[1]) == 43
