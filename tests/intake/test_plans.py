"""What stands in a plan, from where in the bundle."""

import base64
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
    only_fault,
    patient,
    plan,
    put,
    role,
    to,
    unit,
)

PDF = b"%PDF-1.4 a plan"


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def data(content: bytes) -> str:
    return base64.b64encode(content).decode()


def one(sender: Sender, table: str) -> dict[str, Any]:
    rows = sender.rows(table)
    assert len(rows) == 1
    return dict(rows[0])


def relative(name: str = "son") -> Raw:
    body = {
        "patient": patient(),
        "relationship": [{"text": "Son"}],
        "name": [{"given": ["Bertil"], "family": "Andersson"}],
        "telecom": [{"system": "phone", "value": "070-174 06 10"}],
    }
    return put("RelatedPerson", name, body)


def of_plan(sender: Sender, request: Raw, *others: Raw) -> dict[str, Any]:
    """The row of the one insats of a plan."""
    effects(
        sender.send(
            plan(activity=[{"reference": to("ServiceRequest", "insats")}]), request, *others
        )
    )
    return one(sender, "activity")


def test_the_patient_s_own_words_are_told_from_those_of_others(sender: Sender):
    notes = [
        {"authorReference": patient(), "text": "Jag vill bo hemma."},
        {"authorReference": to("RelatedPerson", "son"), "text": "Jag ringer varje kväll."},
        {"authorString": "Eva Ek", "text": "Uppföljning i maj."},
        {"text": "Utan namn."},
    ]
    sender.send(plan(note=notes, goal=[to("Goal", "goal")]), goal(), relative())
    row = one(sender, "plan_version")
    assert row["own_words"] == "Jag vill bo hemma."
    assert row["notes"].count('"by": "staff"') == 2
    assert row["notes"].count('"by": "relative"') == 1


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
    lead = one(sender, "plan_version")["lead"]
    assert '"name": "Region Demo"' in lead
    assert '"authority": "region"' in lead
    assert '"phone": "08-1"' in lead
    assert one(sender, "care_plan")["kept_by"] == "Björkens hälsocentral"


def test_units_are_named_once_with_region_and_municipality_told_apart(sender: Sender):
    units = [unit("SE2321000016-A", "Region"), unit("SE2120000142-B", "Kommun")]
    sender.send(plan(contributor=[*units, units[0]], author=units[0]))
    found = one(sender, "plan_version")["units"]
    assert found.count("Region") == found.count("Kommun") == 1
    assert found.index("region") < found.index("municipality")


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


def test_a_professional_is_named_with_title_unit_and_telephone(sender: Sender):
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
    assert (str(row["starts_on"]), str(row["ends_on"])) == ("2026-11-04", "2027-02-28")
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
    row = one(sender, "activity")
    assert (row["title"], row["answered_by"], row["status"]) == ("Väga mig", "patient", "scheduled")


def test_an_insats_entered_in_error_is_none(sender: Sender):
    sender.send(
        plan(activity=[{"reference": to("ServiceRequest", "insats")}]),
        insats(status="entered-in-error"),
    )
    assert sender.rows("activity") == []


def test_a_goal_has_words_status_and_day(sender: Sender):
    achieved = {"coding": [{"code": "achieved"}]}
    sender.send(
        plan(goal=[to("Goal", "goal")]),
        goal(achievementStatus=achieved, target=[{"dueDate": "2027-03-01"}]),
    )
    row = one(sender, "goal")
    assert (row["text"], row["achievement"]) == ("Gå till affären", "achieved")
    assert str(row["due_on"]) == "2027-03-01"
    assert str(one(sender, "plan_version")["follow_up_on"]) == "2027-03-01"


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
    assert one(sender, "goal")["text"] == "Inne i planen"
    assert bytes(one(sender, "plan_document")["content"]) == b"Hej"


def document(content: bytes, kind: str = "application/pdf", **changes: Any) -> Raw:
    body = {
        "status": "current",
        "subject": patient(),
        "date": day(3),
        "description": "SIP som dokument",
        "content": [{"attachment": {"contentType": kind, "data": data(content)}}],
        **changes,
    }
    return put("DocumentReference", "document", body)


def test_a_plan_may_be_a_document_only(sender: Sender):
    sender.send(plan(supportingInfo=[to("DocumentReference", "document")]), document(PDF))
    row = one(sender, "plan_document")
    assert (row["title"], row["content_type"]) == ("SIP som dokument", "application/pdf")
    assert (bytes(row["content"]), bool(row["is_shown"])) == (PDF, True)


def test_a_plan_that_is_only_a_text_becomes_a_document(sender: Sender):
    sender.send(plan(note=[{"text": "Vi kom överens om att ses i maj."}]))
    assert bytes(one(sender, "plan_document")["content"]).decode().startswith("Vi kom överens")
    assert one(sender, "plan_version")["notes"] == "[]"


def test_a_document_in_our_own_extension_is_read(sender: Sender):
    url = "https://minplan.example/fhir/StructureDefinition/document"
    held = {"url": url, "valueAttachment": {"contentType": "application/pdf", "data": data(PDF)}}
    sender.send(plan(extension=[held]))
    assert bytes(one(sender, "plan_document")["content"]) == PDF


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"<html>", "text/html", "value"),
        (b"MZ...", "application/pdf", "value"),
        (b"\xff\xfe", "text/plain", "value"),
        ("god\u202eplan".encode(), "text/plain", "value"),
        (PDF + b"x" * 100_000, "application/pdf", "too-long"),
    ],
)
def test_a_document_is_a_small_pdf_or_text_that_is_what_it_says(
    sender: Sender, content: bytes, kind: str, code: str
):
    assert only_fault(sender.send(document(content, kind)))[:2] == (422, code)


def test_a_document_that_was_replaced_is_not_shown(sender: Sender):
    sender.send(
        plan(supportingInfo=[to("DocumentReference", "document")]),
        document(PDF, status="superseded"),
    )
    assert sender.rows("plan_document") == []


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
    assert one(sender, "activity")["phone"] == "08-465 004 09"
    assert one(sender, "activity")["change"] == "added"


def test_hsa_ids_may_be_written_with_the_older_oid(sender: Sender):
    old = {"system": "urn:oid:1.2.752.29.4.19", "value": "SE2120000142-B"}
    row = of_plan(sender, insats(performer=[{"identifier": old, "display": "Omsorgen"}]))
    assert (row["answered_by"], row["unit"]) == ("municipality", "Omsorgen")


def test_people_without_a_personnummer_have_plans_too(sender: Sender):
    reserve = {
        "type": "Patient",
        "identifier": {
            "system": "http://electronichealth.se/identifier/nationelltReservnummer",
            "value": "19850101AB12",
        },
    }
    assert effects(sender.send(plan(subject=reserve))) == ["created"]
    oid = {"type": "Patient", "identifier": {"system": "urn:oid:1.2.752.129.2.1.3.1"}}
    oid["identifier"]["value"] = patient()["identifier"]["value"]  # type: ignore[index]
    assert effects(sender.send(plan("a", subject=oid), plan("b"))) == ["created", "created"]
    assert len(sender.rows("person")) == 2
