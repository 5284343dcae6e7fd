"""What `make quick` leaves out: the tests that start a browser, PostgreSQL or whole portals."""

from pathlib import Path

import pytest

FOLDERS = frozenset({"journeys", "resilience"})
FIXTURES = frozenset({"browser", "postgres_server"})
TESTS = Path(__file__).resolve().parents[1]


def is_slow(item: pytest.Item) -> bool:
    """Tell if the test is left out."""
    folder = item.path.relative_to(TESTS).parts[0]
    call = getattr(item, "callspec", None)
    is_on_postgresql = "postgresql" in item.name or (
        call is not None and "postgresql" in call.params.values()
    )
    wanted = FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return folder in FOLDERS or is_on_postgresql or bool(wanted)
