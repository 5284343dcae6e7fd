"""A portal and a database server as processes of their own, to be killed and started again."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import requests
from sqlalchemy import URL

from tests.support import postgres
from tests.support.fixtures import DATA_KEY, SECRET_KEY
from tests.support.identity_providers.serving import free_port
from tests.support.log_scanner import LogScanner
from tests.support.parts import as_whoever_must_be_allowed, database_folder
from tests.support.server import HOUSE, NotStarted

SLOWEST_START = 60
HAS = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
PORTAL = "portal.app:create_app()"
"""As wsgi.py, but pages are compiled when they are asked for: a life begins sooner."""


class MortalPortal:
    """gunicorn with one worker on a migrated database, at the same address in each of its lives."""

    def __init__(
        self, folder: Path, database_url: str, *, app: str = PORTAL, **environment: str
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "portal.log"
        self._command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{self.port}", app]
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
            "PORTAL_DATABASE_URL": database_url,
            "PORTAL_SECRET_KEY": SECRET_KEY,
            "PORTAL_DATA_KEYS": DATA_KEY,
            "PORTAL_OIDC_ISSUER": "http://127.0.0.1:9",
            "PORTAL_OIDC_CLIENT_ID": "min-plan-tests",
            "PORTAL_OIDC_CLIENT_SECRET": "s" * 40,
            "PORTAL_PUBLIC_URL": f"http://localhost:{self.port}",
            "PORTAL_TRUSTED_HOSTS": "127.0.0.1,localhost",
            "PORTAL_SUPPORT_PHONE": "08-465 004 21",
            "PORTAL_INSTANCE": str(folder / "instance"),
            "PORTAL_SPARE_FOLDER": str(folder / "spare"),
            "WEB_CONCURRENCY": "1",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*as_whoever_must_be_allowed(), *self._command],
                cwd=HOUSE,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + SLOWEST_START
        while self._process.poll() is None and time.monotonic() < until:
            try:
                if requests.get(f"{self.url}/healthz", timeout=2).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.05)
        raise NotStarted(self.log.read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """kill -9, the master and its worker at once."""
        if self._process is not None:
            kill_all(self._process)

    def end(self) -> None:
        """As an operator ends it: in order."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=40)

    @property
    def pid(self) -> int:
        """The master's."""
        if self._process is None:
            raise NotStarted("it has no process")
        return self._process.pid

    @property
    def megabytes(self) -> float:
        """What the worker holds."""
        everybody = family(self._process) if self._process else []
        return sum(float(one.memory_info().rss) for one in everybody[1:]) / 1e6

    @property
    def seconds_of_processor(self) -> float:
        """What the worker has used since it began."""
        everybody = family(self._process) if self._process else []
        return sum(sum(one.cpu_times()[:2]) for one in everybody[1:])

    def may_write_files_of(self, size: int) -> None:
        """No file may grow beyond so many bytes: the disk is full, or (0) cannot be written."""
        if self._process is not None:
            for one in family(self._process):
                _, most = resource.prlimit(one.pid, resource.RLIMIT_FSIZE)
                resource.prlimit(one.pid, resource.RLIMIT_FSIZE, (min_of(size, most), most))

    def may_write_again(self) -> None:
        self.may_write_files_of(resource.RLIM_INFINITY)


class MortalPostgres:
    """A cluster that keeps its promises as it is set up to, in each of its lives."""

    def __init__(self, folder: Path, *settings: str) -> None:
        self.folder = folder
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> URL:
        self._process = postgres.started(self.folder, *self._settings)
        return postgres.answering(self.folder)

    def kill(self) -> None:
        """kill -9, every process of it."""
        if self._process is not None:
            kill_all(self._process)

    def may_only_be_read(self) -> None:
        """As after a switch to a copy, or when its keeper has stopped writing."""
        self._set("ALTER SYSTEM SET default_transaction_read_only = on")

    def may_be_written(self) -> None:
        self._set("ALTER SYSTEM RESET default_transaction_read_only")

    def writes_everything(self) -> None:
        """All that was acknowledged so far is on the disk."""
        self._set("CHECKPOINT")

    def _set(self, statement: str) -> None:
        """Everybody who is connected hears of it."""
        with self._asked() as connection:
            connection.execute(statement.encode())
            connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.2)

    def until_it_has_what(self, other: "MortalPostgres") -> None:
        """Wait until this one has all that the other one, which it follows, has so far."""
        with other._asked() as connection:
            written = connection.execute("SELECT pg_current_wal_lsn()").fetchone()
        until = time.monotonic() + SLOWEST_START
        with self._asked() as connection:
            while connection.execute(HAS, written).fetchone() != (True,):
                assert time.monotonic() < until
                time.sleep(0.02)

    def _asked(self) -> psycopg.Connection:
        url = postgres.answering(self.folder).set(drivername="postgresql")
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)

    def create(self, name: str) -> str:
        """A new database; gives its address."""
        server = postgres.Server(postgres.answering(self.folder))
        return server.create(name).render_as_string(hide_password=False)


@contextmanager
def portal(
    folder: Path,
    database_url: str,
    scanner: LogScanner,
    *,
    app: str = PORTAL,
    **environment: str,
) -> Iterator[MortalPortal]:
    """A running portal, whose log is read when it is over."""
    mortal = MortalPortal(folder, database_url, app=app, **environment)
    try:
        mortal.start()
        yield mortal
    finally:
        mortal.kill()
        for line in mortal.log.read_text(encoding="utf-8", errors="replace").splitlines():
            scanner.read(line, "the log of a portal that was killed")


@contextmanager
def postgresql(
    scanner: LogScanner, *settings: str, follows: MortalPostgres | None = None
) -> Iterator[MortalPostgres]:
    """A running server of its own, whose log is read when it is over.

    One that follows another has what that one has, and may only be read.
    """
    folder = database_folder()
    mortal = MortalPostgres(folder, *settings)
    try:
        if follows:
            postgres.copy(follows.folder, folder)
        else:
            postgres.initialise(folder)
        mortal.start()
        yield mortal
    finally:
        mortal.kill()
        for line in (folder / postgres.LOG).read_text(errors="replace").splitlines():
            scanner.read(line, "the log of a PostgreSQL that was killed")
        shutil.rmtree(folder, ignore_errors=True)


def min_of(size: int, most: int) -> int:
    """`RLIM_INFINITY` is -1, and yet the greatest of all."""
    sizes = [one for one in (size, most) if one != resource.RLIM_INFINITY]
    return min(sizes, default=resource.RLIM_INFINITY)


def family(process: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """A process and all that descend from it."""
    try:
        parent = psutil.Process(process.pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def kill_all(process: "subprocess.Popen[bytes]") -> None:
    """All at once: the parent is stopped first, so that it starts nobody meanwhile."""
    if process.poll() is None:
        process.send_signal(signal.SIGSTOP)
    everybody = family(process)
    for one in everybody:
        with suppress(psutil.NoSuchProcess):
            one.send_signal(signal.SIGKILL)
    process.wait()
    psutil.wait_procs(everybody, timeout=20)
