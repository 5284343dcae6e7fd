"""What a token is for: each type and verb of each entry is held against it, all at once."""

import json

import pytest

from tests.fhir.calling import CareSystemAtTheDoor, issues, statuses
from tests.fhir.conftest import Registers
from tests.intake.sending import (
    OF_SOURCE,
    SYSTEM,
    changed,
    contact,
    day,
    delete,
    goal,
    plan,
    role,
)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
CARE_PLAN = f"/fhir/CarePlan?identifier={SYSTEM}CarePlan|plan"


def test_bundles_need_their_own_scope(registers: Registers):
    narrow = registers(scopes=("system/*.crud",))
    answer = narrow.sends(plan())
    assert issues(answer) == [(403, "forbidden", "")]
    assert 'scope="system/Bundle.c"' in answer.headers["WWW-Authenticate"]


def test_every_entry_beyond_the_token_is_told_at_once(registers: Registers):
    narrow = registers(scopes=("system/Bundle.c", "system/CarePlan.cu", "system/Goal.r"))
    answer = narrow.sends(
        plan(), goal(), role(), contact(), delete("CarePlan", "old"),
        timestamp=day(4), meta=OF_SOURCE,
    )  # fmt: skip
    assert issues(answer) == [
        (403, "forbidden", f"Bundle.entry[{position}]") for position in (1, 2, 3, 4)
    ]


def test_who_may_only_create_creates_repeats_and_does_not_update(registers: Registers):
    creator = registers(scopes=("system/Bundle.c", "system/CarePlan.c"))
    assert statuses(creator.sends(plan())) == ["201"]
    assert statuses(creator.sends(plan())) == ["200"]
    newer = creator.sends(plan(at=day(4), title="Ny"))
    assert issues(newer) == [(403, "forbidden", "Bundle.entry[0]")]


def test_who_may_only_update_updates_and_does_not_create(registers: Registers):
    updater = registers(scopes=("system/Bundle.c", "system/CarePlan.u"))
    assert issues(updater.sends(plan())) == [(403, "forbidden", "Bundle.entry[0]")]
    registers(name="Det andra").sends(plan())
    assert statuses(updater.sends(plan(at=day(4), title="Ny"))) == ["200"]


def test_blocks_of_sharing_are_sent_only_by_who_may_by_name(registers: Registers):
    everything = registers(scopes=("system/Bundle.c", "system/*.cud"))
    consent = changed(plan(), "resource.resourceType", "Consent")
    answer = everything.sends(_as_consent(consent))
    assert (403, "forbidden", "Bundle.entry[0]") in issues(answer)


def _as_consent(entry):
    kept = ("resourceType", "meta", "identifier")
    resource = {name: entry["resource"][name] for name in kept}
    resource |= {
        "status": "active",
        "scope": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/consentscope",
                    "code": "patient-privacy",
                }
            ]
        },
        "category": [{"text": "Spärr"}],
        "patient": entry["resource"]["subject"],
        "provision": {"type": "deny"},
    }
    url = entry["request"]["url"].replace("CarePlan?", "Consent?")
    return {**entry, "resource": resource, "request": {"method": "PUT", "url": url}}


@pytest.mark.parametrize(
    ("method", "scope"), [("PUT", "system/CarePlan.rd"), ("DELETE", "system/CarePlan.cru")]
)
def test_a_single_resource_is_held_against_the_token_too(
    registers: Registers, method: str, scope: str
):
    narrow = registers(scopes=(scope,))
    body = json.dumps(plan()["resource"]).encode() if method == "PUT" else None
    assert issues(narrow.calls(method, CARE_PLAN, body)) == [(403, "forbidden", "CarePlan")]


@pytest.mark.parametrize(
    "path", [CARE_PLAN, "/fhir/CarePlan/x", "/fhir/CarePlan/x/_history/1", "/fhir/Consent"]
)
def test_reading_needs_its_own_right(registers: Registers, path: str):
    narrow = registers(scopes=("system/*.cud", "system/Bundle.c", "system/Consent.cud"))
    assert issues(narrow.calls("GET", path)) == [(403, "forbidden", "")]


def test_a_single_resource_needs_no_right_to_send_bundles(registers: Registers):
    narrow: CareSystemAtTheDoor = registers(scopes=("system/CarePlan.c",))
    answer = narrow.calls("PUT", CARE_PLAN, json.dumps(plan()["resource"]).encode())
    assert answer.status_code == 201
