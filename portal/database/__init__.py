"""The ground: one engine, and transactions that know their time and whom they touched.

Everything the portal reads or writes goes over a `Transaction`: one connection, one moment in
time, committed once. There are no ORM sessions, so there is no identity map that could keep
showing a right that has been taken back (docs/decisions/0002-connections-not-sessions.md).
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, CursorResult, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable

from portal import clock
from portal.database.compiled import Compiled
from portal.database.engines import ONLY_READS, engine_of, engine_to_try
from portal.database.writing import Writing

RESERVE = 64 * 1024 * 1024
"""Bytes that care systems leave on the disk."""

Keep = Callable[[Sequence[Mapping[str, Any]]], None]


class NothingTaken(Exception):
    """Neither the database nor what stands in for it keeps anything now."""


class Transaction:
    """One unit of work: what is read, changed and traced in it commits together or not at all.

    `now` is an aware UTC datetime, the only clock that code inside the transaction uses.
    `touched` and `traced` hold person ids; the wall in `models.private` fills and compares them.
    `before_commit` holds what must be done or true still when all is done; it raises when not.
    `aside` is where traces go when the database takes nothing at the moment, and None otherwise:
    then the transaction only reads, and whatever it would write is refused.
    `has_failed` tells that the database did not do what it was asked in it.
    """

    __slots__ = (
        "_began",
        "aside",
        "before_commit",
        "connection",
        "has_failed",
        "now",
        "touched",
        "traced",
    )

    def __init__(self, connection: Connection, now: datetime, aside: Keep | None = None) -> None:
        self.connection = connection.execution_options(transaction=self)
        self.now = now
        self._began = monotonic()
        self.touched: set[int] = set()
        self.traced: set[int] = set()
        self.before_commit: list[Callable[[], None]] = []
        self.aside = aside
        self.has_failed = False

    @property
    def by_now(self) -> datetime:
        """`now` and the time that has passed since: for what is asked again."""
        return self.now + timedelta(seconds=monotonic() - self._began)

    def execute(
        self,
        statement: Executable,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        **options: Any,
    ) -> CursorResult[Any]:
        """Execute a Core statement; `options` are SQLAlchemy execution options."""
        try:
            return self.connection.execute(statement, parameters, execution_options=options)
        except DBAPIError:
            self.has_failed = True
            raise

    def commit(self) -> None:
        """Commit; refused when somebody's data was touched without a trace, and by `before_commit`."""
        for require in self.before_commit:
            require()
        try:
            self.connection.commit()
        except BaseException:
            self.has_failed = True
            self._undo()
            raise
        self.touched.clear()
        self.traced.clear()
        self.before_commit.clear()

    def _undo(self) -> None:
        """Given back, a connection whose commit failed would still be inside the transaction, and
        on SQLite hold the only lock for writing. It is thrown away only when it must be: the last
        one takes with it what SQLite cannot make again on a full disk.
        """
        if self.connection.invalidated:  # the other side is gone
            return
        try:
            self.connection.connection.rollback()
        except self.connection.dialect.loaded_dbapi.Error:
            self.connection.invalidate()


class Database:
    """The engine, and the one way to begin a transaction on it."""

    def __init__(self, url: str) -> None:
        self.engine = engine_of(make_url(url))
        self.writing = Writing(self.engine, engine_to_try(self.engine))
        self.aside: Keep | None = None
        """Keeps the traces of looks while the database takes nothing; without it none is shown."""
        self.reserve = RESERVE
        self.engine.update_execution_options(compiled_cache=Compiled())

    def begin(self, now: datetime | None = None, *, to_write: bool = False) -> Transaction:
        """Give a transaction that the caller commits and closes.

        Unless it is `to_write`, it only reads while the database takes nothing.
        """
        may_write = to_write or self.aside is None or self.writing.is_possible
        connection, now = self.engine.connect(), now or clock.now()
        if may_write:
            return Transaction(connection, now)
        return Transaction(connection.execution_options(**ONLY_READS), now, self.aside)

    @contextmanager
    def transaction(self, now: datetime | None = None) -> Iterator[Transaction]:
        """Give a transaction that commits at the end, or rolls back when anything is raised."""
        with self.engine.connect() as connection:
            transaction = Transaction(connection, now or clock.now())
            yield transaction
            transaction.commit()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Give a transaction that only reads, whatever the database takes at the moment."""
        with self.engine.connect() as connection:
            yield Transaction(connection.execution_options(**ONLY_READS), clock.now())

    @property
    def has_room(self) -> bool:
        """Tell if the disk has more left than what people need to sign in, read and be traced.

        Only of SQLite's disk is anything known here; a PostgreSQL says so itself when it is full.
        """
        file = self.engine.url.database if self.is_sqlite else None
        return not file or shutil.disk_usage(Path(file).parent).free > self.reserve

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"
