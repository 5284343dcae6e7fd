"""A care system that sends one small plan after another, and what became of each."""

import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any, Self

import requests
from sqlalchemy import text

from portal import clock
from portal.app import TEST_NUMBERS
from portal.database import Database
from portal.identity.numbers import kind, listed
from tests.fhir.calling import FHIR, register
from tests.intake.sending import Raw, bundle, goal, insats, plan, to

NUMBERS = sorted(one for one in listed(TEST_NUMBERS) if kind(one) == "personnummer")
WHOLE = (3, 3, 3, 1, 1, 1, 1)
"""Resources, versions, stamps, plans, their versions, goals and insatser of one bundle."""
PLANS = "JOIN care_plan p ON p.resource_id = r.id"
VERSIONS = f"{PLANS} JOIN plan_version v ON v.plan_id = p.id"
OF_A_RESOURCE = (
    "",
    "JOIN source_version v ON v.resource_id = r.id",
    "JOIN source_stamp s ON s.resource_id = r.id",
    PLANS,
    VERSIONS,
    f"{VERSIONS} JOIN goal g ON g.version_id = v.id",
    f"{VERSIONS} JOIN activity a ON a.version_id = v.id",
)
SENT = "SELECT count(*) FROM access_event WHERE what = 'sent'"
COUNTS = [
    f"SELECT identifier_value AS name, count(*) AS n FROM source_resource r {joined} GROUP BY 1"
    for joined in OF_A_RESOURCE
]


class Stream:
    """Sends from a thread until it is stopped; each bundle once, whatever the answer."""

    def __init__(self, url: str, token: str, name: str = "a") -> None:
        self.sent: dict[str, bytes] = {}
        self.acknowledged: set[str] = set()
        self.answers: Counter[int] = Counter()
        self._url, self._name = url, name
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": FHIR}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(timeout=30)

    def until(self, more: int, *, patience: float = 30) -> None:
        """Wait until so many more are acknowledged."""
        wanted, latest = len(self.acknowledged) + more, time.monotonic() + patience
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < latest, f"{len(self.acknowledged)} of {wanted} acknowledged"
            time.sleep(0.002)

    def repeat(self) -> None:
        """Send what was not acknowledged again, as a care system does until it is."""
        for name in sorted(set(self.sent) - self.acknowledged):
            self._send(name)

    def next(self) -> requests.Response | None:
        """Send one more bundle; None when nobody answered."""
        name = f"{self._name}{len(self.sent):05}"
        self.sent[name] = one_bundle(name, len(self.sent))
        return self._send(name)

    def reads(self, address: str) -> int:
        """The status of another address of the portal."""
        return requests.get(f"{self._url}{address}", headers=self._headers, timeout=20).status_code

    def _run(self) -> None:
        while not self._stopped.is_set():
            self.next()

    def _send(self, name: str) -> requests.Response | None:
        try:
            answer = requests.post(
                f"{self._url}/fhir", data=self.sent[name], headers=self._headers, timeout=20
            )
        except requests.RequestException:
            self.answers[0] += 1
            time.sleep(0.02)
            return None
        self.answers[answer.status_code] += 1
        if answer.status_code == 200:
            self.acknowledged.add(name)
        else:
            time.sleep(0.02)
        return answer


def one_bundle(name: str, number: int) -> bytes:
    """A plan with a goal and an insats, of one of many patients; always the same for a name."""
    who = NUMBERS[number % len(NUMBERS)]
    entries: list[Raw] = [
        plan(
            name,
            who=who,
            at=SAID_AT,
            goal=[to("Goal", name)],
            activity=[{"reference": to("ServiceRequest", name)}],
        ),
        goal(name, who=who, at=SAID_AT),
        insats(name, who=who, at=SAID_AT),
    ]
    return bundle(*entries)


SAID_AT = (clock.now() - timedelta(hours=1)).isoformat(timespec="seconds")


def token_for(database: Database, name: str = "stream") -> str:
    return register(database, name=name)


def broken_promises(database: Database, *streams: Stream) -> list[str]:
    """Acknowledged and not there exactly once, there in part, or there and never sent."""
    sent = {name for stream in streams for name in stream.sent}
    acknowledged = {name for stream in streams for name in stream.acknowledged}
    found, events = _found(database)
    there = {name for name, counts in found.items() if counts == WHOLE}
    return [
        *(f"{name} is acknowledged and lost" for name in sorted(acknowledged - set(found))),
        *(f"{name} is there in part: {found[name]}" for name in sorted(set(found) - there)),
        *(f"{name} was never sent" for name in sorted(set(found) - sent)),
        *([f"{events} traces of {len(there)} bundles"] if events != len(there) else []),
    ]


def _found(database: Database) -> tuple[dict[str, tuple[int, ...]], int]:
    with database.engine.begin() as connection:
        counted = [_counted(connection.execute(text(one))) for one in COUNTS]
        events = connection.execute(text(SENT)).scalar_one()
    names = {name for one in counted for name in one}
    return {name: tuple(one.get(name, 0) for one in counted) for name in names}, events


def _counted(rows: Any) -> dict[str, int]:
    return {row.name: row.n for row in rows}
