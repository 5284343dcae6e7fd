"""How SQLite is spoken to: what a commit means, how a transaction begins, a disk that takes nothing.

SQLite reads a database in WAL mode by way of two files beside it, which the last process that ends
in order takes away. On a disk that takes nothing they cannot be made, and SQLite opens nothing
unless it is told to do without.
"""

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakSet

from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from portal.private_files import make_file, make_folder, restrict

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # Without it INSERT OR REPLACE removes a row past the triggers that keep the access log.
    "PRAGMA recursive_triggers=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA mmap_size=268435456",
    "PRAGMA cache_size=-16000",
)
Opened = TypeVar("Opened", bound=sqlite3.Connection)
PATIENCE, PAUSE = 0.25, 1.0
"""Seconds that who may write again waits for readers, and until it is tried once more."""
UNMADE = frozenset(
    {
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
    }
)
"""What SQLite says where it cannot make its files, by primary result code."""
BESIDE = ("-wal", "-shm", "-journal")
WITHOUT_MAKING = "mode=ro&readonly_shm=1"
STANDING_STILL = "mode=ro&immutable=1"


def engine(url: URL) -> Engine:
    """An engine whose folder is there. Raises `ValueError` for an address that names no file."""
    if url.database and url.database.startswith("file:"):
        raise ValueError("PORTAL_DATABASE_URL: name the file itself, sqlite:////path/to/file")
    engine = create_engine(url, hide_parameters=True, pool_timeout=2)
    if url.database:
        disk = Disk(Path(url.database).resolve())
        event.listen(engine, "do_connect", disk.open)
        event.listen(engine, "checkin", _keep_no_reader)
    event.listen(engine, "begin", begin_immediately)
    return engine


class Reader(sqlite3.Connection):
    """Opened where nothing could be written, for one transaction."""

    is_open = True

    def close(self) -> None:
        super().close()
        self.is_open = False


class Disk:
    """Where the file lies, and who reads it meanwhile.

    What a process finds beside the file all its connections share: as long as one is open that
    found it unwritable, those that are opened beside it cannot write, whatever the disk has become.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        make_folder(self._file.parent)
        for end in ("", *BESIDE):
            restrict(self._file.with_name(self._file.name + end))
        self._opening = Lock()
        self._readers = WeakSet[Reader]()
        self._refused_until = 0.0

    def open(
        self, _: Dialect, __: ConnectionPoolEntry, told: list[Any], named: dict[str, Any]
    ) -> sqlite3.Connection:
        """A connection that can write; or a reader, where nothing can be written."""
        with self._opening:
            if self._may_write() and self._is_left_by_readers():
                try:
                    self._make()
                    return _set_up(sqlite3.Connection(*told, **named))
                except sqlite3.OperationalError as refused:
                    _require_unmade(refused)
                    self._refused_until = time.monotonic() + PAUSE
            reader = self._reader(named)
            self._readers.add(reader)
            return reader

    def _make(self) -> None:
        """SQLite gives the files beside it the rights of the file, whatever the umask."""
        with suppress(OSError):  # SQLite says it better
            make_file(self._file)

    def _may_write(self) -> bool:
        places = (self._file, self._file.parent)
        is_allowed = all(os.access(one, os.W_OK) for one in places if one.exists())
        return is_allowed and time.monotonic() >= self._refused_until

    def _is_left_by_readers(self) -> bool:
        until = time.monotonic() + PATIENCE
        while any(one.is_open for one in self._readers):
            if time.monotonic() > until:
                self._refused_until = time.monotonic() + PAUSE
                return False
            time.sleep(0.005)
        return True

    def _reader(self, named: dict[str, Any]) -> Reader:
        """By what is there; or by the file alone, when nothing lies beside it that belongs to it."""
        try:
            return self._read(WITHOUT_MAKING, named)
        except sqlite3.OperationalError as refused:
            _require_unmade(refused)
            if self._has_begun():
                raise
        return self._read(STANDING_STILL, named)

    def _has_begun(self) -> bool:
        """Tell if somebody has changed something that is not in the file yet."""
        beside = self._file.with_name(f"{self._file.name}-wal")
        return beside.exists() and beside.stat().st_size > 0

    def _read(self, how: str, named: dict[str, Any]) -> Reader:
        return _set_up(Reader(f"{self._file.as_uri()}?{how}", uri=True, **named))


def _require_unmade(refused: sqlite3.OperationalError) -> None:
    if refused.sqlite_errorcode & 0xFF not in UNMADE:
        raise refused


def _keep_no_reader(connection: object, record: ConnectionPoolEntry) -> None:
    if isinstance(connection, Reader):
        record.invalidate()


def _set_up(connection: Opened) -> Opened:
    """Let SQLAlchemy, not the driver, begin transactions, and make commits durable."""
    try:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


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
