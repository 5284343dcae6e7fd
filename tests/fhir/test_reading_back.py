"""A sender reads what it has sent itself, and nothing else."""

import json

import pytest
from flask import Flask

from portal.audit import trail
from portal.database import Database
from portal.identity.sealing import Sealer
from portal.intake.rules import Rules
from tests.fhir.calling import CareSystemAtTheDoor, issues, told
from tests.fhir.conftest import Registers
from tests.intake.sending import (
    ANNA,
    CECILIA,
    HSA,
    NUMBER,
    OF_SOURCE,
    OTHER_SOURCE,
    SOURCE,
    SYSTEM,
    Raw,
    Sender,
    bundle,
    contact,
    day,
    delete,
    goal,
    plan,
    put,
    relative,
    role,
    to,
    url,
)
from tests.support.identity_numbers import identity_numbers_in
from tests.support.statements import heard

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PLAN = f"/fhir/CarePlan?identifier={SYSTEM}CarePlan|plan"


def places(care_system: CareSystemAtTheDoor, *entries: Raw, **more: object) -> list[str]:
    """Send entries; the address of the version of each."""
    found = told(care_system.sends(*entries, **more))["entry"]
    return [f"/fhir/{one['response']['location']}" for one in found]


def test_what_was_sent_is_given_back(care_system: CareSystemAtTheDoor):
    entry = plan(
        goal=[to("Goal", "goal")],
        note=[{"text": "Å <b>ä</b> \u2028 1.0", "authorReference": {"type": "Patient"}}],
    )
    at, _ = places(care_system, entry, goal())
    got = told(care_system.calls("GET", at))
    ref = at.split("/")[3]
    sent = json.loads(json.dumps(entry["resource"]))
    assert got.pop("id") == ref
    (aim,) = got.pop("goal")
    assert aim["reference"].startswith("Goal/")
    del sent["goal"]
    assert got == sent
    assert care_system.calls("GET", f"/fhir/{aim['reference']}").status_code == 200


@on_sqlite
def test_decimals_keep_their_digits(care_system: CareSystemAtTheDoor):
    extension = {"url": "https://planering.example/number", "valueDecimal": 0}
    text = bundle(plan(extension=[extension])).replace(
        b'"valueDecimal": 0', b'"valueDecimal": 1.10'
    )
    (entry,) = told(care_system.calls("POST", "/fhir", text))["entry"]
    got = care_system.calls("GET", f"/fhir/{entry['response']['location']}")
    assert '"valueDecimal":1.10}' in got.text


@on_sqlite
def test_references_inside_a_resource_are_as_they_were(care_system: CareSystemAtTheDoor):
    inner = {"resourceType": "Organization", "id": "u", "name": "Enheten"}
    at, *_ = places(care_system, plan(contained=[inner], author={"reference": "#u"}))
    got = told(care_system.calls("GET", at))
    assert (got["contained"], got["author"]) == ([inner], {"reference": "#u"})


@on_sqlite
@pytest.mark.parametrize(
    ("system", "value"),
    [
        (NUMBER, ANNA),
        ("http://electronichealth.se/identifier/nationelltReservnummer", "19900101ABCD"),
        ("http://electronichealth.se/identifier/LMA-nummer", "52-123456"),
    ],
)
def test_whom_it_is_about_is_told_in_the_body(
    registers: Registers, app: Flask, system: str, value: str
):
    app.extensions["portal.intake_rules"] = Rules()
    subject = {"type": "Patient", "identifier": {"system": system, "value": value}}
    care_system = registers()
    (at,) = places(care_system, plan(subject=subject))
    assert told(care_system.calls("GET", at))["subject"] == subject
    assert value not in at


def test_there_is_one_version_for_each_content(care_system: CareSystemAtTheDoor):
    (first,) = places(care_system, plan(title="Ett"))
    (second,) = places(care_system, plan(title="Två", at=day(4)))
    answer = care_system.calls("GET", first)
    assert (told(answer)["title"], answer.headers["ETag"]) == ("Ett", 'W/"1"')
    current = care_system.calls("GET", second.split("/_history")[0])
    assert (told(current)["title"], current.headers["ETag"]) == ("Två", 'W/"2"')
    for wrong in ("3", "0", "-1", "x", "9" * 30, "1 ", "\u0661"):
        at = f"{first.split('/_history')[0]}/_history/{wrong}"
        assert issues(care_system.calls("GET", at)) == [(404, "not-found", "")]


@on_sqlite
def test_who_has_it_already_is_told_so(care_system: CareSystemAtTheDoor):
    (at,) = places(care_system, plan())
    answer = care_system.calls("GET", at, if_none_match='W/"7", W/"1"')
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", 'W/"1"')
    assert care_system.calls("GET", at, if_none_match='W/"2"').status_code == 200


def test_it_is_found_by_its_identifier(care_system: CareSystemAtTheDoor):
    (at,) = places(care_system, plan())
    found = told(care_system.calls("GET", PLAN))
    assert (found["type"], found["total"]) == ("searchset", 1)
    (entry,) = found["entry"]
    assert entry["fullUrl"].endswith(at.split("/_history")[0])
    assert entry["resource"]["title"] == "Samordnad individuell plan"
    none = told(care_system.calls("GET", PLAN.replace("|plan", "|other")))
    assert (none["total"], "entry" in none) == (0, False)


def test_what_is_deleted_is_gone_but_for_its_versions(care_system: CareSystemAtTheDoor):
    (at,) = places(care_system, plan())
    care_system.sends(delete("CarePlan", "plan"), timestamp=day(5), meta=OF_SOURCE)
    gone = care_system.calls("GET", at.split("/_history")[0])
    assert issues(gone) == [(410, "deleted", "")]
    assert told(care_system.calls("GET", PLAN))["total"] == 0
    assert care_system.calls("GET", at).status_code == 200


def test_anothers_is_not_there(care_system: CareSystemAtTheDoor, registers: Registers):
    (at,) = places(care_system, plan())
    other = registers(name="Det andra", sources=(OTHER_SOURCE,))
    unknown = other.calls("GET", "/fhir/CarePlan/" + "0" * 64)
    for address in (at, at.split("/_history")[0]):
        answer = other.calls("GET", address)
        assert (answer.status_code, answer.data) == (404, unknown.data)
    assert told(other.calls("GET", PLAN))["total"] == 0
    assert care_system.calls("GET", at.replace("CarePlan", "Goal")).status_code == 404


@on_sqlite
def test_nothing_else_is_answered(care_system: CareSystemAtTheDoor):
    for query in (
        "",
        "?_id=1",
        "?subject=x",
        "?identifier=a|b&_include=*",
        "?identifier=a|b&identifier=c|d",
    ):
        assert care_system.calls("GET", f"/fhir/CarePlan{query}").status_code == 400
    by_number = care_system.calls("GET", f"/fhir/CarePlan?identifier={NUMBER}|{ANNA}")
    assert issues(by_number) == [(400, "value", "")]
    assert not identity_numbers_in(by_number.text)
    assert care_system.calls("GET", "/fhir/Patient?identifier=a|b").status_code == 404
    assert care_system.calls("GET", "/fhir").status_code == 405
    assert care_system.calls("GET", "/fhir/CarePlan/x/_history").status_code == 404


def test_each_reading_is_a_line_in_the_patients_log(
    care_system: CareSystemAtTheDoor, database: Database, sealer: Sealer
):
    at, of_nobody = places(care_system, plan(), role())
    care_system.calls("GET", at)
    care_system.calls("GET", PLAN)
    care_system.calls("GET", of_nobody)
    events = [
        row for row in Sender(database, sealer).rows("access_event") if row["what"] == "read-back"
    ]
    assert [row["source"] for row in events] == [SOURCE, SOURCE]


def test_without_the_line_in_the_log_nothing_is_read(
    care_system: CareSystemAtTheDoor, monkeypatch: pytest.MonkeyPatch
):
    (at,) = places(care_system, plan())
    monkeypatch.setattr(trail, "sent", lambda *_, **__: None)
    assert issues(care_system.calls("GET", at)) == [(500, "exception", "")]
    assert issues(care_system.calls("GET", PLAN)) == [(500, "exception", "")]


def test_reading_back_takes_a_constant_number_of_statements(
    care_system: CareSystemAtTheDoor, database: Database
):
    at, *_ = places(care_system, plan(goal=[to("Goal", "goal")]), goal(), role(), contact())
    engine = care_system.app.extensions["portal.database"].engine
    for address in (at, at.split("/_history")[0], PLAN):
        with heard(engine) as ear:
            care_system.calls("GET", address)
        # The token, the resource, the patient's number, the trace, and SQLite's BEGIN of both.
        assert len([one for one in ear.said if not one.startswith("BEGIN")]) == 4


@on_sqlite
def test_nobody_gets_the_number_of_somebody_by_naming_our_own_reference(
    care_system: CareSystemAtTheDoor,
):
    care_system.sends(plan("hers", who=CECILIA))
    people = [{"system": "urn:person", "value": f"Person/{one}"} for one in range(1, 4)]
    entry = plan()
    entry["resource"]["identifier"] += people
    mandate = relative()
    mandate["resource"]["identifier"] += people
    role_code = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
    mandate["resource"]["relationship"] = [{"coding": [{"system": role_code, "code": "GUARD"}]}]
    for at in places(care_system, entry, mandate):
        assert CECILIA not in care_system.calls("GET", at).text
    forged = {"reference": "Person/1"}
    assert care_system.sends(plan("forged", author=forged)).status_code == 422


@on_sqlite
def test_a_guardian_is_given_back_and_other_numbers_were_never_kept(
    care_system: CareSystemAtTheDoor,
):
    role_code = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
    guardian = {"system": NUMBER, "value": "189912289817"}
    mandate = put(
        "RelatedPerson",
        "mandate",
        {
            "patient": {"type": "Patient", "identifier": {"system": NUMBER, "value": ANNA}},
            "relationship": [{"coding": [{"system": role_code, "code": "GUARD"}]}],
            "period": {"start": "2021-01-02"},
        },
    )
    mandate["resource"]["identifier"].append(guardian)
    friend = relative()
    friend["resource"]["identifier"].append(guardian)
    first, second = places(care_system, mandate, friend)
    assert told(care_system.calls("GET", first))["identifier"][1:] == [guardian]
    assert told(care_system.calls("GET", second))["identifier"][1:] == []


@on_sqlite
def test_a_provenance_is_read_by_where_it_is(care_system: CareSystemAtTheDoor):
    provenance = {
        "fullUrl": url("Provenance", "p"),
        "request": {"method": "POST", "url": "Provenance"},
        "resource": {
            "resourceType": "Provenance",
            "target": [to("CarePlan", "plan")],
            "recorded": day(3),
            "agent": [{"who": {"identifier": {"system": HSA, "value": SOURCE}}}],
        },
    }
    at, of_it = places(care_system, plan(), provenance)
    got = told(care_system.calls("GET", of_it))
    assert got["target"] == [{"reference": at.removeprefix("/fhir/").split("/_history")[0]}]
    assert care_system.calls("GET", "/fhir/Provenance?identifier=a|b").status_code == 400
