"""One resource by its identifier: the same pipeline, and faults that point into the resource."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from portal.clock import now
from portal.database import Database
from portal.identity.sealing import Sealer
from tests.fhir.calling import CareSystemAtTheDoor, issues, told
from tests.fhir.conftest import Registers
from tests.intake.sending import (
    ANNA,
    NUMBER,
    OTHER_SOURCE,
    SOURCE,
    SYSTEM,
    Raw,
    Sender,
    by_name,
    changed,
    day,
    goal,
    plan,
)
from tests.support.identity_numbers import identity_numbers_in

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PLAN = f"/fhir/CarePlan?identifier={SYSTEM}CarePlan|plan"


def body(entry: Raw) -> bytes:
    return json.dumps(entry["resource"]).encode()


def test_a_plan_is_created_updated_repeated_and_deleted(care_system: CareSystemAtTheDoor):
    created = care_system.calls("PUT", PLAN, body(plan()))
    assert (created.status_code, created.headers["ETag"]) == (201, 'W/"1"')
    updated = care_system.calls("PUT", PLAN, body(plan(at=day(4), title="Ny")))
    assert (updated.status_code, updated.headers["ETag"]) == (200, 'W/"2"')
    again = care_system.calls("PUT", PLAN, body(plan(at=day(4), title="Ny")))
    assert (again.status_code, again.headers["ETag"]) == (200, 'W/"2"')
    assert issues(again) == [(200, "informational", "CarePlan")]
    deleted = care_system.calls("DELETE", PLAN)
    assert (deleted.status_code, deleted.data) == (204, b"")
    assert "Content-Type" not in deleted.headers


@on_sqlite
def test_the_location_leads_to_the_version(care_system: CareSystemAtTheDoor):
    location = care_system.calls("PUT", PLAN, body(plan())).headers["Location"]
    assert location.startswith("http://localhost:5000/fhir/CarePlan/")
    answer = care_system.calls("GET", location.removeprefix("http://localhost:5000"))
    assert told(answer)["title"] == "Samordnad individuell plan"


@on_sqlite
def test_an_address_may_be_percent_encoded_and_a_plus_is_a_plus(care_system: CareSystemAtTheDoor):
    entry = changed(plan(), "resource.identifier.0.value", "1+1 å")
    for said in ("1%2B1%20%C3%A5", "1+1%20%C3%A5"):
        address = f"/fhir/CarePlan?identifier={SYSTEM.replace('/', '%2F')}CarePlan%7C{said}"
        assert care_system.calls("PUT", address, body(entry)).status_code in (200, 201)
        assert told(care_system.calls("GET", address))["total"] == 1


@on_sqlite
def test_faults_point_into_the_resource(care_system: CareSystemAtTheDoor):
    wrong = changed(changed(plan(), "resource.status", "bogus"), "resource.intent", None)
    found = issues(care_system.calls("PUT", PLAN, body(wrong)))
    assert found == [(422, "code-invalid", "CarePlan.status"), (422, "required", "CarePlan.intent")]


@on_sqlite
def test_an_address_that_does_not_name_the_resource_is_refused(
    care_system: CareSystemAtTheDoor, database: Database, sealer: Sealer
):
    neither = (
        "",
        "identifier=",
        "identifier=plan",
        f"identifier={SYSTEM}CarePlan|plan&_format=json",
        f"name={SYSTEM}CarePlan|plan",
        f"identifier={NUMBER}|{ANNA}",
        "identifier=%FF|plan",
    )
    not_this = (f"identifier={SYSTEM}CarePlan|another", f"identifier=x|{ANNA}")
    asked: list[tuple[str, str, bytes | None]] = [("DELETE", query, None) for query in neither]
    asked += [("PUT", query, body(plan())) for query in neither + not_this]
    for method, query, sent in asked:
        answer = care_system.calls(method, f"/fhir/CarePlan?{query}", sent)
        assert issues(answer)[0][0] == 422, (method, query)
        assert not identity_numbers_in(answer.text)
    assert not Sender(database, sealer).rows("source_resource")


@on_sqlite
def test_a_body_that_would_close_the_bundle_and_open_more_is_no_json(
    care_system: CareSystemAtTheDoor, database: Database, sealer: Sealer
):
    inner = body(plan())
    second = json.dumps(goal()).encode()
    trick = inner + b',"fullUrl":"urn:uuid:00000000-0000-0000-0000-000000000001"},' + second[:-1]
    assert issues(care_system.calls("PUT", PLAN, trick)) == [(400, "structure", "CarePlan")]
    assert not Sender(database, sealer).rows("source_resource")


@on_sqlite
def test_another_type_than_the_address_says_is_refused(care_system: CareSystemAtTheDoor):
    assert issues(care_system.calls("PUT", PLAN, body(goal()))) == [(400, "invalid", "CarePlan")]
    for kind in ("Patient", "Provenance", "Bundle", "careplan"):
        answer = care_system.calls("PUT", f"/fhir/{kind}?identifier=a|b", b"{}")
        assert issues(answer) == [(404, "not-found", "")]


@on_sqlite
def test_references_are_logical_or_contained(care_system: CareSystemAtTheDoor):
    lead: dict[str, Any] = {"author": by_name("Organization", "unit")}
    assert care_system.calls("PUT", PLAN, body(plan(**lead))).status_code == 201
    inside: dict[str, Any] = {
        "author": {"reference": "urn:uuid:00000000-0000-0000-0000-000000000001"}
    }
    answer = care_system.calls("PUT", PLAN, body(plan(at=day(4), **inside)))
    assert issues(answer) == [(422, "not-found", "CarePlan.author")]


def test_a_condition_that_does_not_hold_changes_nothing(
    care_system: CareSystemAtTheDoor, database: Database, sealer: Sealer
):
    care_system.calls("PUT", PLAN, body(plan()))
    before, newer = Sender(database, sealer).count(), body(plan(at=day(4), title="Ny"))
    for method, sent in (("PUT", newer), ("DELETE", None)):
        answer = care_system.calls(method, PLAN, sent, if_match='W/"2"')
        assert issues(answer) == [(412, "conflict", "")]
    assert Sender(database, sealer).count() == before
    assert care_system.calls("PUT", PLAN, newer, if_match='W/"1"').headers["ETag"] == 'W/"2"'
    assert care_system.calls("DELETE", PLAN, if_match='W/"2"').status_code == 204


@on_sqlite
def test_conditions_that_are_not_known_are_refused_and_not_passed_over(
    care_system: CareSystemAtTheDoor,
):
    for headers in ({"if_match": "*"}, {"if_match": '"1"'}, {"if_none_match": "*"}):
        answer = care_system.calls("PUT", PLAN, body(plan()), **headers)
        assert answer.status_code == 422
        assert told(answer)["issue"][0]["diagnostics"].startswith("If-")


def test_a_delete_counts_from_when_it_was_first_asked_for(care_system: CareSystemAtTheDoor):
    start = now()
    key = {"Idempotency-Key": "gone"}
    with time_machine.travel(start, tick=False) as clock:
        care_system.calls("PUT", PLAN, body(plan()))
        care_system.calls("DELETE", PLAN, **key)
        clock.shift(timedelta(seconds=60))
        newer = plan(at=now().isoformat(), title="Ny")
        assert care_system.calls("PUT", PLAN, body(newer)).status_code == 200
        clock.shift(timedelta(seconds=60))
        assert care_system.calls("DELETE", PLAN, **key).status_code == 204
        found = told(care_system.calls("GET", PLAN))
    assert found["total"] == 1


@on_sqlite
def test_whoever_speaks_for_several_sources_deletes_in_a_bundle(registers: Registers):
    several = registers(sources=(SOURCE, OTHER_SOURCE))
    assert several.calls("PUT", PLAN, body(plan())).status_code == 201
    answer = several.calls("DELETE", PLAN)
    assert issues(answer) == [(422, "required", "")]
    assert "meta.source" in told(answer)["issue"][0]["diagnostics"]


@on_sqlite
def test_a_delete_has_no_body(care_system: CareSystemAtTheDoor):
    assert issues(care_system.calls("DELETE", PLAN, b"{}")) == [(400, "invalid", "")]
