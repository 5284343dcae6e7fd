"""What is well-formed JSON and still meant to hurt: nothing of it is a fault of ours, or kept."""

import time
from typing import Any

import pytest

from portal.database import Database
from portal.identity.sealing import Sealer
from tests.fhir.calling import CareSystemAtTheDoor, issues, statuses, told
from tests.fhir.conftest import Registers
from tests.intake.sending import (
    ANNA,
    CECILIA,
    NUMBER,
    SYSTEM,
    Raw,
    Sender,
    day,
    delete,
    goal,
    plan,
    put,
    role,
)

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
CECILIAS = {"system": NUMBER, "value": CECILIA}
E0 = "Bundle.entry[0]"
STRANGE: dict[str, Raw] = {
    "a list for a system": {"identifier": {"system": ["a"]}},
    "a number for an identity number": {"identifier": {"system": NUMBER, "value": 5}},
    "a number for a reference": {"reference": 5, "identifier": {"system": "a"}},
    "a list for an identifier": {"reference": "a", "identifier": ["system"]},
}


def beside(**reference: Any) -> Raw:
    """A plan with a Reference in what stands beside one of its primitives."""
    return plan(_title={"extension": [{"url": "a:b", "valueReference": reference}]})


@on_sqlite
def test_what_stands_beside_a_primitive_has_a_shape_too(care_system: CareSystemAtTheDoor):
    for name, reference in STRANGE.items():
        assert care_system.sends(beside(**reference)).status_code in (400, 422), name
    no_list = plan(_title={"extension": {"$decimal": "1.x"}})
    assert issues(care_system.sends(no_list)) == [
        (400, "structure", f"{E0}.resource.title.extension")
    ]
    no_text = put("Organization", "unit", {"name": "Enhet", "_name": {"id": {"$decimal": "1.x"}}})
    assert issues(care_system.sends(no_text)) == [(400, "structure", f"{E0}.resource.name.id")]


@on_sqlite
def test_what_is_contained_contains_nothing(care_system: CareSystemAtTheDoor):
    """Nobody would read it, and so nobody would have looked at what it is."""
    unread = {"resourceType": "Observation", "id": "a", "valueString": "HEMLIGT"}
    inner = {"resourceType": "Organization", "id": "b", "name": "Enhet", "contained": [unread]}
    assert issues(care_system.sends(plan(contained=[inner]))) == [
        (422, "invariant", f"{E0}.resource.contained[0].contained")
    ]


@on_sqlite
@pytest.mark.parametrize("named", [{"display": "Eva Ek"}, {"type": "Practitioner"}, {}])
def test_a_professional_named_by_number_is_kept_without_it(
    care_system: CareSystemAtTheDoor, sealer: Sealer, database: Database, named: Raw
):
    answer = care_system.sends(role(practitioner={"identifier": CECILIAS, **named}), plan())
    assert statuses(answer) == ["201", "201"]
    assert len(Sender(database, sealer).rows("person")) == 1
    at = told(answer)["entry"][0]["response"]["location"]
    got = told(care_system.calls("GET", f"/fhir/{at}"))["practitioner"]
    assert got == {"type": "Person", **named}


@on_sqlite
def test_a_number_in_an_identifier_that_stands_alone_is_not_kept(
    care_system: CareSystemAtTheDoor,
):
    hidden = [{"url": "a:b", "valueIdentifier": CECILIAS}]
    request = {"status": "active", "intent": "plan", "code": {"text": "Dusch"}}
    insats = put(
        "ServiceRequest",
        "insats",
        {
            **request,
            "subject": plan()["resource"]["subject"],
            "requisition": CECILIAS,
            "extension": hidden,
        },
    )
    answer = care_system.sends(insats)
    at = told(answer)["entry"][0]["response"]["location"]
    got = care_system.calls("GET", f"/fhir/{at}").text
    assert ANNA in got
    assert CECILIA not in got


def test_addresses_that_no_database_takes_name_nothing(care_system: CareSystemAtTheDoor):
    calls = care_system.calls
    assert issues(calls("GET", "/fhir/Flag?identifier=a|b%00")) == [(400, "value", "")]
    for ref in ("a%00b", "a" * 65, "A" * 64):
        assert issues(calls("GET", f"/fhir/Flag/{ref}")) == [(404, "not-found", "")]
        assert issues(calls("GET", f"/fhir/Flag/{ref}/_history/1")) == [(404, "not-found", "")]
    assert issues(calls("DELETE", "/fhir/Flag?identifier=a|b%00")) == [(400, "value", "")]
    for name in ("b" * 256, "%7Cb"):
        assert issues(calls("DELETE", f"/fhir/Flag?identifier=a|{name}")) == [(422, "value", "")]
    assert statuses(care_system.sends(delete("Flag", "b" * 255), timestamp=day(3))) == ["204"]


@on_sqlite
def test_the_same_insats_thousands_of_times_takes_no_longer_than_others(
    care_system: CareSystemAtTheDoor,
):
    """It took a quarter of an hour of a processor for a body of 1 MiB, inside one transaction."""
    many = [{"detail": {"status": "unknown", "description": "Dusch"}}] * 4000
    began = time.process_time()
    assert statuses(care_system.sends(plan(activity=many))) == ["201"]
    assert time.process_time() - began < 4


@on_sqlite
def test_who_may_only_update_creates_nothing_by_deleting_first(registers: Registers):
    sender = registers(scopes=("system/Bundle.c", "system/Goal.ud"))
    assert statuses(sender.sends(delete("Goal", "goal"), timestamp=day(1))) == ["204"]
    assert issues(sender.sends(goal())) == [(403, "forbidden", E0)]


@on_sqlite
def test_who_may_only_delete_is_not_refused_for_being_late(
    care_system: CareSystemAtTheDoor, registers: Registers
):
    assert statuses(care_system.sends(goal())) == ["201"]
    late = registers(name="Annat", scopes=("system/Bundle.c", "system/Goal.d"))
    assert statuses(late.sends(delete("Goal", "goal"), timestamp=day(1))) == ["200"]


@on_sqlite
def test_a_unit_that_is_as_it_was_concerns_nobody_but_who_is_sent_with_it(
    care_system: CareSystemAtTheDoor, sealer: Sealer, database: Database
):
    """Else each bundle would write in the log, and make the pages, of everybody in the region."""
    rows = Sender(database, sealer).rows
    both = [
        plan(name, who=who, author={"reference": role()["fullUrl"]})
        for name, who in (("annas", ANNA), ("cecilias", CECILIA))
    ]
    assert statuses(care_system.sends(role(), *both)) == ["201", "201", "201"]
    before = len(rows("access_event"))
    again = [role(at=day(4)), plan("annas", author={"reference": role()["fullUrl"]}, at=day(4))]
    assert statuses(care_system.sends(*again)) == ["200", "200"]
    assert len(rows("access_event")) == before + 1
    moved = role(at=day(5), telecom=[{"system": "phone", "value": "08-465 004 02"}])
    assert statuses(care_system.sends(moved)) == ["200"]
    assert len(rows("access_event")) == before + 3
    assert SYSTEM not in str(rows("access_event"))
