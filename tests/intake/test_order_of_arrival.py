"""What is shown depends on what has been said, not on the order in which it arrived."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.sending import (
    OF_SOURCE,
    Raw,
    Sender,
    contact,
    day,
    delete,
    goal,
    insats,
    meeting,
    plan,
    role,
    to,
)
from tests.support.databases import opened

NOT_COMPARED = {
    "id",
    "ref",
    "received_at",
    "changed_at",
    "others_changed_at",
    "time_changed_at",
    "place_changed_at",
    "join_changed_at",
    "version_id",
    "plan_id",
    "resource_id",
    "plan_resource_id",
    "patient_id",
}
GOAL, SHOWER, WALK = (
    to("Goal", "goal"),
    to("ServiceRequest", "insats"),
    to("ServiceRequest", "walk"),
)
SHOWN = ("care_plan", "plan_version", "goal", "activity", "care_manager", "appointment")
ROUNDS = int(os.environ.get("SOAK_ROUNDS", "1"))
WHEN = datetime(2026, 11, 24, tzinfo=UTC)


def a_plan(number: int, *activities: Raw, **changes: Any) -> Raw:
    return plan(
        at=day(number),
        version=number,
        goal=[GOAL],
        activity=[{"reference": one} for one in activities],
        **changes,
    )


STORY: list[tuple[list[Raw], dict[str, Any]]] = [
    ([a_plan(3, SHOWER), goal(at=day(3), version=1), insats(at=day(3), version=1)], {}),
    ([insats(text="Hjälp med dusch två gånger", at=day(5), version=2)], {}),
    (
        [
            a_plan(7, SHOWER, WALK, note=[{"text": "Ett tillägg"}]),
            goal(at=day(3), version=1),
            insats(text="Hjälp med dusch två gånger", at=day(5), version=2),
            insats("walk", "Promenad", at=day(6), version=1),
        ],
        {},
    ),
    ([goal(text="Gå till torget", at=day(8), version=2)], {}),
    ([insats(text="Hjälp med dusch", at=day(9), version=3)], {}),
    (
        [
            a_plan(10, WALK),
            goal(text="Gå till torget", at=day(8), version=2),
            insats("walk", "Promenad", at=day(6), version=1),
        ],
        {},
    ),
    ([role(at=day(2)), contact(at=day(4)), meeting(at=day(4))], {}),
    ([role(at=day(11), telecom=[{"system": "phone", "value": "08-465 004 02"}])], {}),
    ([meeting(at=day(12), status="cancelled")], {}),
    ([delete("CareTeam", "contact")], {"timestamp": day(13), "meta": OF_SOURCE}),
]


def send(sender: Sender, order: list[int]) -> None:
    for arrival, which in enumerate(order):
        entries, more = STORY[which]
        report = sender.send(*entries, now=WHEN + timedelta(minutes=arrival), **more)
        assert report.is_accepted, list(report.lines())


def shown(sender: Sender) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    versions = {row["id"]: str(row["source_at"]) for row in sender.rows("plan_version")}
    for table in SHOWN:
        rows = []
        for row in sender.rows(table):
            plain = {name: str(value) for name, value in row.items() if name not in NOT_COMPARED}
            plain["of"] = versions.get(row.get("version_id"), "")
            rows.append(json.dumps(plain, sort_keys=True))
        found[table] = sorted(rows)
    return found


def test_the_story_in_order_gives_a_version_for_each_day_something_changed(
    senders: Callable[[], Sender],
):
    sender = senders()
    send(sender, list(range(len(STORY))))
    days = [str(row["source_at"])[8:10] for row in sender.rows("plan_version", "source_at")]
    assert days == ["03", "05", "07", "08", "09", "10"]


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What the story in order shows; told once, by the first example of each engine."""
    return {}


orders = given(
    order=st.permutations(range(len(STORY))),
    repeats=st.lists(st.integers(0, len(STORY) - 1), max_size=4),
    places=st.lists(st.integers(0, len(STORY)), min_size=4, max_size=4),
)
PATIENT = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=20 * ROUNDS, deadline=None, suppress_health_check=PATIENT)
@orders
def test_any_order_with_any_repeats_ends_in_the_same_state_and_history(
    senders: Callable[[], Sender],
    told: dict[str, Any],
    order: list[int],
    repeats: list[int],
    places: list[int],
):
    if "sqlite" not in told:
        told["sqlite"] = shown(tell(senders(), list(range(len(STORY)))))
    order = with_repeats(order, repeats, places)
    assert shown(tell(senders(), order)) == told["sqlite"]


@settings(max_examples=5 * ROUNDS, deadline=None, suppress_health_check=PATIENT)
@orders
def test_on_postgresql_too(
    senders: Callable[[], Sender],
    told: dict[str, Any],
    copies: Callable[[str], Any],
    migrated: Callable[[str], str],
    order: list[int],
    repeats: list[int],
    places: list[int],
):
    url = copies("postgresql").copy(migrated("postgresql"))
    with opened(url) as database:
        one, other = senders(), Sender(database, senders().sealer)
        order = with_repeats(order, repeats, places)
        assert without_clocks(tell(other, order)) == without_clocks(tell(one, order))
    copies("postgresql").remove(url)


def with_repeats(order: list[int], repeats: list[int], places: list[int]) -> list[int]:
    order = list(order)
    for again, place in zip(repeats, places, strict=False):
        order.insert(place, again)
    return order


def without_clocks(sender: Sender) -> dict[str, list[str]]:
    """The two engines write times, truths and JSON otherwise in raw rows: words are compared."""
    words = ("title", "text", "status", "change", "state", "name", "phone", "how_often")
    return {
        table: sorted(
            json.dumps({name: row[name] for name in words if name in row}, sort_keys=True)
            for row in sender.rows(table)
        )
        for table in SHOWN
    }


def tell(sender: Sender, order: list[int]) -> Sender:
    send(sender, order)
    return sender
