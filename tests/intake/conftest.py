"""A care system that sends to an empty portal."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portal.database import Database
from tests.intake.sending import Sender


@pytest.fixture
def sender(database: Database, sealer: Any) -> Sender:
    return Sender(database, sealer)


@pytest.fixture
def senders(
    copies: Callable[[str], Any], migrated: Callable[[str], str], sealer: Any
) -> Iterator[Callable[[], Sender]]:
    """Makes senders to empty portals on SQLite, as many as are asked for."""
    made: list[Database] = []

    def make() -> Sender:
        made.append(Database(copies("sqlite").copy(migrated("sqlite"))))
        return Sender(made[-1], sealer)

    yield make
    for database in made:
        database.engine.dispose()
