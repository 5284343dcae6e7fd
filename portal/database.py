"""The ground: one engine, and transactions that know their time and whom they touched.

Everything the portal reads or writes goes over a `Transaction`: one connection, one moment in
time, committed once. There are no ORM sessions, so there is no identity map that could keep
showing a right that has been taken back (docs/decisions/0002-connections-not-sessions.md).
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    ExceptionContext,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql import Executable

POSTGRESQL_LIMITS = (
    "-c statement_timeout=5000 -c lock_timeout=2000 "
    "-c idle_in_transaction_session_timeout=15000 -c jit=off -c timezone=UTC"
)
RESERVE = 64 * 1024 * 1024
"""Bytes that care systems leave on the disk."""
RESTED = 1.0
"""Seconds after which a connection may have been closed by the other side."""
MOST_COMPILED = 1000
"""Statements whose SQL is kept; many times more than the portal has."""
BEGIN = "BEGIN IMMEDIATE"
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # Without it INSERT OR REPLACE removes a row past the triggers that keep the access log.
    "PRAGMA recursive_triggers=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA mmap_size=268435456",
    "PRAGMA cache_size=-16000",
)


class Transaction:
    """One unit of work: what is read, changed and traced in it commits together or not at all.

    `now` is an aware UTC datetime, the only clock that code inside the transaction uses.
    `touched` and `traced` hold person ids; the wall in `models.private` fills and compares them.
    `before_commit` holds what must be true still when all is done; it raises when it is not.
    """

    __slots__ = ("_began", "before_commit", "connection", "now", "touched", "traced")

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection.execution_options(transaction=self)
        self.now = now
        self._began = monotonic()
        self.touched: set[int] = set()
        self.traced: set[int] = set()
        self.before_commit: list[Callable[[], None]] = []

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
        return self.connection.execute(statement, parameters, execution_options=options)

    def commit(self) -> None:
        """Commit; refused when somebody's data was touched without a trace, and by `before_commit`.

        A connection whose commit failed is thrown away: given back, it would still be inside the
        transaction, and on SQLite hold the only lock for writing.
        """
        for require in self.before_commit:
            require()
        try:
            self.connection.commit()
        except BaseException:
            self.connection.invalidate()
            raise
        self.touched.clear()
        self.traced.clear()
        self.before_commit.clear()


class Database:
    """The engine, and the one way to begin a transaction on it."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(make_url(url))
        self.reserve = RESERVE
        self.engine.update_execution_options(compiled_cache=Compiled())

    def begin(self, now: datetime | None = None) -> Transaction:
        """Give a transaction that the caller commits and closes."""
        return Transaction(self.engine.connect(), now or datetime.now(UTC))

    @contextmanager
    def transaction(self, now: datetime | None = None) -> Iterator[Transaction]:
        """Give a transaction that commits at the end, or rolls back when anything is raised."""
        with self.engine.connect() as connection:
            transaction = Transaction(connection, now or datetime.now(UTC))
            yield transaction
            transaction.commit()

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


class Compiled:
    """Finds the SQL of a statement that is built once by what it is, not by all that is in it.

    SQLAlchemy looks compiled SQL up by every part of the statement, a thousand for a page, at each
    execution. Its key is `(dialect, parts, …)`, and one statement always gives the same `parts`.
    They are held here, so no other object can come to have their identity.
    """

    def __init__(self) -> None:
        self._by_parts: dict[Any, tuple[Any, Any]] = {}
        self._by_identity: dict[Any, tuple[Any, Any]] = {}

    def get(self, key: Any) -> Any:
        _, parts, *rest = key
        found = self._by_identity.get((id(parts), *rest))
        if found is None:
            found = self._by_parts.get(key)
            if found is None:
                return None
            if found[0] is parts:
                self._by_identity[id(parts), *rest] = found
        return found[1]

    def __setitem__(self, key: Any, compiled: Any) -> None:
        if len(self._by_parts) >= MOST_COMPILED:
            self._by_parts.clear()
            self._by_identity.clear()
        self._by_parts[key] = (key[1], compiled)


def _engine(url: URL) -> Engine:
    match url.get_backend_name():
        case "sqlite":
            return _sqlite(url)
        case "postgresql" | "postgres":
            return _postgresql(url.set(drivername="postgresql+psycopg"))
        case other:
            raise ValueError(f"PORTAL_DATABASE_URL: {other} is neither sqlite nor postgresql")


def _postgresql(url: URL) -> Engine:
    engine = create_engine(
        url,
        connect_args={"connect_timeout": 3, "options": POSTGRESQL_LIMITS},
        hide_parameters=True,
        pool_timeout=2,
    )
    event.listen(engine, "checkin", _note_time)
    event.listen(engine, "checkout", partial(_greet, engine))
    event.listen(engine, "handle_error", _forget_values)
    return engine


def _note_time(_: object, kept: ConnectionPoolEntry) -> None:
    kept.info["rests_since"] = monotonic()


def _greet(
    engine: Engine, connection: DBAPIConnection, kept: ConnectionPoolEntry, _: object
) -> None:
    """Ask a connection that has rested if it still stands; to ask each time would cost each page.

    Raises `InvalidatePoolError`, after which the pool makes a new one.
    """
    if monotonic() - kept.info.get("rests_since", monotonic()) < RESTED:
        return
    try:
        engine.dialect.do_ping(connection)
    except Exception as away:
        raise InvalidatePoolError from away


def _forget_values(context: ExceptionContext) -> None:
    """PostgreSQL quotes the values of a row that it refuses; keep only what it refused it for.

    Changed in place: the exception of the driver stays the cause of the one that is raised.
    """
    original: Any = context.original_exception
    diagnosis = getattr(original, "diag", None)  # of psycopg, which SQLite does without
    if diagnosis is not None and original.sqlstate:
        place = diagnosis.constraint_name or diagnosis.column_name or diagnosis.table_name or ""
        told = f"{type(original).__name__} {original.sqlstate} {place}".rstrip()
        original.args = (told,)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = (told,)


def _sqlite(url: URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, pool_timeout=2)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", begin_immediately)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    """Let SQLAlchemy, not the driver, begin transactions, and make commits durable."""
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def begin_immediately(connection: Connection) -> None:
    """Take the write lock at once: a deferred transaction that upgrades loses updates.

    Said to the driver itself: by way of SQLAlchemy it would cost as much as reading does.
    """
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.execute(BEGIN)
    except sqlite3.Error as refused:
        raise OperationalError(BEGIN, None, refused, hide_parameters=True) from refused
