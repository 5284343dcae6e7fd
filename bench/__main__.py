"""`make bench`: measure home and the plan on both databases and on a phone, bundles, and memory.

Ends with 1 when a limit is broken. A limit counts as broken only when four rounds of five break it.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import memory
from bench.care_system import BUNDLES, BUNDLES_ON_POSTGRESQL, of_intake
from bench.lighthouse import of_phones
from bench.ratios import measured
from bench.report import MemoryResult, PageResult, Result, written
from bench.subjects import DATA_KEY, FORM_KEY, Subjects, on
from portal.settings import DEMO_SUPPORT_PHONE
from tests.support.postgres import server

PAGES = {"home": "/", "plan": "/plan"}
IN_MEMORY = Path("/", "dev", "shm")
"""Waiting for a disk is no processor time, but what runs meanwhile empties the caches."""


def main() -> int:
    folder = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=folder) as name, quiet():
        results = list(_results(Path(name)))
    report = written(results)
    print(report)
    return 1 if any(fault for result in results for fault in result.faults()) else 0


def _results(folder: Path) -> Iterator[Result]:
    sqlite = f"sqlite:///{folder}/bench.sqlite"
    with on(sqlite, folder) as subjects:
        yield from _pages("SQLite", subjects)
        token, environment = subjects.tokens[0], _environment(sqlite, folder)
        yield _memory(environment, token)
    files = (f"sqlite:///{folder}/sent.sqlite", f"sqlite:///{folder}/rows.sqlite")
    yield of_intake("SQLite", files, folder, BUNDLES)
    with server() as postgres:
        url = postgres.create("bench").render_as_string(hide_password=False)
        with on(url, folder) as subjects:
            yield from _pages("PostgreSQL", subjects)
        sent, rows = (
            postgres.create(name).render_as_string(hide_password=False) for name in ("sent", "rows")
        )
        yield of_intake("PostgreSQL", (sent, rows), folder, BUNDLES_ON_POSTGRESQL)
    yield from of_phones(PAGES, token, environment, folder)


def _pages(database: str, subjects: Subjects) -> Iterator[PageResult]:
    for page, path in PAGES.items():
        visitors = subjects.visitors(path)
        size = len(visitors["portal"]().body)
        yield PageResult(page, database, measured(visitors), subjects.statements(path), size)


def _environment(url: str, folder: Path) -> dict[str, str]:
    """A portal for a server of its own; nobody signs in at it."""
    return {
        "PORTAL_DATABASE_URL": url,
        "PORTAL_SECRET_KEY": FORM_KEY,
        "PORTAL_DATA_KEYS": DATA_KEY,
        "PORTAL_SUPPORT_PHONE": DEMO_SUPPORT_PHONE,
        "PORTAL_OIDC_ISSUER": "http://127.0.0.1:9",
        "PORTAL_OIDC_CLIENT_ID": "min-plan-bench",
        "PORTAL_OIDC_CLIENT_SECRET": "s" * 40,
        "PORTAL_PUBLIC_URL": "http://localhost:5000",
        "PORTAL_INSTANCE": str(folder),
    }


def _memory(environment: dict[str, str], token: str) -> MemoryResult:
    cookie = f"__Host-sid={token}"
    return MemoryResult(
        memory.of_worker("wsgi:app", dict.fromkeys(PAGES.values(), cookie), environment),
        memory.of_worker("bench.references.hello:app", {"/": ""}, {}),
    )


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """The log is written, for writing it is part of a page; nobody reads it here."""
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stderr(nowhere):
        yield


if __name__ == "__main__":
    sys.exit(main())
