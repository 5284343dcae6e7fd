"""A real PostgreSQL for the tests: the one they are given, or one started for this worker.

`PORTAL_TEST_POSTGRES_URL` names a server whose user may create databases. Without it a server of
our own listens on a socket in a temporary folder, for as long as the tests run.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.support.parts import as_database_user, database_folder, postgres_bin

NAME = "PORTAL_TEST_POSTGRES_URL"
SUPERUSER = "portal"
LOG = "server.log"
WITHIN = "dynamic_shared_memory_type=mmap"
"""What a server that is killed leaves of its memory lies in its folder, and goes with it."""
# Nothing here outlives the tests, so nothing needs to survive a power cut.
QUIET = ("log_error_verbosity=terse", "log_min_error_statement=panic")
"""As an operator is told to set them: the server's log is read for numbers like every other."""
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class DatabaseServerMissing(Exception):
    """The tests need a PostgreSQL; the message says how to get one."""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL: `url` is its database `postgres`; `log`, when the server is ours."""

    url: URL
    log: Path | None = None

    def create(self, name: str, *, template: str = "template1") -> URL:
        """Make a database as a copy of another one, in a few milliseconds."""
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return self.url.set(database=name)

    def drop(self, name: str) -> None:
        """Remove a database, and whoever is still connected to it."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(_conninfo(self.url), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def server() -> Iterator[Server]:
    """The server of this run, or of this worker."""
    given = os.environ.get(NAME)
    if given:
        yield Server(_reachable(make_url(given).set(drivername="postgresql+psycopg")))
        return
    folder = database_folder()
    try:
        initialise(folder)
        process = started(folder, *QUICK)
        try:
            yield Server(answering(folder), log=folder / LOG)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def initialise(folder: Path) -> None:
    """Make an empty cluster in a folder of `database_folder()`."""
    trusting = ["-U", SUPERUSER, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
    _make(folder, "initdb", *trusting)


def copy(server: Path, folder: Path) -> None:
    """Make a cluster that follows a running server, whose folder is given first."""
    _make(folder, "pg_basebackup", "-h", str(server), "-U", SUPERUSER, "-R", "-c", "fast")


def _make(folder: Path, program: str, *how: str) -> None:
    command = [*as_database_user(), str(postgres_bin() / program), "-D", str(folder / "data"), *how]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if made.returncode:
        raise DatabaseServerMissing(f"{program} failed; set {NAME} instead. {made.stderr}")


def started(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """Start the server of a cluster; `answering` waits for it."""
    programs, first = postgres_bin(), as_database_user()
    ours = ["listen_addresses=", f"unix_socket_directories={folder}", WITHIN]
    settings = [*ours, *more, *QUIET]
    flags = [part for setting in settings for part in ("-c", setting)]
    with (folder / LOG).open("ab") as log:
        return subprocess.Popen(
            [*first, str(programs / "postgres"), "-D", str(folder / "data"), *flags],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def answering(folder: Path) -> URL:
    """The address of the server, once it takes connections."""
    url = URL.create(
        "postgresql+psycopg", SUPERUSER, database="postgres", query={"host": str(folder)}
    )
    for _ in range(200):
        try:
            return _reachable(url)
        except DatabaseServerMissing:
            time.sleep(0.05)
    log = (folder / LOG).read_text(errors="replace")
    raise DatabaseServerMissing(f"PostgreSQL did not start; set {NAME} instead. {log[-2000:]}")


def _reachable(url: URL) -> URL:
    try:
        psycopg.connect(_conninfo(url), connect_timeout=3).close()
    except psycopg.OperationalError as fault:
        raise DatabaseServerMissing(
            f"No PostgreSQL answers. Start one and set {NAME}, or unset it and run "
            f"`make install-test`. {fault}"
        ) from fault
    return url


def _conninfo(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
