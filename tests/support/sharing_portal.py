"""A portal where sharing is on, at NOW, with the fictional people in it; made once and copied."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import time_machine

from portal.database import Database
from portal.demo.loading import load_people
from portal.identity.sealing import Sealer
from portal.settings import Settings
from tests.support.databases import Copies, opened
from tests.support.fixtures import NOW
from tests.support.people import Cast
from tests.support.sharing import BASIS, Sharer
from tests.support.visitor import Visitor

__all__ = ["anna", "bertil", "database", "peopled", "settings"]


@pytest.fixture(scope="session")
def peopled(
    copies: Callable[[str], Copies], migrated: Callable[[str], str], sealer: Sealer
) -> Callable[[str], str]:
    """The address of a database of an engine with everybody's plans in it, to copy."""
    made: dict[str, str] = {}

    def of(engine: str) -> str:
        if engine not in made:
            url = copies(engine).copy(migrated(engine))
            with opened(url) as database, time_machine.travel(NOW):
                load_people(database, sealer, NOW)
            made[engine] = url
        return made[engine]

    return of


@pytest.fixture
def database(
    request: pytest.FixtureRequest,
    clock: time_machine.Traveller,
    copies: Callable[[str], Copies],
    peopled: Callable[[str], str],
) -> Iterator[Database]:
    """On SQLite, unless a test names the engine."""
    engine = getattr(request, "param", "sqlite")
    mine = copies(engine)
    url = mine.copy(peopled(engine))
    with opened(url) as database:
        yield database
    mine.remove(url)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, relative_access_legal_basis=BASIS)


@pytest.fixture
def anna(
    signed_in: Callable[[str], Visitor], cast: Cast, database: Database, sealer: Sealer
) -> Sharer:
    return Sharer(signed_in("anna"), cast["anna"], database, sealer)


@pytest.fixture
def bertil(signed_in: Callable[[str], Visitor]) -> Visitor:
    """He may be shown what is Anna's; each test says what of it."""
    visitor = signed_in("bertil")
    visitor.foreign = frozenset()
    return visitor
