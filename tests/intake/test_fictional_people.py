"""The people of the demo come in through the real intake, and their plans are never old."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from portal.demo.loading import bundles_for, load_people, moved
from portal.demo.numbers import RealPersonFound
from portal.models.grant import Grant
from tests.intake.sending import NOW, OTHER_SOURCE, Sender, effects, plan


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def load(sender: Sender, now: datetime = NOW) -> None:
    load_people(sender.database, sender.sealer, now)


def test_everybody_comes_in_and_comes_in_once(sender: Sender):
    load(sender)
    counts = sender.count()
    states = sorted(row["state"] for row in sender.rows("care_plan"))
    assert states == ["not-for-patient", "shown", "shown", "shown", "shown", "withdrawn"]
    load(sender)
    assert sender.count() == counts


def test_anna_has_three_versions_and_everybody_answers_for_something(sender: Sender):
    load(sender)
    assert len([row for row in sender.rows("plan_version") if row["patient_id"] == 1]) == 3
    newest = max(row["version_id"] for row in sender.rows("activity") if row["patient_id"] == 1)
    rows = [row for row in sender.rows("activity") if row["version_id"] == newest]
    answering = {row["answered_by"] for row in rows}
    assert answering == {"region", "municipality", "patient", "relative", "other"}
    assert {row["change"] for row in rows} == {"added", "changed", "removed"}
    assert {row["role"] for row in sender.rows("care_manager") if row["patient_id"] == 1} == {
        "2",
        "3",
        "4",
    }


@pytest.mark.parametrize("weeks", [0, 1, 26, 52, 530])
def test_there_is_always_a_meeting_to_come_on_the_same_weekday_and_clock(
    sender: Sender, weeks: int
):
    now = NOW + timedelta(weeks=weeks, days=2)
    load(sender, now)
    starts = [
        datetime.fromisoformat(f"{row['starts_at']}+00:00")
        for row in sender.rows("appointment")
        if row["patient_id"] == 1 and row["status"] == "booked"
    ]
    assert len([start for start in starts if start > now]) >= 3


def test_a_clock_in_sweden_stays_over_a_change_to_summer_time():
    assert moved("2026-11-24T13:00:00+01:00", timedelta(weeks=26)) == "2027-05-25T13:00:00+02:00"
    assert moved({"a": ["2026-11-24", "kl. 13"]}, timedelta(days=7)) == {
        "a": ["2026-12-01", "kl. 13"]
    }


def test_a_later_week_brings_everything_anew_and_leaves_others_alone(sender: Sender):
    load(sender)
    sender.send(plan("mine", who="189002029800", source=OTHER_SOURCE))
    load(sender, NOW + timedelta(weeks=3))
    assert len([row for row in sender.rows("plan_version") if row["patient_id"] == 1]) == 3 + 1
    assert effects(sender.send(plan("mine", who="189002029800", source=OTHER_SOURCE))) == [
        "repeated"
    ]


def test_a_later_week_takes_a_mandate_of_the_demo_with_it(sender: Sender):
    load(sender)
    resource = next(row for row in sender.rows("source_resource") if row["patient_id"])
    with sender.database.transaction() as transaction:
        both = {"patient_id": resource["patient_id"], "relative_id": resource["patient_id"]}
        stated = {"ref": "stated", "kind": "guardian", "resource_id": resource["id"], **both}
        usual = {"scopes": 0, "parts": 0, "version": 1, "created_at": transaction.now}
        transaction.execute(insert(Grant), {**stated, **usual})
    load(sender, NOW + timedelta(weeks=3))
    assert sender.rows("access_grant") == []


def test_a_database_with_a_real_person_is_refused(sender: Sender):
    sender.send(plan(who="191212121212"))
    before = sender.count()
    with pytest.raises(RealPersonFound):
        load(sender)
    assert sender.count() == before


def test_nothing_is_sent_from_the_future():
    for day in range(14):
        now = datetime(2026, 11, 16, 0, 1, tzinfo=UTC) + timedelta(days=day)
        for bundle in bundles_for(now):
            assert datetime.fromisoformat(bundle["timestamp"]) < now
