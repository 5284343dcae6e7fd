"""Migrated databases for the tests: made once for each worker and engine, then copied."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import make_url

from portal.database import Database
from tests.support.postgres import Server

_numbers = count()


class SqliteCopies:
    """SQLite files, each a copy of a finished one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fresh(self) -> str:
        return f"sqlite:///{self._folder}/{next(_numbers)}.sqlite"

    def copy(self, of: str) -> str:
        """A copy of a database that nobody writes to."""
        url = self.fresh()
        source, target = (make_url(one).database or "" for one in (of, url))
        with sqlite3.connect(source) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copyfile(source, target)
        return url

    def remove(self, url: str) -> None:
        path = Path(make_url(url).database or "")
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()


class PostgresqlCopies:
    """PostgreSQL databases, each a copy of a finished one."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def fresh(self) -> str:
        return self._made("template1")

    def copy(self, of: str) -> str:
        return self._made(make_url(of).database or "")

    def remove(self, url: str) -> None:
        self._server.drop(make_url(url).database or "")

    def _made(self, template: str) -> str:
        url = self._server.create(f"portal_test_{os.getpid()}_{next(_numbers)}", template=template)
        return url.render_as_string(hide_password=False)


Copies = SqliteCopies | PostgresqlCopies


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database that leaves no connection behind."""
    database = Database(url)
    try:
        yield database
    finally:
        database.engine.dispose()
