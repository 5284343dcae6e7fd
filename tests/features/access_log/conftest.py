"""A portal where sharing is on, with the fictional people in it, on SQLite."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portal.database import Database
from portal.demo.loading import load_people
from portal.identity.sealing import Sealer
from portal.settings import Settings
from tests.support.people import Cast, known
from tests.support.sharing import BASIS, Sharer
from tests.support.visitor import Visitor


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, relative_access_legal_basis=BASIS)


@pytest.fixture
def cast(database: Database, sealer: Sealer) -> Cast:
    load_people(database, sealer, datetime.now(UTC))
    return known(database, sealer)


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
