"""Load the fictional people's care data, through the real intake, dated so that it is never old.

The bundles in `people/` are written as if today were in the week of `WRITTEN_IN`. Before they are
sent, every date in them is moved by whole weeks to the week of the day they are loaded: weekdays
stay, clocks stay (also over a change to summer time), and what was to come is still to come.
Each bundle is taken in as if it had arrived a minute after it was sent, so that "new since you
were last here" means something.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from portal.clock import STOCKHOLM
from portal.database import Database
from portal.demo.numbers import allowed, only_fictional
from portal.identity.people import numbers_held
from portal.identity.sealing import Sealer
from portal.intake import pipeline
from portal.intake.outcome import Report
from portal.intake.rules import Rules

PEOPLE = Path(__file__).with_name("people")
SOURCE = "SE2321009990-PLAN"
WRITTEN_IN = date(2026, 11, 16)
"""A Monday."""
ON_THE_WAY = timedelta(minutes=1)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]+)")
FORGET = """
DELETE FROM plan_version WHERE plan_id IN
(SELECT care_plan.id FROM care_plan JOIN source_resource
ON source_resource.id = care_plan.resource_id WHERE source = :source);
DELETE FROM appointment WHERE resource_id IN
(SELECT id FROM source_resource WHERE source = :source);
DELETE FROM care_plan WHERE resource_id IN
(SELECT id FROM source_resource WHERE source = :source);
DELETE FROM care_manager WHERE resource_id IN
(SELECT id FROM source_resource WHERE source = :source);
DELETE FROM access_grant WHERE resource_id IN
(SELECT id FROM source_resource WHERE source = :source);
DELETE FROM source_link WHERE resource_id IN
(SELECT id FROM source_resource WHERE source = :source);
DELETE FROM source_stamp WHERE resource_id IN
(SELECT id FROM source_resource WHERE source = :source);
DELETE FROM source_version WHERE resource_id IN
(SELECT id FROM source_resource WHERE source = :source);
DELETE FROM source_resource WHERE source = :source
"""


class DemoRefused(Exception):
    """The intake does not take a bundle of the demo; the message says why, without values."""


def load_people(database: Database, sealer: Sealer, now: datetime) -> None:
    """Load everybody, once; in a later week what was loaded is forgotten and loaded anew.

    Raises `RealPersonFound` when the database holds anyone who is not fictional.
    """
    with database.transaction(now) as transaction:
        only_fictional(numbers_held(transaction, sealer))
    bundles = list(bundles_for(now))
    if all(_is_loaded(bundle, database, sealer, now) for bundle in bundles):
        return
    _forget(database)
    for bundle in bundles:
        report = _load(bundle, database, sealer)
        if not report.is_accepted:
            raise DemoRefused("; ".join(report.lines()))


def bundles_for(now: datetime) -> Iterator[dict[str, Any]]:
    """The bundles of all people, in the order they were sent, moved to the week of `now`."""
    weeks = (now.astimezone(STOCKHOLM).date() - WRITTEN_IN).days // 7
    found = [moved(_read(path), timedelta(weeks=weeks)) for path in PEOPLE.glob("*.json")]
    return iter(sorted(found, key=lambda bundle: (bundle["timestamp"], json.dumps(bundle))))


def moved(value: Any, by: timedelta) -> Any:
    """Move every date in a bundle; a moment keeps its clock in Sweden."""
    match value:
        case dict():
            return {name: moved(inner, by) for name, inner in value.items()}
        case list():
            return [moved(inner, by) for inner in value]
        case str() if DAY.fullmatch(value):
            return (date.fromisoformat(value) + by).isoformat()
        case str() if MOMENT.fullmatch(value):
            return (datetime.fromisoformat(value).astimezone(STOCKHOLM) + by).isoformat()
    return value


def _is_loaded(bundle: dict[str, Any], database: Database, sealer: Sealer, now: datetime) -> bool:
    body = json.dumps(bundle).encode()
    report = pipeline.check(body, database=database, sealer=sealer, now=now, rules=_rules())
    return report.is_accepted and all(entry.effect == "repeated" for entry in report.entries)


def _load(bundle: dict[str, Any], database: Database, sealer: Sealer) -> Report:
    arrived = datetime.fromisoformat(bundle["timestamp"]).astimezone(UTC) + ON_THE_WAY
    body = json.dumps(bundle).encode()
    return pipeline.load(body, database=database, sealer=sealer, now=arrived, rules=_rules())


def _rules() -> Rules:
    return Rules(sources=frozenset({SOURCE}), numbers=allowed())


def _forget(database: Database) -> None:
    """Take out what the demo sent in another week. People, and the log of who looked, stay."""
    with database.engine.begin() as connection:
        for statement in FORGET.split(";"):
            connection.execute(text(statement), {"source": SOURCE})


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
