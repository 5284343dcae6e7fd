"""A bundle sent is taken whole and shown once, or refused with every reason there is."""

import base64
import json

import pytest

from portal.database import Database
from portal.identity.sealing import Sealer
from tests.fhir.calling import CareSystemAtTheDoor, issues, statuses, told
from tests.fhir.conftest import Registers
from tests.intake.sending import (
    ANNA,
    CECILIA,
    OTHER_SOURCE,
    Sender,
    changed,
    contact,
    delete,
    goal,
    insats,
    patient,
    plan,
    put,
    role,
)
from tests.support.identity_numbers import identity_numbers_in

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_bundle_is_taken_and_each_entry_is_answered(care_system: CareSystemAtTheDoor):
    answer = care_system.sends(plan(), goal(), role(), contact())
    assert answer.status_code == 200
    assert statuses(answer) == ["201", "201", "201", "201"]
    first = told(answer)["entry"][0]["response"]
    assert first["etag"] == 'W/"1"'
    assert first["location"].startswith("CarePlan/")
    assert first["location"].endswith("/_history/1")


def test_the_same_bundle_again_is_answered_with_200_and_changes_nothing(
    care_system: CareSystemAtTheDoor, database: Database, sealer: Sealer
):
    care_system.sends(plan(), goal(), role(), contact())
    before = Sender(database, sealer).count()
    again = care_system.sends(plan(), goal(), role(), contact())
    assert statuses(again) == ["200", "200", "200", "200"]
    outcome = told(again)["entry"][0]["response"]["outcome"]
    assert outcome["issue"][0]["code"] == "informational"
    assert Sender(database, sealer).count() == before


def test_one_fault_keeps_everything_out(
    care_system: CareSystemAtTheDoor, database: Database, sealer: Sealer
):
    answer = care_system.sends(goal(), changed(plan(), "resource.status", "bogus"))
    assert issues(answer) == [(422, "code-invalid", "Bundle.entry[1].resource.status")]
    assert not any(Sender(database, sealer).count().values())


@on_sqlite
def test_each_fault_is_an_issue_of_its_own(care_system: CareSystemAtTheDoor):
    answer = care_system.sends(
        changed(plan(), "resource.meta.source", None),
        changed(goal(), "resource.identifier", None),
    )
    assert {one[2] for one in issues(answer)} >= {
        "Bundle.entry[0].resource.meta.source",
        "Bundle.entry[1].resource.identifier[0].system",
    }


@on_sqlite
def test_at_most_fifty_issues_are_told_and_how_many_are_not(care_system: CareSystemAtTheDoor):
    entries = [changed(goal(str(one)), "resource.meta.source", None) for one in range(70)]
    outcome = told(care_system.sends(*entries))
    assert len(outcome["issue"]) == 50
    assert outcome["issue"][-1]["diagnostics"].endswith("; 20 more faults are not told")


@on_sqlite
def test_what_a_refusal_tells_holds_nothing_that_was_sent(care_system: CareSystemAtTheDoor):
    hostile = changed(plan(), "resource.status", "<script>alert(189002029800)</script>")
    hostile["resource"]["<b>"] = "1"
    answer = care_system.sends(hostile, delete("CarePlan", ANNA))
    for issue in told(answer)["issue"]:
        assert "script" not in issue["diagnostics"]
        assert "<" not in issue["diagnostics"] + "".join(issue["expression"])
    assert not identity_numbers_in(answer.text)


@on_sqlite
def test_no_answer_to_a_bundle_holds_an_identity_number(care_system: CareSystemAtTheDoor):
    entries = (plan(), goal(), role(), contact(), insats(who=CECILIA))
    for answer in (care_system.sends(*entries), care_system.sends(*entries)):
        assert not identity_numbers_in(answer.text)
        assert not identity_numbers_in(str(answer.headers))


def test_other_content_under_the_same_version_is_a_conflict(care_system: CareSystemAtTheDoor):
    care_system.sends(plan())
    answer = care_system.sends(plan(title="En annan plan"))
    assert issues(answer) == [(409, "conflict", "Bundle.entry[0].resource.meta")]


@on_sqlite
def test_a_source_of_somebody_elses_is_forbidden(
    care_system: CareSystemAtTheDoor, registers: Registers
):
    answer = care_system.sends(plan(source=OTHER_SOURCE))
    assert issues(answer) == [(403, "forbidden", "Bundle.entry[0].resource.meta.source")]
    care_system.sends(plan())
    other = registers(name="Det andra", sources=(OTHER_SOURCE,))
    assert issues(other.sends(plan(source=OTHER_SOURCE)))[0][:2] == (403, "forbidden")


@on_sqlite
def test_what_is_not_a_transaction_is_refused(care_system: CareSystemAtTheDoor):
    for body in (b"[]", b"{}", b'{"resourceType": "Patient"}', b"\xef\xbb\xbf{}"):
        assert care_system.calls("POST", "/fhir", body).status_code == 400
    batch = json.dumps({"resourceType": "Bundle", "type": "batch", "entry": [plan()]}).encode()
    assert issues(care_system.calls("POST", "/fhir", batch)) == [(400, "invalid", "Bundle.type")]


@on_sqlite
@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer x", "Bearer " + "A" * 43, "Basic eDp5", "bearer  "]
)
def test_whoever_has_no_valid_token_is_told_so_in_one_way(
    care_system: CareSystemAtTheDoor, token: str
):
    answer = care_system.calls("POST", "/fhir", b"{}", Authorization=token)
    assert issues(answer) == [(401, "login", "")]
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@on_sqlite
def test_cookies_open_nothing_here_and_a_token_opens_no_page(
    care_system: CareSystemAtTheDoor, signed_in
):
    browser = signed_in("anna")
    assert (
        browser.client.post("/fhir", data=b"{}", content_type="application/json").status_code == 401
    )
    assert care_system.calls("GET", "/plan").status_code == 303


@on_sqlite
def test_documents_that_could_do_something_are_refused_with_a_reason(
    care_system: CareSystemAtTheDoor,
):
    entries = []
    for number, (kind, data) in enumerate(
        {
            "text/html": b"<p>plan</p>",
            "application/msword": b"\xd0\xcf\x11\xe0",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document": b"PK\3\4",
            "application/pdf": b"<html>",
        }.items()
    ):
        attachment = {"contentType": kind, "data": base64.b64encode(data).decode()}
        body = {
            "status": "current",
            "subject": patient(),
            "content": [{"attachment": attachment}],
        }
        entries.append(put("DocumentReference", str(number), body))
    found = issues(care_system.sends(*entries))
    assert found == [
        (422, "value", f"Bundle.entry[{number}].resource.content[0].attachment")
        for number in range(4)
    ]
