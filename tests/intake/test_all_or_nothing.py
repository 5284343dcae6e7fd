"""A bundle is kept whole or not at all, whatever stops it and however often it comes."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from portal.database import Database
from tests.intake.sending import (
    ANNA,
    EXAMPLE,
    Raw,
    Sender,
    day,
    effects,
    goal,
    insats,
    meeting,
    plan,
    role,
    to,
)

PARTS: list[Raw] = [
    role(),
    goal(),
    insats(),
    plan(goal=[to("Goal", "goal")], activity=[{"reference": to("ServiceRequest", "insats")}]),
    meeting(supportingInformation=[to("CarePlan", "plan")]),
]


@pytest.mark.parametrize("position", range(len(PARTS)))
def test_a_fault_in_any_entry_stops_all_of_them(sender: Sender, position: int):
    entries = json.loads(json.dumps(PARTS))
    entries[position]["resource"]["meta"]["lastUpdated"] = "2099-01-01T00:00:00Z"
    report = sender.send(*entries)
    assert [fault.expression for fault in report.faults] == [
        f"Bundle.entry[{position}].resource.meta.lastUpdated"
    ]
    assert sum(sender.count().values()) == 0


@pytest.mark.parametrize("position", range(len(PARTS)))
def test_a_conflict_in_any_entry_stops_all_of_them(sender: Sender, position: int):
    first = json.loads(json.dumps(PARTS[position]))
    first["resource"].setdefault("extension", []).append({"url": "a:b", "valueString": "other"})
    for name in ("goal", "activity", "supportingInformation"):
        first["resource"].pop(name, None)
    sender.send(first)
    before = sender.count()
    assert sender.send(*PARTS).status == 409
    assert sender.count() == before


class Broken(Exception):
    """Pulls the plug in the middle."""


def test_a_break_at_any_statement_leaves_nothing_behind(sender: Sender):
    """The program fails, or the database does, at each statement in turn."""
    before = sender.count()
    statements = statements_of_a_load(sender)
    assert statements > 20
    for stop in range(1, statements + 1):
        by = pull if stop % 5 else spoil
        with breaking(sender.database, stop, by=by), pytest.raises((Broken, DBAPIError)):
            sender.send(*PARTS)
        if stop % 5 == 0 or stop > statements - 5:
            assert sender.count() == before, stop
    assert sender.count() == before
    assert effects(sender.send(*PARTS)) == ["created"] * len(PARTS)


def test_a_break_at_the_commit_leaves_nothing_behind(sender: Sender):
    before = sender.count()
    event.listen(sender.database.engine, "commit", pull, once=True)
    with pytest.raises(Broken):
        sender.send(*PARTS)
    assert sender.count() == before


def statements_of_a_load(sender: Sender) -> int:
    with breaking(sender.database, 0, by=pull) as seen:
        sender.check(*PARTS)
    return len(seen)


@contextmanager
def breaking(database: Database, stop: int, *, by: Callable[..., str]) -> Iterator[list[str]]:
    """Break at the so-manieth statement; gives the statements that were met."""
    seen: list[str] = []

    def watch(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> Any:
        seen.append(statement)
        return (by() if len(seen) == stop else statement), parameters

    event.listen(database.engine, "before_cursor_execute", watch, retval=True)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", watch)


def pull(*_: object) -> str:
    raise Broken


def spoil() -> str:
    return "a statement that no database understands"


def test_a_hundred_copies_of_one_bundle_at_once_have_one_effect(sender: Sender):
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(lambda _: sender.send(*PARTS), range(100)))
    found = sorted(effects(report)[0] for report in reports)
    assert found == ["created"] + ["repeated"] * 99
    counts = sender.count()
    assert (counts["care_plan"], counts["activity"], counts["appointment"]) == (1, 1, 1)
    assert (counts["person"], counts["source_version"]) == (1, len(PARTS))


def test_two_parts_of_one_plan_at_once_are_both_in_the_end(sender: Sender):
    link = [{"reference": to("ServiceRequest", name)} for name in ("a", "b")]
    sender.send(plan(activity=link), insats("a", "A1"), insats("b", "B1"))
    news = [insats("a", "A2", at=day(5)), insats("b", "B2", at=day(6))]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sender.send, news))
    newest = max(row["version_id"] for row in sender.rows("activity"))
    last = {row["title"] for row in sender.rows("activity") if row["version_id"] == newest}
    assert last == {"A2", "B2"}


def test_checking_says_what_loading_would_and_leaves_nothing(sender: Sender):
    assert effects(sender.check(*PARTS)) == ["created"] * len(PARTS)
    assert sum(sender.count().values()) == 0
    assert effects(sender.send(*PARTS)) == ["created"] * len(PARTS)
    assert effects(sender.check(*PARTS)) == ["repeated"] * len(PARTS)


def test_the_worked_example_loads_and_shows_as_it_stands(sender: Sender):
    report = sender.send_bytes(EXAMPLE.read_bytes())
    assert effects(report) == ["created"] * 10
    counts = sender.count()
    assert (counts["plan_version"], counts["goal"], counts["activity"]) == (1, 1, 2)
    assert (counts["care_manager"], counts["appointment"]) == (1, 1)
    assert {row["answered_by"] for row in sender.rows("activity")} == {"region", "municipality"}
    assert sender.rows("appointment")[0]["form"] == "video"
    assert effects(sender.send_bytes(EXAMPLE.read_bytes())) == ["repeated"] * 10
    assert sender.count() == counts


def test_the_patient_s_number_stands_nowhere_in_clear(sender: Sender):
    reports = [sender.send_bytes(EXAMPLE.read_bytes()), sender.send(plan(who="189002029801"))]
    told = json.dumps([report.body() for report in reports], default=str)
    told += "".join(line for report in reports for line in report.lines())
    for table in sender.count():
        told += repr(sender.rows(table, "1"))
    assert ANNA not in told
    assert "0202-9800" not in told
    assert "189002029801" not in told


def test_what_is_kept_can_be_opened_with_the_keys_only(sender: Sender):
    sender.send(plan(title="Annas plan"))
    sealed = bytes(sender.rows("source_version")[0]["body"])
    assert b"Annas plan" not in sealed
    opened = sender.sealer.open(sealed).decode()
    assert "Annas plan" in opened
    assert ANNA not in opened


def test_the_answer_is_fhir(sender: Sender):
    answer = sender.send(*PARTS).body()
    assert (answer["resourceType"], answer["type"]) == ("Bundle", "transaction-response")
    first = answer["entry"][0]["response"]
    assert (first["status"], first["etag"]) == ("201", 'W/"1"')
    assert first["location"].startswith("PractitionerRole/")
    assert first["location"].endswith("/_history/1")
    refusal = sender.send(plan(at="2099-01-01T00:00:00Z")).body()
    assert refusal["resourceType"] == "OperationOutcome"
    assert refusal["issue"][0]["severity"] == "error"
