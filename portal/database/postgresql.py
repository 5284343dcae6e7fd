"""How PostgreSQL is spoken to: limits, how a transaction begins, what an error may quote."""

from functools import partial
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

LIMITS = (
    "-c statement_timeout=5000 -c lock_timeout=2000 "
    "-c idle_in_transaction_session_timeout=15000 -c jit=off -c timezone=UTC "
    # What is asked for once more before a commit must be what is true by then.
    "-c default_transaction_isolation=read\\ committed"
)
RESTED = 1.0
"""Seconds after which a connection may have been closed by the other side."""
ONLY_READS = "25006"
"""The state of a statement that would write, at a server or in a transaction that only reads."""


def engine(url: URL, **pooled: Any) -> Engine:
    """An engine of which no connection waits long; `pooled` as SQLAlchemy knows it."""
    engine = create_engine(
        url,
        connect_args={"connect_timeout": 3, "options": LIMITS},
        hide_parameters=True,
        **pooled,
    )
    event.listen(engine, "begin", _begin_reading_if_asked)
    event.listen(engine, "checkin", _let_rest)
    event.listen(engine, "checkout", partial(_greet, engine))
    event.listen(engine, "handle_error", _forget_values)
    event.listen(engine, "handle_error", _forget_who_only_reads)
    return engine


def _begin_reading_if_asked(connection: Connection) -> None:
    """The driver begins by itself, with the first statement. SQLAlchemy's own option would ask for
    writing afterwards, which a copy refuses."""
    if "only_reads" in connection.get_execution_options():
        driver: Any = connection.connection.dbapi_connection
        if not driver.closed:  # the statement that comes next says so better
            driver.read_only = True


def _let_rest(connection: Any, kept: ConnectionPoolEntry) -> None:
    kept.info["rests_since"] = monotonic()
    if connection is not None and connection.read_only and not connection.closed:
        connection.read_only = None


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


def _forget_who_only_reads(context: ExceptionContext) -> None:
    """A server that has become a copy never writes again, but another one of its address may."""
    if getattr(context.original_exception, "sqlstate", None) == ONLY_READS:
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False


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
