"""The fixtures that everything stands on: databases, keys, settings, time."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from portal.app import create_app
from portal.clock import STOCKHOLM, now
from portal.database import Database
from portal.demo.loading import load_people
from portal.identity.sealing import Sealer
from portal.migrations.schema import upgrade
from portal.settings import IdentityProviderSettings, Settings
from tests.support import moved_clock
from tests.support.databases import Copies, PostgresqlCopies, SqliteCopies, opened
from tests.support.log_scanner import LogScanner, log_everything
from tests.support.people import ISSUER, Cast, Known, foreign_to, known, sign_in
from tests.support.postgres import Server, server
from tests.support.visitor import Visitor

DATA_KEY = "bm90IGEgc2VjcmV0LCBvbmx5IGEga2V5IGZvciB0ZXM="
SECRET_KEY = "not a secret, only a key for the tests of this house"
SignsIn = Callable[[str], Visitor]
WRITTEN = datetime(2026, 11, 24, 9, 30, tzinfo=STOCKHOLM)
NOW = now().astimezone(STOCKHOLM) if moved_clock.offset() else WRITTEN
"""When the tests that ask for the `clock` happen: on the day that was asked for (`make test DAY=…`),
else on a day like any other. Tests with servers of their own happen at the time of the process."""
LONG_LIVED = frozenset({"house", "portal", "demo", "stored", "door"})
"""Names of fixtures that may hold a database for many tests, at the time of the process."""


@pytest.fixture(scope="session")
def postgres_server(log_scanner: LogScanner) -> Iterator[Server]:
    with server() as running:
        yield running
        if running.log:
            for line in running.log.read_text(encoding="utf-8", errors="replace").splitlines():
                log_scanner.read(line, "the log of PostgreSQL")
    faults = log_scanner.taken()
    assert not faults, faults


@pytest.fixture(scope="session")
def copies(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[str], Copies]:
    """How databases of an engine are made; PostgreSQL starts when the first test asks for it."""
    sqlite = SqliteCopies(tmp_path_factory.mktemp("sqlite"))

    def choose(engine: str) -> Copies:
        if engine == "sqlite":
            return sqlite
        return PostgresqlCopies(request.getfixturevalue("postgres_server"))

    return choose


@pytest.fixture(scope="session")
def migrated(copies: Callable[[str], Copies]) -> Callable[[str], str]:
    """The address of a migrated and empty database of an engine, to copy."""
    made: dict[str, str] = {}

    def of(engine: str) -> str:
        if engine not in made:
            url = copies(engine).fresh()
            with opened(url) as database:
                upgrade(database)
            made[engine] = url
        return made[engine]

    return of


@pytest.fixture(scope="session")
def peopled(
    copies: Callable[[str], Copies], migrated: Callable[[str], str], sealer: Sealer
) -> Callable[[str, datetime], str]:
    """The same with the people of the demo in it, brought in by the real intake."""
    made: dict[tuple[str, datetime], str] = {}

    def of(engine: str, moment: datetime) -> str:
        if (engine, moment) not in made:
            url = copies(engine).copy(migrated(engine))
            with opened(url) as database:
                load_people(database, sealer, moment)
            made[engine, moment] = url
        return made[engine, moment]

    return of


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest,
    copies: Callable[[str], Copies],
    migrated: Callable[[str], str],
    peopled: Callable[[str, datetime], str],
    moment: datetime,
) -> Iterator[Database]:
    """A migrated database; each test that asks for it runs on both engines.

    Nobody is in it, unless the test asks for the `cast` too.
    """
    mine = copies(request.param)
    has_people = "cast" in request.fixturenames
    template = peopled(request.param, moment) if has_people else migrated(request.param)
    url = mine.copy(template)
    with opened(url) as database:
        yield database
    mine.remove(url)


@pytest.fixture(scope="session")
def sealer() -> Sealer:
    """Seals identity numbers with the key of the tests."""
    return Sealer((DATA_KEY,))


@pytest.fixture
def moment() -> datetime:
    """When a test happens that asks for the `clock`. Where dates are written out, it is WRITTEN:

    such a file has a fixture of this name of its own.
    """
    return NOW


@pytest.fixture
def clock(request: pytest.FixtureRequest, moment: datetime) -> Iterator[time_machine.Traveller]:
    """The time goes on from the `moment`; `clock.shift(60)` lets a minute pass."""
    found = request.node._fixtureinfo.name2fixturedefs
    shared = {name for name in LONG_LIVED & found.keys() if found[name][-1].scope != "function"}
    assert not shared, f"rows of other times are in the database of {shared}: take one of your own"
    with time_machine.travel(moment, tick=True) as traveller:
        yield traveller


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """A demo portal on the test's database, with an identity provider that is not there."""
    return Settings(
        identity_provider=IdentityProviderSettings(
            issuer=ISSUER, client_id="min-plan-tests", client_secret="s" * 40
        ),
        database_url=database.engine.url.render_as_string(hide_password=False),
        secret_key=SECRET_KEY,
        data_keys=(DATA_KEY,),
        trusted_hosts=("localhost",),
        instance=tmp_path,
        spare_folder=tmp_path / "spare",
    )


@pytest.fixture
def cast(database: Database, sealer: Sealer, clock: time_machine.Traveller) -> Cast:
    """Anna, Bertil, Cecilia, David and the others at NOW, with what care has sent about them."""
    return known(database, sealer)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The portal on the test's database."""
    app = create_app(settings)
    log_everything()
    yield app
    app.extensions["portal.database"].engine.dispose()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app)


@pytest.fixture
def signed_in(app: Flask, cast: Cast, database: Database, sealer: Sealer) -> SignsIn:
    """A browser in which somebody has signed in: `signed_in("anna")`."""

    def signs_in(key: str) -> Visitor:
        person: Known = cast[key]
        visitor = Visitor(app, foreign=foreign_to(cast, person))
        token = sign_in(database, sealer, person)
        visitor.client.set_cookie("__Host-sid", token, secure=True, httponly=True)
        return visitor

    return signs_in
