"""If the database takes anything at the moment, as far as this process has met."""

import sqlite3
from collections.abc import Callable
from threading import Lock
from time import monotonic

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

ASKED_EVERY = 1.0
"""Seconds between two tries while it takes nothing."""
TRY = text("UPDATE alembic_version SET version_num = version_num")
"""Changes nothing, and reaches the disk as every change does."""
DISK_IS_FULL = frozenset({sqlite3.SQLITE_FULL, "53100"})
READ_ONLY = frozenset({sqlite3.SQLITE_READONLY, "25006"})
"""By SQLite's primary result code and by PostgreSQL's state."""
REFUSES = DISK_IS_FULL | READ_ONLY | {sqlite3.SQLITE_IOERR}


class Writing:
    """Notes that nothing was taken, and tries anew now and then until something is."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asked_at: float | None = None
        self._asking = Lock()
        self.when_taken_again: Callable[[], None] = _nothing_to_do

    def failed(self, error: Exception) -> bool:
        """Note what a statement or a commit failed of; tell if it is news that nothing is taken."""
        if self._asked_at is not None or not is_refusal(error):
            return False
        self._asked_at = monotonic()
        return True

    def ask_first(self) -> None:
        """Take nothing for granted: the next transaction begins with a try."""
        self._asked_at = float("-inf")

    @property
    def is_possible(self) -> bool:
        """Whether changes are taken; costs a try when the last one was long ago and failed."""
        if self._asked_at is None:
            return True
        if monotonic() - self._asked_at >= ASKED_EVERY and self._asking.acquire(blocking=False):
            try:
                self._asked_at = None if self._is_taken() else monotonic()
            finally:
                self._asking.release()
            if self._asked_at is None:
                self.when_taken_again()
        return self._asked_at is None

    def _is_taken(self) -> bool:
        try:
            with self._engine.begin() as connection:
                connection.execute(TRY)
        except SQLAlchemyError:
            return False
        return True


def _nothing_to_do() -> None:
    """Where nothing was kept aside."""


def is_refusal(error: Exception) -> bool:
    """Tell if the database said that it cannot be written, whatever the driver calls that."""
    return code_of(error) in REFUSES


def code_of(error: Exception) -> int | str | None:
    """SQLite's primary result code or PostgreSQL's state; None for what no database said."""
    original = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(original, sqlite3.Error):
        return getattr(original, "sqlite_errorcode", 0) & 0xFF
    state: str | None = getattr(original, "sqlstate", None)  # of psycopg, which SQLite does without
    return state
