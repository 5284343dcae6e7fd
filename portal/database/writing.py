"""If the database takes anything at the moment, as far as this process has met."""

import os
import sqlite3
from collections.abc import Callable
from threading import Lock
from time import monotonic

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

SHORTEST, LONGEST = 1.0, 60.0
"""Seconds between two tries; they become more when it takes something and then nothing again."""
REST = 10
"""Times what a try cost, it is rested: a server that does not answer keeps one visitor waiting."""
TRY = text(
    "UPDATE signed_in_session SET last_seen_at = last_seen_at"
    " WHERE token_hash = (SELECT max(token_hash) FROM signed_in_session)"
)
"""Changes nothing, by what every page changes, and reaches the disk as every change does."""
DISK_IS_FULL = frozenset({sqlite3.SQLITE_FULL, "53100"})
READ_ONLY = frozenset({sqlite3.SQLITE_READONLY, "25006"})
"""By SQLite's primary result code and by PostgreSQL's state."""
REFUSES = DISK_IS_FULL | READ_ONLY | {sqlite3.SQLITE_IOERR, "58030"}


class Writing:
    """Notes that nothing is taken, tries anew now and then, and brings home what was set aside.

    It is tried over the engine `trying`; if that is another one, all is opened anew afterwards.

    `_due` is when to try next, by `monotonic()`: at first in every process, for an earlier life
    may have left something; None while all is well and nothing waits.
    """

    def __init__(self, engine: Engine, trying: Engine) -> None:
        if trying is not engine:
            event.listen(engine, "connect", _note_time)
            event.listen(engine, "checkout", self._require_newer)
        self._engine = trying
        self._all_newer_than = float("-inf")
        self._is_refused = False
        self._due: float | None = 0.0
        self._pid = os.getpid()
        self._pause, self._cost = SHORTEST, 0.0
        self._taken_since = float("-inf")
        self._trying = Lock()
        self.bring_home: Callable[[], bool] = _all_is_home
        """Writes some of what was set aside; tells if that was all of it."""

    def failed(self, error: Exception) -> bool:
        """Note what a statement or a commit failed of; tell if it is news that nothing is taken."""
        if self._is_refused or not is_refusal(error):
            return False
        is_again = monotonic() - self._taken_since < LONGEST
        self._pause = min(2 * self._pause, LONGEST) if is_again else SHORTEST
        self._is_refused, self._due = True, monotonic() + self._pause
        return True

    def something_waits(self) -> None:
        """Something was set aside, by whoever began while nothing was taken."""
        if self._due is None:
            self._due = monotonic() + SHORTEST

    @property
    def is_possible(self) -> bool:
        """Whether changes are taken; now and then this costs a try, while there is reason to."""
        if self._pid != os.getpid():
            self._pid, self._trying = os.getpid(), Lock()
            if not self._is_refused:
                self._due = 0.0
        due = self._due
        if due is not None and monotonic() >= due and self._trying.acquire(blocking=False):
            try:
                self._try()
            finally:
                self._trying.release()
        return not self._is_refused

    def _try(self) -> None:
        self._due = None  # first, so that what is set aside from now on is due again
        is_all, self._cost = False, 0.0
        try:
            if self._is_refused:
                self._take_something()
                self._all_newer_than = monotonic()
            is_all = self.bring_home()
            if self._is_refused:
                self._is_refused, self._taken_since = False, monotonic()
        except SQLAlchemyError as error:
            self._is_refused = self._is_refused or is_refusal(error)
        finally:
            if not is_all:
                self._due = monotonic() + max(self._pause, REST * self._cost)

    def _take_something(self) -> None:
        began = monotonic()
        try:
            with self._engine.begin() as connection:
                connection.execute(TRY)
        finally:
            self._cost = monotonic() - began

    def _require_newer(self, _: object, kept: ConnectionPoolEntry, __: object) -> None:
        """What was opened while nothing was taken may lead to a server that never takes anything.

        Raises `InvalidatePoolError`, after which the pool makes new ones.
        """
        if kept.info["opened_at"] < self._all_newer_than:
            raise InvalidatePoolError


def _note_time(_: object, kept: ConnectionPoolEntry) -> None:
    kept.info["opened_at"] = monotonic()


def _all_is_home() -> bool:
    """Where nothing is ever set aside."""
    return True


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
