"""What every test can ask for; the fixtures themselves are in tests/support/."""

from collections.abc import Iterator

import pytest

from tests.support.log_scanner import ON_PURPOSE, LogScanner, scanning
from tests.support.quick import is_slow

pytest_plugins = ["tests.support.fixtures"]

MARKS = (f"{ON_PURPOSE}: the test logs an identity number to see what becomes of it",)


def pytest_configure(config: pytest.Config) -> None:
    for mark in MARKS:
        config.addinivalue_line("markers", mark)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="without browser, PostgreSQL, resilience")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("quick"):
        slow = [item for item in items if is_slow(item)]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session")
def log_scanner() -> Iterator[LogScanner]:
    """Reads every log line of the run; server processes hand it theirs when they end."""
    scanner = LogScanner()
    with scanning(scanner):
        yield scanner
    assert not scanner.faults, f"A server's log tells too much: {sorted(set(scanner.faults))}"


@pytest.fixture(autouse=True)
def no_secrets_in_logs(log_scanner: LogScanner, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test during which a log line held an identity number or a care text."""
    yield
    found = log_scanner.taken()
    if found and not request.node.get_closest_marker(ON_PURPOSE):
        pytest.fail("The log tells too much:\n  " + "\n  ".join(sorted(set(found))))
