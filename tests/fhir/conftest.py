from collections.abc import Callable

import pytest
from flask import Flask

from portal.database import Database
from tests.fhir.calling import CareSystemAtTheDoor, register

Registers = Callable[..., CareSystemAtTheDoor]


@pytest.fixture
def registers(app: Flask, database: Database) -> Registers:
    """Another care system: `registers(name="…", sources=…, scopes=…)`."""

    def make(**what: object) -> CareSystemAtTheDoor:
        return CareSystemAtTheDoor(app, register(database, **what))  # type: ignore[arg-type]

    return make


@pytest.fixture
def care_system(registers: Registers) -> CareSystemAtTheDoor:
    """A care system that may do everything, for one source."""
    return registers()
