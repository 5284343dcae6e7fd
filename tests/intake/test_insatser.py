"""What has been agreed: who does what, why, when and how often."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.intake.sending import (
    Raw,
    Sender,
    day,
    effects,
    goal,
    insats,
    only_row,
    patient,
    plan,
    put,
    relative,
    role,
    to,
    unit,
)


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def of_plan(sender: Sender, request: Raw, *others: Raw) -> dict[str, Any]:
    """The row of the one insats of a plan."""
    effects(
        sender.send(
            plan(activity=[{"reference": to("ServiceRequest", "insats")}]), request, *others
        )
    )
    return only_row(sender, "activity")


@pytest.mark.parametrize(
    ("performer", "answered_by"),
    [
        (unit("SE2321000016-A", "Vården"), "region"),
        (unit("SE2120000142-B", "Omsorgen"), "municipality"),
        (unit("SE5560000001-C", "Bolaget"), "other"),
        ({"type": "Organization", "display": "Apoteket"}, "other"),
        (patient(), "patient"),
        (to("RelatedPerson", "son"), "relative"),
        (to("PractitionerRole", "eva"), "region"),
    ],
)
def test_who_answers_is_read_from_the_performer(sender: Sender, performer: Raw, answered_by: str):
    row = of_plan(sender, insats(performer=[performer]), relative(), role())
    assert row["answered_by"] == answered_by


def test_a_professional_is_named_with_title_unit_and_telephonly_row(sender: Sender):
    row = of_plan(sender, insats(performer=[to("PractitionerRole", "eva")]), role())
    assert (row["person"], row["unit"]) == ("Eva Ek, distriktssköterska", "Björkens hälsocentral")
    assert row["phone"] == "08-465 004 01"


def test_the_authority_is_named_when_the_unit_says_what_it_belongs_to(sender: Sender):
    hemtjanst = put(
        "Organization", "ht", {"name": "Hemtjänsten", "partOf": unit("SE2120000142", "Kommunen")}
    )
    row = of_plan(sender, insats(performer=[to("Organization", "ht")]), hemtjanst)
    assert (row["authority"], row["unit"]) == ("Kommunen", "Hemtjänsten")


def test_why_when_and_how_often(sender: Sender):
    timing = {
        "repeat": {
            "frequency": 2,
            "period": 1,
            "periodUnit": "wk",
            "boundsPeriod": {"start": "2026-11-04", "end": "2027-02"},
        }
    }
    reason = [{"text": "För att orka mer"}]
    row = of_plan(sender, insats(occurrenceTiming=timing, reasonCode=reason, status="on-hold"))
    assert (row["how_often"], row["reason"]) == ("2 gånger i veckan", "För att orka mer")
    assert (str(row["starts_on"]), str(row["ends_on"])) == ("2026-11-04", "2027-02")
    assert row["status"] == "on-hold"


def test_an_inline_insats_keeps_its_key_from_version_to_version(sender: Sender):
    def inline(status: str) -> list[Raw]:
        detail = {
            "status": status,
            "description": "Promenad",
            "scheduledString": "Varje dag",
            "performer": [patient()],
            "goal": [to("Goal", "goal")],
        }
        return [{"id": "walk", "detail": detail}]

    sender.send(plan(activity=inline("scheduled"), goal=[to("Goal", "goal")]), goal())
    sender.send(plan(activity=inline("in-progress"), goal=[to("Goal", "goal")], at=day(5)), goal())
    rows = sender.rows("activity")
    assert len({row["key"] for row in rows}) == 1
    assert [(row["status"], row["change"]) for row in rows] == [
        ("scheduled", "added"),
        ("in-progress", "changed"),
    ]
    assert (rows[0]["answered_by"], rows[0]["how_often"]) == ("patient", "Varje dag")
    assert sender.rows("goal")[0]["key"] in rows[0]["goal_keys"]


def test_the_patient_s_own_task_is_an_insats_too(sender: Sender):
    body = {
        "status": "accepted",
        "intent": "plan",
        "description": "Väga mig",
        "for": patient(),
        "owner": patient(),
    }
    sender.send(plan(activity=[{"reference": to("Task", "task")}]), put("Task", "task", body))
    row = only_row(sender, "activity")
    assert (row["title"], row["answered_by"], row["status"]) == ("Väga mig", "patient", "scheduled")


def test_an_insats_entered_in_error_is_nonly_row(sender: Sender):
    sender.send(
        plan(activity=[{"reference": to("ServiceRequest", "insats")}]),
        insats(status="entered-in-error"),
    )
    assert sender.rows("activity") == []


def test_a_text_that_is_too_long_for_its_column_is_cut_and_a_telephone_left_out(sender: Sender):
    number = [{"system": "phone", "value": "0" * 60}]
    eva = role(telecom=number, code=[{"text": "x" * 500}])
    row = of_plan(sender, insats(performer=[to("PractitionerRole", "eva")]), eva)
    assert row["person"].endswith("…")
    assert len(row["person"]) == 200
    assert row["phone"] == ""


def test_a_unit_s_new_telephone_number_reaches_the_plan_that_is_current(sender: Sender):
    link = [{"reference": to("ServiceRequest", "insats")}]
    sender.send(plan(activity=link), insats(performer=[to("PractitionerRole", "eva")]), role())
    sender.send(role(at=day(8), telecom=[{"system": "phone", "value": "08-465 004 09"}]))
    assert only_row(sender, "activity")["phone"] == "08-465 004 09"
    assert only_row(sender, "activity")["change"] == "added"


def test_hsa_ids_may_be_written_with_the_older_oid(sender: Sender):
    old = {"system": "urn:oid:1.2.752.29.4.19", "value": "SE2120000142-B"}
    row = of_plan(sender, insats(performer=[{"identifier": old, "display": "Omsorgen"}]))
    assert (row["answered_by"], row["unit"]) == ("municipality", "Omsorgen")
