"""How either database is spoken to: limits, what a commit means, how a transaction begins."""

import sqlite3
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

POSTGRESQL_LIMITS = (
    "-c statement_timeout=5000 -c lock_timeout=2000 "
    "-c idle_in_transaction_session_timeout=15000 -c jit=off -c timezone=UTC "
    # What is asked for once more before a commit must be what is true by then.
    "-c default_transaction_isolation=read\\ committed"
)
RESTED = 1.0
"""Seconds after which a connection may have been closed by the other side."""
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
READING = "SET TRANSACTION READ ONLY"
ONLY_READS = {"only_reads": True}
"""Execution options of a connection whose transactions write nothing."""


def engine_of(url: URL) -> Engine:
    """An engine that keeps the portal's promises. Raises `ValueError` for another database."""
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
    event.listen(engine, "begin", _begin_reading_if_asked)
    event.listen(engine, "checkin", _note_time)
    event.listen(engine, "checkout", partial(_greet, engine))
    event.listen(engine, "handle_error", _forget_values)
    return engine


def _begin_reading_if_asked(connection: Connection) -> None:
    if "only_reads" in connection.get_execution_options():
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.execute(READING)
        except connection.dialect.loaded_dbapi.Error as refused:
            raise OperationalError(READING, None, refused, hide_parameters=True) from refused


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
    only_reads = "only_reads" in connection.get_execution_options()
    begin = "BEGIN" if only_reads else "BEGIN IMMEDIATE"
    try:
        if only_reads or connection.info.get("only_read"):
            driver.execute(f"PRAGMA query_only={int(only_reads)}")
            connection.info["only_read"] = only_reads
        driver.execute(begin)
    except sqlite3.Error as refused:
        raise OperationalError(begin, None, refused, hide_parameters=True) from refused
