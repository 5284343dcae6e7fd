"""What a bundle costs over HTTP, beside the plain cost of checking it and of inserting its rows.

One worker of gunicorn on the loopback, bundles of a plan with a goal and an insats for some
hundred patients. Wall time, for waiting for the disk is what a sender waits for, too.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import requests
from psycopg.types.json import Jsonb
from sqlalchemy import Connection

from portal import clock
from portal.database import Database
from portal.intake import pipeline
from portal.intake.bundle_rules import entries_of
from portal.intake.rules import Rules
from portal.migrations.schema import upgrade
from tests.fhir.calling import FHIR
from tests.support.mortal import MortalPortal
from tests.support.stream import one_bundle, token_for

BUNDLES, BUNDLES_ON_POSTGRESQL = 1000, 300
SENDERS = 4
EACH_AT_ONCE = 50
MOST_GROWTH = 16
"""Megabytes that a worker may hold more after a thousand bundles than after one."""
TABLES = (
    "person",
    "source_resource",
    "source_version",
    "source_stamp",
    "source_link",
    "care_plan",
    "plan_version",
    "goal",
    "activity",
    "access_event",
)
"""What a bundle leaves behind, parents first."""


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """Milliseconds for one bundle, bundles a second, and megabytes of the worker."""

    database: str
    bundles: int
    over_http: float
    processor: float
    at_once: float
    checking: float
    inserting: float
    after_one: float
    after_all: float

    @property
    def line(self) -> str:
        return (
            f"bundles on {self.database}: {1000 / self.over_http:.0f} a second one after the "
            f"other, {self.at_once:.0f} by {SENDERS} senders at once. One takes "
            f"{self.over_http:.1f} ms ({self.processor:.1f} ms of the worker's processor); "
            f"only checking it takes {self.checking:.1f} ms, only inserting its rows "
            f"{self.inserting:.1f} ms. The worker holds {self.after_one:.0f} MB after one, "
            f"{self.after_all:.0f} MB after {self.bundles}."
        )

    def faults(self) -> Iterator[str]:
        growth = self.after_all - self.after_one
        if growth > MOST_GROWTH:
            yield (
                f"a worker on {self.database} holds {growth:.0f} MB more after {self.bundles} bundles "
                f"than after one; the limit is {MOST_GROWTH} MB"
            )


class NotTaken(Exception):
    """A bundle of the bench was refused."""


def of_intake(name: str, urls: tuple[str, str], folder: Path, bundles: int) -> IntakeResult:
    """Send to a portal on the first of two new databases; the other is for the rows alone."""
    bodies = [one_bundle(f"bench{number:05}", number) for number in range(bundles)]
    database, other = map(Database, urls)
    for one in (database, other):
        upgrade(one)
    with _running(folder, urls[0]) as portal:
        sends = _sender(portal, token_for(database))
        sends(bodies[0])
        after_one, busy = portal.megabytes, portal.seconds_of_processor
        over_http = _milliseconds(sends, bodies[1:])
        busy = portal.seconds_of_processor - busy
        after_all = portal.megabytes
        at_once = _at_once(sends, bundles)
    inserting = _inserting(database, other, bundles)
    for one in (database, other):
        one.engine.dispose()
    return IntakeResult(
        database=name,
        bundles=bundles,
        over_http=over_http,
        processor=1000 * busy / (bundles - 1),
        at_once=at_once,
        checking=_milliseconds(_check, bodies[:200]),
        inserting=inserting,
        after_one=after_one,
        after_all=after_all,
    )


@contextmanager
def _running(folder: Path, url: str) -> Iterator[MortalPortal]:
    portal = MortalPortal(folder, url)
    try:
        portal.start()
        yield portal
    finally:
        portal.kill()


def _sender(portal: MortalPortal, token: str) -> Callable[[bytes], None]:
    line = requests.Session()
    line.headers.update({"Authorization": f"Bearer {token}", "Content-Type": FHIR})

    def send(body: bytes) -> None:
        answer = line.post(f"{portal.url}/fhir", data=body, timeout=20)
        if answer.status_code != 200:
            raise NotTaken(f"{answer.status_code} {answer.text}")

    return send


def _milliseconds(act: Callable[[bytes], object], bodies: Iterable[bytes]) -> float:
    return 1000 * mean(_seconds(act, body) for body in bodies)


def _seconds(act: Callable[[bytes], object], body: bytes) -> float:
    before = time.perf_counter()
    act(body)
    return time.perf_counter() - before


def _at_once(sends: Callable[[bytes], None], first: int) -> float:
    """Bundles a second, of several senders about several people."""
    numbers = range(first, first + SENDERS * EACH_AT_ONCE)
    bodies = [one_bundle(f"bench{number:05}", number) for number in numbers]
    before = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(sends, bodies))
    return len(bodies) / (time.perf_counter() - before)


def _check(body: bytes) -> None:
    entries_of(pipeline.well_formed(body), rules=Rules(), now=clock.now())


def _inserting(filled: Database, empty: Database, bundles: int) -> float:
    """Insert what the first bundles left, a transaction for each, with nothing else done."""
    with filled.engine.connect() as connection:
        rows = {table: _rows(connection, table) for table in TABLES}
    all_bundles = len(rows["care_plan"])
    with empty.engine.begin() as connection:
        _insert(connection, "person", rows.pop("person"))
    before = time.perf_counter()
    for position in range(bundles):
        with empty.engine.begin() as connection:
            for table, all_rows in rows.items():
                share = len(all_rows) // all_bundles
                _insert(connection, table, all_rows[position * share : (position + 1) * share])
    return 1000 * (time.perf_counter() - before) / bundles


def _rows(connection: Connection, table: str) -> list[dict[str, Any]]:
    found = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1").mappings()
    return [dict(row) for row in found]


def _insert(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    marks = ", ".join([mark] * len(rows[0]))
    names = ", ".join(rows[0])
    values = [tuple(_plain(value) for value in row.values()) for row in rows]
    connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)


def _plain(value: Any) -> Any:
    """PostgreSQL's driver gives JSON as values, and wants to be told that they are."""
    return Jsonb(value) if isinstance(value, dict | list) else value
