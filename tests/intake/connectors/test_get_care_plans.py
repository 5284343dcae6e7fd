"""Plans fetched from GetCarePlans: documents with a frame, through the same pipeline."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from portal.intake.connectors.by_name import CONNECTORS
from portal.intake.outcome import Report
from portal.intake.rules import Rules
from tests.intake.connectors.care_plan_xml import TEXT, answer, care_plan, data
from tests.intake.sending import ANNA, Sender, only_row

PDF = b"%PDF-1.4 a plan"
PULLED = Rules(takes_ties=True)


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def pull(sender: Sender, *plans: str, before: str = "") -> list[Report]:
    found = CONNECTORS["get-care-plans"].fetched(answer(*plans, before=before))
    return [
        Report(one.faults) if one.faults else sender.send_bytes(one.bundle, rules=PULLED)
        for one in found
    ]


def faults(sender: Sender, *plans: str, before: str = "") -> list[tuple[str, str]]:
    reports = pull(sender, *plans, before=before)
    return [(fault.code, fault.expression) for one in reports for fault in one.faults]


def test_a_text_becomes_a_plan_that_is_a_document_with_whom_to_ring(sender: Sender):
    (report,) = pull(sender, care_plan())
    assert [str(entry.effect) for entry in report.entries] == ["created"] * 3
    plan, version = only_row(sender, "care_plan"), only_row(sender, "plan_version")
    assert (plan["state"], plan["kept_by"]) == ("shown", "Björkens hälsocentral")
    assert plan["kept_by_phone"] == "08-465 004 01"
    assert (version["title"], version["kind"]) == ("SIP hösten 2026", "SIP")
    assert str(version["made_on"]) == "2026-11-03"
    assert str(version["source_at"]).startswith("2026-11-03 08:15:00")
    assert json.loads(version["lead"])["authority"] == "region"
    document = only_row(sender, "plan_document")
    assert bytes(document["content"]).decode() == TEXT
    assert document["content_type"] == "text/plain"
    assert sender.rows("goal") == sender.rows("activity") == []


def test_a_pdf_is_shown_as_it_came(sender: Sender):
    pull(sender, care_plan(content=[{"mediaType": "application/pdf", "value": data(PDF)}]))
    assert bytes(only_row(sender, "plan_document")["content"]) == PDF


def test_what_is_not_approved_for_the_patient_is_not_shown_and_its_content_not_kept(sender: Sender):
    picture = {"mediaType": "image/tiff", "value": data(b"II")}
    hidden = care_plan(approvedForPatient="false", content=[picture])
    (report,) = pull(sender, hidden)
    assert report.is_accepted
    assert only_row(sender, "care_plan")["state"] == "not-for-patient"
    assert sender.rows("plan_document") == []


def test_a_nullified_plan_is_taken_away(sender: Sender):
    pull(sender, care_plan())
    pull(sender, care_plan(nullified="true", authorTime="20261104091500"))
    assert only_row(sender, "care_plan")["state"] == "entered-in-error"


@pytest.mark.parametrize("media", ["text/html", "image/jpeg", "image/png", "image/tiff"])
def test_what_cannot_be_shown_is_refused_with_the_reason(sender: Sender, media: str):
    at = "carePlan[0].carePlanBody.content[0].mediaType"
    content = [{"mediaType": media, "value": data(b"a")}]
    (report,) = pull(sender, care_plan(content=content))
    assert [(fault.code, fault.expression) for fault in report.faults] == [("not-supported", at)]
    assert "PDF or plain text" in report.faults[0].diagnostics
    assert sum(sender.count().values()) == 0


HEADER, BODY = "carePlan[0].carePlanHeader", "carePlan[0].carePlanBody"
BY = f"{HEADER}.accountableHealthcareProfessional"
SPOILT: dict[str, tuple[Any, str, str]] = {
    "documentId": ("", "required", f"{HEADER}.documentId"),
    "sourceSystemHSAId": ("", "required", f"{HEADER}.sourceSystemHSAId"),
    "documentTime": ("3 november", "value", f"{HEADER}.documentTime"),
    "authorTime": ("20261303091500", "value", f"{BY}.authorTime"),
    "id": ("", "required", f"{HEADER}.patientId.id"),
    "type": ("", "required", f"{HEADER}.patientId.type"),
    "approvedForPatient": ("", "required", f"{HEADER}.approvedForPatient"),
    "nullified": ("kanske", "value", f"{HEADER}.nullified"),
    "typeOfCarePlanEnum": ("XX", "value", f"{BODY}.typeOfCarePlanEnum"),
    "content": ([{"mediaType": "text/plain"}], "required", f"{BODY}.content[0].value"),
    "participatingCareUnitHSAId": (
        [{"root": "", "extension": "SE1"}],
        "required",
        f"{BODY}.participatingCareUnitHSAId[0].root",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_missing_or_wrong_is_told_where_it_stands_in_the_answer(sender: Sender, name: str):
    value, code, place = SPOILT[name]
    assert faults(sender, care_plan(**{name: value})) == [(code, place)]
    assert sum(sender.count().values()) == 0


def test_what_only_the_pipeline_sees_is_refused_by_the_pipeline(sender: Sender):
    wrong: dict[str, tuple[Any, str]] = {
        "id": (ANNA[:-1] + "9", "Bundle.entry[0].resource.subject.identifier.value"),
        "sourceSystemHSAId": ("?", "Bundle.entry[0].resource.meta.source"),
        "authorTime": ("20991103091500", "Bundle.entry[0].resource.meta.lastUpdated"),
        "content": (
            [{"mediaType": "text/plain", "value": "%%%"}],
            "Bundle.entry[0].resource.contained[1].content[0].attachment.data",
        ),
        "documentTitle": ("god\u202enalp", "Bundle.entry[0].resource.title"),
    }
    for name, (said, place) in wrong.items():
        assert ("value", place) in faults(sender, care_plan(**{name: said})), name


def test_a_fault_in_one_plan_does_not_keep_the_others_out(sender: Sender):
    good = [care_plan(documentId=f"plan-{number}") for number in (1, 3)]
    reports = pull(sender, good[0], care_plan(documentTime="i går"), good[1])
    assert [report.is_accepted for report in reports] == [True, False, True]
    assert len(sender.rows("care_plan")) == 2


def test_the_same_answer_again_changes_nothing(sender: Sender):
    pull(sender, care_plan())
    before = sender.count()
    assert [str(one.effect) for one in pull(sender, care_plan())[0].entries] == ["repeated"] * 3
    assert sender.count() == before


def test_other_content_in_the_same_second_is_taken_from_the_later_fetch_and_flagged(sender: Sender):
    pull(sender, care_plan(documentTitle="Första"))
    (report,) = pull(sender, care_plan(documentTitle="Andra"))
    assert str(report.entries[0].effect) == "updated-tie"
    assert "later fetched" in report.entries[0].remarks[0].diagnostics
    rows = sender.rows("plan_version", "source_at")
    assert [(row["title"], bool(row["is_current"])) for row in rows] == [
        ("Första", False),
        ("Andra", True),
    ]
    # The first answer once more, from an old file: repeated, and nothing goes back.
    assert str(pull(sender, care_plan(documentTitle="Första"))[0].entries[0].effect) == "repeated"
    assert sender.rows("plan_version", "source_at")[-1]["title"] == "Andra"


def test_a_tie_that_is_older_than_what_is_current_goes_into_the_history(sender: Sender):
    pull(sender, care_plan(documentTitle="Första"))
    pull(sender, care_plan(documentTitle="Ny", authorTime="20261105091500"))
    (report,) = pull(sender, care_plan(documentTitle="Andra"))
    assert str(report.entries[0].effect) == "superseded"
    current = [row["title"] for row in sender.rows("plan_version") if row["is_current"]]
    assert current == ["Ny"]


def test_a_sender_that_pushes_gets_409_for_the_same(sender: Sender):
    first, second = (
        next(iter(CONNECTORS["get-care-plans"].fetched(answer(care_plan(documentTitle=title)))))
        for title in ("Första", "Andra")
    )
    pushed = replace(PULLED, takes_ties=False)
    assert sender.send_bytes(first.bundle, rules=pushed).is_accepted
    assert sender.send_bytes(second.bundle, rules=pushed).status == 409


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("20260715120000", "2026-07-15 10:00:00"),
        ("20261025013000", "2026-10-24 23:30:00"),
        ("20261025023000", "2026-10-25 00:30:00"),  # occurs twice: the first
        ("20261025033000", "2026-10-25 02:30:00"),
        ("20260329023000", "2026-03-29 01:30:00"),  # does not occur
    ],
)
def test_times_are_swedish_also_in_the_nights_when_the_clock_is_moved(
    sender: Sender, said: str, meant: str
):
    pull(sender, care_plan(authorTime=said))
    assert str(only_row(sender, "plan_version")["source_at"]).startswith(meant)


def test_a_document_named_by_the_patients_number_is_kept_under_another_name(sender: Sender):
    (report,) = pull(sender, care_plan(documentId=f"plan-{ANNA}"))
    assert report.is_accepted
    assert ANNA not in repr(sender.rows("source_resource"))
    assert ANNA[2:] not in repr(sender.rows("source_resource"))


def test_older_names_for_the_parts_of_a_number_are_read(sender: Sender):
    older = care_plan(participatingCareUnitHSAId=None)
    older = older.replace("c:type>", "c:root>").replace("c:id>", "c:extension>")
    assert pull(sender, older)[0].is_accepted


BOMB = """<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
HOSTILE: dict[str, Any] = {
    "an entity bomb": (answer(care_plan(), before=BOMB), "document-type"),
    "a file of ours": (
        answer(care_plan(), before='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'),
        "document-type",
    ),
    "a document type from afar": (
        answer(care_plan(), before='<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'),
        "document-type",
    ),
    "an entity nobody declared": (answer("<carePlan>&b;</carePlan>"), "syntax"),
    "no end": (answer(care_plan())[:-20], "syntax"),
    "nothing": (b"", "syntax"),
    "JSON": (b"{}", "syntax"),
    "another encoding": (answer(care_plan()).decode().encode("utf-16"), "encoding"),
    "broken UTF-8": (answer(care_plan(documentTitle="X")).replace(b"X<", b"\xff<"), "encoding"),
    "a control character": (answer(care_plan(documentTitle="\x0c")), "syntax"),
    "elements without end": (b"<a>" * 100_000, "depth"),
    "too many elements": (b"<a>" + b"<b/>" * 100_001 + b"</a>", "size"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_before_anything_of_it_is_used(name: str):
    document, why = HOSTILE[name]
    (one,) = CONNECTORS["get-care-plans"].fetched(document)
    assert re.fullmatch(
        rf"Not XML as wanted: {why}, at line \d+, column \d+", one.faults[0].diagnostics
    )
    assert not one.bundle


def test_another_answer_than_that_of_get_care_plans_is_refused():
    (one,) = CONNECTORS["get-care-plans"].fetched(b"<a><b/></a>")
    assert (one.faults[0].status, one.faults[0].code) == (400, "invalid")


def test_an_answer_without_plans_is_fine():
    assert list(CONNECTORS["get-care-plans"].fetched(answer())) == []
