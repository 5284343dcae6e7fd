"""A portal on SQLite and a provider that errs on demand, shared by the tests of a file."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.identity.oidc.identity_provider import IdentityProvider
from portal.settings import IdentityProviderSettings, Settings
from tests.features.sign_in.signing_in import Guest
from tests.support.databases import Copies
from tests.support.fixtures import DATA_KEY, SECRET_KEY
from tests.support.identity_providers.faulty import RIGHT, FaultyProvider, faulty_provider
from tests.support.identity_providers.signing import KeyRing


@pytest.fixture(scope="session")
def running() -> Iterator[FaultyProvider]:
    with faulty_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: FaultyProvider) -> FaultyProvider:
    """The provider, right again, with the keys it started with, and nobody left waiting for it."""
    running.closing.set()
    for waiting in threading.enumerate():
        if waiting.name == "identity-provider":
            waiting.join(5)
    running.closing = threading.Event()
    running.fault = RIGHT
    running.ring = KeyRing(address=running.issuer, es256=running.ring.es256)
    running.calls.clear()
    running.complaints.clear()
    return running


@pytest.fixture(scope="session")
def key_file(running: FaultyProvider, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "portal.pem"
    file.write_bytes(running.key_pem())
    return file


@pytest.fixture(scope="session")
def chosen(running: FaultyProvider, key_file: Path) -> IdentityProviderSettings:
    return IdentityProviderSettings(
        issuer=running.issuer, client_id=running.client_id, private_key_file=key_file
    )


@pytest.fixture(scope="session")
def new_portal(
    chosen: IdentityProviderSettings,
    copies: Callable[[str], Copies],
    migrated: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[], AbstractContextManager[Flask]]:
    """Make a portal on an empty database of its own."""

    @contextmanager
    def made() -> Iterator[Flask]:
        mine = copies("sqlite")
        url = mine.copy(migrated("sqlite"))
        app = create_app(
            Settings(
                identity_provider=chosen,
                database_url=url,
                secret_key=SECRET_KEY,
                data_keys=(DATA_KEY,),
                trusted_hosts=("localhost",),
                instance=tmp_path_factory.mktemp("instance"),
            )
        )
        yield app
        app.extensions["portal.database"].engine.dispose()
        mine.remove(url)

    return made


@pytest.fixture(scope="session")
def house(new_portal: Callable[[], AbstractContextManager[Flask]]) -> Iterator[Flask]:
    """One portal for all tests at the time of the process."""
    with new_portal() as app:
        yield app


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    new_portal: Callable[[], AbstractContextManager[Flask]],
    chosen: IdentityProviderSettings,
) -> Iterator[Flask]:
    """The portal as just started: it has not yet spoken with the provider.

    A test that moves the `clock` gets one of its own: nothing of another time is in its database.
    """
    with ExitStack() as own:
        is_moving = "clock" in request.fixturenames
        app = own.enter_context(new_portal()) if is_moving else request.getfixturevalue("house")
        app.extensions["portal.identity_provider"] = IdentityProvider(chosen)
        yield app


@pytest.fixture
def guest(app: Flask, provider: FaultyProvider) -> Guest:
    return Guest(app, provider)
