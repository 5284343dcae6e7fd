"""The two databases without SQLAlchemy: one connection each, and how their values are read."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol

import psycopg
from sqlalchemy.engine import URL

from portal.database import postgresql, sqlite
from portal.partial_date import PartialDate


@dataclass(frozen=True)
class Statement:
    """SQL, and which columns of its rows (by place) hold moments, days and JSON."""

    sql: str
    moments: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    parsed: tuple[int, ...] = ()

    @cached_property
    def for_psycopg(self) -> str:
        return self.sql.replace("?", "%s")

    @cached_property
    def day_readers(self) -> list[tuple[int, Callable[[str], Any]]]:
        """Days are text in both databases: they may be a month or a year only."""
        return [(place, PartialDate) for place in self.days]

    @cached_property
    def readers(self) -> list[tuple[int, Callable[[str], Any]]]:
        """What SQLite gives as text, and what makes a value of it."""
        return [
            *self.day_readers,
            *((place, _moment) for place in self.moments),
            *((place, json.loads) for place in self.parsed),
        ]


class Driver(Protocol):
    """One connection, one transaction at a time."""

    def begin(self) -> None: ...
    def rows(self, statement: Statement, values: Sequence[Any]) -> list[Any]: ...
    def write(self, statement: Statement, values: Sequence[Any]) -> None: ...
    def commit(self) -> None: ...
    def close(self) -> None: ...
    def stored(self, moment: datetime) -> Any: ...


class Sqlite:
    """Moments, days and JSON are text here."""

    def __init__(self, url: URL) -> None:
        self._connection = sqlite3.connect(url.database or "", isolation_level=None)
        for pragma in sqlite.PRAGMAS:
            self._connection.execute(pragma)
        self.close = self._connection.close

    def begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def rows(self, statement: Statement, values: Sequence[Any]) -> list[Any]:
        rows = self._connection.execute(statement.sql, values).fetchall()
        return [_read(row, statement.readers) for row in rows] if statement.readers else rows

    def write(self, statement: Statement, values: Sequence[Any]) -> None:
        self._connection.execute(statement.sql, values)

    def commit(self) -> None:
        self._connection.execute("COMMIT")

    def stored(self, moment: datetime) -> str:
        return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


class Postgresql:
    """The driver reads all values itself, and begins with the first statement."""

    def __init__(self, url: URL) -> None:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection = psycopg.connect(address, options=postgresql.LIMITS)
        self.commit = self._connection.commit
        self.close = self._connection.close

    def begin(self) -> None:
        pass

    def rows(self, statement: Statement, values: Sequence[Any]) -> list[Any]:
        rows = self._connection.execute(statement.for_psycopg, values).fetchall()
        readers = statement.day_readers
        return [_read(row, readers) for row in rows] if readers else rows

    def write(self, statement: Statement, values: Sequence[Any]) -> None:
        self._connection.execute(statement.for_psycopg, values)

    def stored(self, moment: datetime) -> datetime:
        return moment


def connect(url: URL) -> Driver:
    return Sqlite(url) if url.get_backend_name() == "sqlite" else Postgresql(url)


def _read(row: Sequence[Any], readers: list[tuple[int, Callable[[str], Any]]]) -> list[Any]:
    values = list(row)
    for place, reader in readers:
        if values[place] is not None:
            values[place] = reader(values[place])
    return values


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
