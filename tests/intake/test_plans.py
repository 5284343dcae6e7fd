"""What stands in a plan, from where in the bundle."""

import base64
import json
from collections.abc import Callable

import pytest

from tests.intake.sending import (
    Sender,
    day,
    effects,
    goal,
    only_row,
    patient,
    plan,
    put,
    relative,
    to,
    unit,
)

PDF = b"%PDF-1.4 a plan"


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def data(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_the_patient_s_own_words_are_told_from_those_of_others(sender: Sender):
    notes = [
        {"authorReference": patient(), "text": "Jag vill bo hemma."},
        {"authorReference": to("RelatedPerson", "son"), "text": "Jag ringer varje kväll."},
        {"authorString": "Eva Ek", "text": "Uppföljning i maj."},
        {"text": "Utan namn."},
    ]
    sender.send(plan(note=notes, goal=[to("Goal", "goal")]), goal(), relative())
    row = only_row(sender, "plan_version")
    assert row["own_words"] == "Jag vill bo hemma."
    assert json.loads(row["notes"]) == [
        {"text": "Jag ringer varje kväll.", "by": "relative", "name": "Bertil Andersson"},
        {"text": "Uppföljning i maj.", "by": "unknown", "name": "Eva Ek"},
        {"text": "Utan namn.", "by": "unknown", "name": ""},
    ]


def test_who_leads_comes_from_the_provenance_and_the_author(sender: Sender):
    agent = {
        "type": {"coding": [{"code": "custodian"}]},
        "who": unit("SE2321000016-VG01", "Region Demo"),
    }
    provenance = {
        "fullUrl": "urn:uuid:00000000-0000-0000-0000-000000000001",
        "resource": {
            "resourceType": "Provenance",
            "target": [to("CarePlan", "plan")],
            "recorded": day(3),
            "agent": [agent],
        },
        "request": {"method": "POST", "url": "Provenance"},
    }
    author = put(
        "Organization",
        "vc",
        {"name": "Björkens hälsocentral", "telecom": [{"system": "phone", "value": "08-1"}]},
    )
    sender.send(plan(author=to("Organization", "vc")), author, provenance)
    lead = only_row(sender, "plan_version")["lead"]
    assert '"name": "Region Demo"' in lead
    assert '"authority": "region"' in lead
    assert '"phone": "08-1"' in lead
    assert only_row(sender, "care_plan")["kept_by"] == "Björkens hälsocentral"


def test_units_are_named_once_with_region_and_municipality_told_apart(sender: Sender):
    units = [unit("SE2321000016-A", "Region"), unit("SE2120000142-B", "Kommun")]
    sender.send(plan(contributor=[*units, units[0]], author=units[0]))
    found = only_row(sender, "plan_version")["units"]
    assert found.count("Region") == found.count("Kommun") == 1
    assert found.index("region") < found.index("municipality")


def test_a_goal_has_words_status_and_day(sender: Sender):
    achieved = {"coding": [{"code": "achieved"}]}
    sender.send(
        plan(goal=[to("Goal", "goal")]),
        goal(achievementStatus=achieved, target=[{"dueDate": "2027-03-01"}]),
    )
    row = only_row(sender, "goal")
    assert (row["text"], row["achievement"]) == ("Gå till affären", "achieved")
    assert str(row["due_on"]) == "2027-03-01"


def test_contained_goals_and_documents_are_read(sender: Sender):
    contained = [
        {
            "resourceType": "Goal",
            "id": "g",
            "lifecycleStatus": "active",
            "description": {"text": "Inne i planen"},
            "subject": patient(),
        },
        {
            "resourceType": "DocumentReference",
            "id": "d",
            "status": "current",
            "content": [{"attachment": {"contentType": "text/plain", "data": data(b"Hej")}}],
        },
    ]
    sender.send(
        plan(
            contained=contained,
            goal=[{"reference": "#g"}],
            supportingInfo=[{"reference": "#d"}],
        )
    )
    assert only_row(sender, "goal")["text"] == "Inne i planen"
    assert bytes(only_row(sender, "plan_document")["content"]) == b"Hej"


def test_people_without_a_personnummer_have_plans_too(sender: Sender):
    reserve = {
        "type": "Patient",
        "identifier": {
            "system": "http://electronichealth.se/identifier/nationelltReservnummer",
            "value": "19850101AB12",
        },
    }
    assert effects(sender.send(plan(subject=reserve))) == ["created"]
    number = {**patient()["identifier"], "system": "urn:oid:1.2.752.129.2.1.3.1"}
    oid = {"type": "Patient", "identifier": number}
    assert effects(sender.send(plan("a", subject=oid), plan("b"))) == ["created", "created"]
    assert len(sender.rows("person")) == 2


def test_of_a_contained_diagnosis_nothing_is_kept_and_the_plan_is(sender: Sender):
    hidden = {"resourceType": "Condition", "id": "c", "code": {"text": "HEMLIG"}, "odd": [{}]}
    report = sender.send(plan(contained=[hidden], addresses=[{"reference": "#c"}]))
    assert effects(report) == ["created"]
    kept = sender.sealer.open(bytes(sender.rows("source_version")[0]["body"]))
    assert b'"contained":[{"id":"c","resourceType":"Condition"}]' in kept
    assert b"HEMLIG" not in kept
    lost = sender.send(plan(contained=[hidden], addresses=[{"reference": "#d"}], at=day(4)))
    assert [fault.code for fault in lost.faults] == ["not-found"]


@pytest.mark.parametrize("end", ["9999-12-31", "9999", "9999-12-31T23:59:59+01:00"])
def test_a_period_that_never_ends_has_no_end_to_show_and_its_sender_is_told(
    sender: Sender, end: str
):
    report = sender.send(plan(period={"start": "2026-11-03", "end": end}))
    version = only_row(sender, "plan_version")
    assert str(version["starts_on"]) == "2026-11-03"
    assert not version["ends_on"]
    told = [one.expression for one in report.entries[0].remarks]
    assert "Bundle.entry[0].resource.period.end" in told
