"""Read every log line of the whole run, and fail the test in which one tells too much.

A log may hold no identity number, in any writing, and nothing that care has written about
anybody. Every logger is at DEBUG, those of the libraries too, so that a line somebody switches
on to find a fault does not tell more than it should.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from portal.demo import cast as demo_cast
from tests.support.identity_numbers import identity_numbers_in

ON_PURPOSE = "logs_secrets_on_purpose"
"""The mark of a test that logs a number to see it taken out."""
PEOPLE = Path(demo_cast.__file__).with_name("people")
SHORTEST_SENTENCE = 10
# What an address or a code looks like; care texts are sentences, with blanks.
CODE = re.compile(r"\S*")
# SQLAlchemy writes whole rows at DEBUG; the portal keeps it at WARNING, and so it stays.
LEVELS = {
    None: logging.DEBUG,
    "authlib": logging.NOTSET,
    "werkzeug": logging.NOTSET,
    "sqlalchemy": logging.WARNING,
}


class LogScanner:
    """Collects what no log line may hold."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.lines = 0

    def read(self, line: str, where: str) -> None:
        self.lines += 1
        self.faults += [f"{where}: identity number {found}" for found in identity_numbers_in(line)]
        self.faults += [f"{where}: a care text" for text in care_texts() if text in line]

    def taken(self) -> list[str]:
        """What was found since last asked."""
        found, self.faults = self.faults, []
        return found


@contextmanager
def scanning(scanner: LogScanner) -> Iterator[None]:
    """Read what any logger of this process is given, whatever its handlers do with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.Logger, "handle", _reading(logging.Logger.handle, scanner))
        before = {name: logging.getLogger(name).level for name in LEVELS}
        log_everything()
        yield
        _set(before)


def log_everything() -> None:
    """Let every logger speak: again, after an application has set its own levels."""
    _set(LEVELS)


def _set(levels: Mapping[str | None, int]) -> None:
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def _reading(
    handle: Callable[[logging.Logger, logging.LogRecord], None], scanner: LogScanner
) -> Callable[[logging.Logger, logging.LogRecord], None]:
    formatter = logging.Formatter()

    def read_and_handle(logger: logging.Logger, record: logging.LogRecord) -> None:
        fields = {name: value for name, value in vars(record).items() if name not in PLAIN}
        scanner.read(f"{formatter.format(record)} {fields or ''}", f"logger {record.name}")
        handle(logger, record)

    return read_and_handle


# What every record has: the rest came with `extra` and is a field of its own.
PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


@cache
def care_texts() -> frozenset[str]:
    """Every sentence that the demo's care systems send about anybody."""
    files = sorted(PEOPLE.glob("**/*.json"))
    return frozenset(
        text
        for file in files
        for text in _texts(json.loads(file.read_text(encoding="utf-8")))
        if len(text) >= SHORTEST_SENTENCE and not CODE.fullmatch(text)
    )


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for name, part in value.items():
                if name != "coding":  # the words of a code system are nobody's
                    yield from _texts(part)
        case list():
            for part in value:
                yield from _texts(part)
