from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.database import Database
from tests.fhir.calling import CareSystemAtTheDoor, register

Registers = Callable[..., CareSystemAtTheDoor]


@pytest.fixture
def registers(app: Flask, database: Database) -> Registers:
    """Another care system: `registers(name="…", sources=…, scopes=…)`."""

    def make(**what: Any) -> CareSystemAtTheDoor:
        return CareSystemAtTheDoor(app, register(database, **what))

    return make


@pytest.fixture
def care_system(registers: Registers) -> CareSystemAtTheDoor:
    """A care system that may do everything, for one source."""
    return registers()
