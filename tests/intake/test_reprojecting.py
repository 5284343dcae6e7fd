"""The pages' rows made anew from what was sent, as after an upgrade, and every night."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import text

from portal.intake import projecting
from portal.intake.reprojecting import project_all_anew
from portal.intake.rules import Rules
from tests.intake.sending import (
    CECILIA,
    Raw,
    Sender,
    contact,
    goal,
    insats,
    meeting,
    only_row,
    plan,
    put,
    role,
    to,
)
from tests.intake.test_commands import runner
from tests.support.fixtures import WRITTEN

SHOWN = (
    "care_plan",
    "plan_version",
    "goal",
    "activity",
    "plan_document",
    "care_manager",
    "appointment",
)
MADE_ANEW = {"id", "version_id", "plan_id"}
NUMBER = {"system": "phone", "value": "08-465 004 01", "period": {"end": "2026-12-01"}}
TEXT = {"contentType": "text/plain", "data": "SGVqIQ==", "title": "En bilaga"}
DOCUMENT = put(
    "DocumentReference",
    "attached",
    {
        "status": "current",
        "subject": insats()["resource"]["subject"],
        "content": [{"attachment": TEXT}],
    },
)
SPOILT = {
    "a day that was a month": "UPDATE goal SET due_on = '2027-01-31'",
    "an insats that was dropped": "DELETE FROM activity",
    "someone for nobody": "UPDATE activity SET answered_by = 'other'",
    "a goal that was not dropped": "INSERT INTO goal (version_id, patient_id, key, seq, text, status,"
    " achievement, is_shown) SELECT version_id, patient_id, key, 9, text, status, '', is_shown"
    " FROM goal",
    "another title": "UPDATE plan_version SET title = 'En annan'",
    "no current version": "UPDATE plan_version SET is_current = (1 = 0)",
    "a document that was dropped": "DELETE FROM plan_document",
    "a plan kept by another": "UPDATE care_plan SET kept_by = 'En annan'",
    "a meeting elsewhere": "UPDATE appointment SET place = 'En annan'",
    "a meeting that was dropped": "DELETE FROM appointment",
    "another contact": "UPDATE care_manager SET name = 'En annan'",
    "a contact that was dropped": "DELETE FROM care_manager",
}


@pytest.fixture
def moment() -> datetime:
    """The periods are written out."""
    return WRITTEN


def the_plan(title: str, **changes: Any) -> Raw:
    return plan(
        title=title,
        goal=[to("Goal", "goal")],
        activity=[{"reference": to("ServiceRequest", "insats")}],
        supportingInfo=[to("DocumentReference", "attached")],
        **changes,
    )


@pytest.fixture
def filled(sender: Sender, clock: time_machine.Traveller) -> Sender:
    """Anna's plan in two versions, her meeting and her contact; and a plan of Cecilia's."""
    parts = [
        goal(target=[{"dueDate": "2027-01"}]),
        insats(performer=[to("PractitionerRole", "eva")]),
        role(telecom=[NUMBER]),
        DOCUMENT,
    ]
    for report in (
        sender.send(the_plan("A"), *parts, contact(), meeting(description="Uppföljning")),
        sender.send(the_plan("B", version=2), *parts),
        sender.send(plan("other", who=CECILIA)),
    ):
        assert report.is_accepted, list(report.lines())
    clock.shift(60 * 60)
    return sender


def shown(sender: Sender) -> dict[str, list[Raw]]:
    """All that pages read, but for the ids of rows."""
    return {
        table: sorted(
            (
                {name: value for name, value in row.items() if name not in MADE_ANEW}
                for row in sender.rows(table)
            ),
            key=repr,
        )
        for table in SHOWN
    }


def anew(sender: Sender) -> list[bool | Exception]:
    return list(project_all_anew(sender.database, sender.sealer))


def spoil(sender: Sender, statement: str) -> None:
    with sender.database.engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount


@pytest.mark.parametrize("what", SPOILT)
def test_rows_that_an_older_reading_made_become_those_of_a_fresh_load(filled: Sender, what: str):
    before, traces = shown(filled), len(filled.rows("access_event"))
    assert all(before.values())
    spoil(filled, SPOILT[what])
    assert shown(filled) != before
    of_anna, of_cecilia = anew(filled)
    assert of_anna
    assert shown(filled) == before, "with references, and with when it was news"
    told = [(one["what"], one["source"]) for one in filled.rows("access_event")[traces:]]
    assert told == [("read-anew", "Min plan")] * [of_anna, of_cecilia].count(True)
    assert anew(filled) == [False, False]
    assert len(filled.rows("access_event")) == traces + len(told)


def test_what_is_as_it_should_be_is_left_alone_row_by_row(filled: Sender):
    before = {table: filled.rows(table) for table in (*SHOWN, "access_event", "source_stamp")}
    assert anew(filled) == [False, False]
    assert {table: filled.rows(table) for table in before} == before


def test_a_number_leaves_the_pages_when_its_period_has_ended_and_that_is_no_news(
    filled: Sender, clock: time_machine.Traveller
):
    before = shown(filled)
    assert {row["phone"] for row in before["care_manager"]} == {NUMBER["value"]}
    clock.shift(10 * 24 * 60 * 60)
    assert anew(filled) == [True, False]
    after = shown(filled)
    assert {row["phone"] for row in after["care_manager"]} == {""}
    current = {row["id"] for row in filled.rows("plan_version") if row["is_current"]}
    of_now = [row for row in filled.rows("activity") if row["version_id"] in current]
    assert [row["phone"] for row in of_now] == [""]
    for table in ("care_manager", "appointment", "activity"):
        dates = [{k: v for k, v in row.items() if k.endswith("_at")} for row in before[table]]
        now = [{k: v for k, v in row.items() if k.endswith("_at")} for row in after[table]]
        assert sorted(now, key=repr) == sorted(dates, key=repr)
    assert only_row(filled, "appointment")["sequence"] == before["appointment"][0]["sequence"]


def test_stopped_after_one_patient_it_does_the_others_when_it_is_run_again(filled: Sender):
    before = shown(filled)
    spoil(filled, "UPDATE plan_version SET title = 'En annan'")
    assert True is next(project_all_anew(filled.database, filled.sealer))
    assert anew(filled) == [False, True]
    assert shown(filled) == before


def test_the_command_counts_and_names_nobody(filled: Sender):
    run = runner(filled.database, filled.sealer, Rules())
    spoil(filled, "UPDATE appointment SET title = 'En annan'")
    assert run("intake", "reproject").output == "Patients: 2, changed: 1.\n"
    again = run("intake", "reproject")
    assert (again.output, again.exit_code) == ("Patients: 2, changed: 0.\n", 0)


def test_what_cannot_be_read_is_left_as_it_is_and_the_others_are_read(
    filled: Sender, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    run = runner(filled.database, filled.sealer, Rules())
    spoil(filled, "UPDATE plan_version SET title = 'En annan'")
    spoilt = shown(filled)

    def fails(*_args: Any, **_more: Any) -> None:
        raise KeyError("Samtal om hemligheten")

    monkeypatch.setattr(projecting, "appointment", fails)
    result = run("intake", "reproject")
    assert result.exit_code == 1
    assert result.output.startswith("Patients: 2, changed: 1.\nLeft as they were: 1.")
    assert "Samtal" not in result.output
    assert [(one.msg, vars(one)["kind"]) for one in caplog.records] == [
        ("not-read-anew", "KeyError")
    ]
    [anna] = {row["patient_id"] for row in filled.rows("appointment")}
    of_anna = [row for row in shown(filled)["plan_version"] if row["patient_id"] == anna]
    assert of_anna == [row for row in spoilt["plan_version"] if row["patient_id"] == anna]
