"""What the patient may not see is kept and not shown; what changes that is a change."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.intake.sending import Sender, day, effects, goal, insats, meeting, plan, to

ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
NOPATIENT = [{"system": ACT, "code": "NOPATIENT"}]


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def state(sender: Sender) -> tuple[str, list[bool]]:
    rows = sender.rows("plan_version", "source_at")
    return sender.rows("care_plan")[0]["state"], [bool(row["is_shown"]) for row in rows]


def test_a_plan_that_is_not_for_the_patient_is_kept_and_not_shown(sender: Sender):
    link = [{"reference": to("ServiceRequest", "insats")}]
    sender.send(
        plan(security=NOPATIENT, activity=link, goal=[to("Goal", "goal")]), insats(), goal()
    )
    assert state(sender) == ("not-for-patient", [False])
    assert not any(row["is_shown"] for row in sender.rows("activity") + sender.rows("goal"))


def test_the_label_alone_is_a_change_on_and_off(sender: Sender):
    sender.send(plan())
    assert effects(sender.send(plan(security=NOPATIENT, at=day(4)))) == ["updated"]
    assert state(sender) == ("not-for-patient", [False, False])
    assert effects(sender.send(plan(at=day(5)))) == ["updated"]
    assert state(sender) == ("shown", [True, False, True])


def test_either_way_of_saying_no_is_a_no(sender: Sender):
    url = "https://fhir.inera.se/ig/ehds-tk/StructureDefinition/approved-for-patient"
    sender.send(plan("a", extension=[{"url": url, "valueBoolean": False}]))
    sender.send(plan("b", extension=[{"url": url, "valueBoolean": True}]))
    sender.send(plan("c", extension=[{"url": url, "valueBoolean": True}], security=NOPATIENT))
    states = [row["state"] for row in sender.rows("care_plan", "id")]
    assert states == ["not-for-patient", "shown", "not-for-patient"]


def test_an_unknown_label_hides_and_the_sender_is_told(sender: Sender):
    report = sender.send(plan(security=[{"system": "https://a.example", "code": "?"}]))
    assert state(sender) == ("not-for-patient", [False])
    remarks = [(one.code, one.expression) for one in report.entries[0].remarks]
    assert remarks == [("informational", "Bundle.entry[0].resource.meta.security[0]")]


@pytest.mark.parametrize("code", ["sekretessmarkering", "skyddadFolkbokforing"])
def test_a_protected_identity_shows_as_usual_to_the_patient(sender: Sender, code: str):
    sender.send(plan(security=[{"system": "https://hl7.se/CodeSystem/x", "code": code}]))
    assert state(sender) == ("shown", [True])


@pytest.mark.parametrize("status", ["draft", "unknown"])
def test_an_unfinished_plan_is_not_the_patient_s_yet(sender: Sender, status: str):
    sender.send(plan(status=status))
    assert state(sender) == ("not-for-patient", [False])
    sender.send(plan(at=day(4)))
    assert state(sender) == ("shown", [False, True])


def test_a_proposal_is_no_plan_yet(sender: Sender):
    sender.send(plan(intent="proposal"))
    assert state(sender)[0] == "not-for-patient"


@pytest.mark.parametrize("status", ["active", "on-hold", "completed"])
def test_an_agreed_plan_is_shown(sender: Sender, status: str):
    sender.send(plan(status=status))
    assert state(sender) == ("shown", [True])


def test_one_insats_may_be_hidden_and_another_be_the_patient_s_alone(sender: Sender):
    link = [{"reference": to("ServiceRequest", name)} for name in ("a", "b", "c")]
    restricted = [{"system": CONFIDENTIALITY, "code": "R"}]
    sender.send(
        plan(activity=link),
        insats("a", "A"),
        insats("b", "B", security=NOPATIENT),
        insats("c", "C", security=restricted),
    )
    rows = {row["title"]: row for row in sender.rows("activity")}
    shown = {title: bool(row["is_shown"]) for title, row in rows.items()}
    assert shown == {"A": True, "B": False, "C": True}
    assert [title for title, row in rows.items() if row["is_confidential"]] == ["C"]


def test_an_insats_that_becomes_visible_is_new_to_the_patient(sender: Sender):
    link = [{"reference": to("ServiceRequest", "insats")}]
    sender.send(plan(activity=link), insats(security=NOPATIENT))
    sender.send(insats(at=day(5)))
    rows = [(bool(row["is_shown"]), row["change"]) for row in sender.rows("activity", "version_id")]
    assert rows == [(False, "added"), (True, "added")]


def test_an_order_not_to_do_something_is_not_shown_as_one_to_do_it(sender: Sender):
    detail: dict[str, Any] = {"status": "not-started", "description": "Röka", "doNotPerform": True}
    link = [{"reference": to("ServiceRequest", "insats")}, {"detail": detail}]
    sender.send(plan(activity=link), insats(doNotPerform=True))
    assert [bool(row["is_shown"]) for row in sender.rows("activity")] == [False, False]


def test_a_hidden_meeting_is_kept(sender: Sender):
    sender.send(meeting(security=NOPATIENT))
    assert [bool(row["is_shown"]) for row in sender.rows("appointment")] == [False]


def test_internal_notes_are_not_even_kept(sender: Sender):
    url = "https://fhir.inera.se/ig/careteam/StructureDefinition/internalNotes"
    sender.send(plan(extension=[{"url": url, "valueString": "svår att få tag på"}]))
    body = sender.sealer.open(bytes(sender.rows("source_version")[0]["body"])).decode()
    assert "svår att" not in body
