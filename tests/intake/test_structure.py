"""The structure of FHIR R4: what is refused, and where the answer points."""

import json
from typing import Any

import pytest

from portal.intake.structure.check import faults_of_resource
from portal.intake.structure.shapes import RESOURCES, shapes
from tests.intake.sending import EXAMPLE, goal, insats, plan

GOOD: dict[str, Any] = plan()["resource"]


def faults(resource: Any) -> list[tuple[int, str, str]]:
    return [(one.status, one.code, one.expression) for one in faults_of_resource(resource, "it")]


def with_(**changes: Any) -> dict[str, Any]:
    return {**GOOD, **changes}


CASES = {
    "an unknown element": (with_(colour="red"), (400, "structure", "it")),
    "a missing required element": (
        {name: value for name, value in GOOD.items() if name != "status"},
        (422, "required", "it.status"),
    ),
    "an unknown code": (with_(status="bogus"), (422, "code-invalid", "it.status")),
    "a text where a list is wanted": (
        with_(contributor="me"),
        (400, "structure", "it.contributor"),
    ),
    "an empty list": (with_(contributor=[]), (400, "structure", "it.contributor")),
    "an empty object": (with_(author={}), (400, "structure", "it.author")),
    "null": (with_(title=None), (400, "structure", "it.title")),
    "an empty text": (with_(title=""), (400, "structure", "it.title")),
    "a blank text": (with_(title="  "), (400, "structure", "it.title")),
    "a number for a text": (with_(title=7), (400, "structure", "it.title")),
    "true for a number": (
        with_(extension=[{"url": "a:b", "valueInteger": True}]),
        (400, "structure", "it.extension[0].valueInteger"),
    ),
    "a day that does not exist": (with_(created="2026-02-30"), (422, "value", "it.created")),
    "a clock without a zone": (
        with_(created="2026-11-03T09:00:00"),
        (422, "value", "it.created"),
    ),
    "a date in Swedish": (with_(created="3 november"), (422, "value", "it.created")),
    "a period that ends before it starts": (
        with_(period={"start": "2026-11-03", "end": "2026-11-02"}),
        (422, "invariant", "it.period"),
    ),
    "text that would be shown reversed": (
        with_(title="plan \u202egod"),
        (422, "value", "it.title"),
    ),
    "a modifier extension": (
        with_(modifierExtension=[{"url": "a:b"}]),
        (422, "extension", "it.modifierExtension"),
    ),
    "implicit rules": (with_(implicitRules="a:b"), (422, "extension", "it.implicitRules")),
    "a choice made twice": (
        with_(extension=[{"url": "a:b", "valueString": "a", "valueBoolean": True}]),
        (400, "structure", "it.extension[0]"),
    ),
    "an unknown type": (with_(resourceType="Patient"), (400, "invalid", "it")),
    "no type": (with_(resourceType=None), (400, "invalid", "it")),
    "a fault deep inside": (
        with_(activity=[{"detail": {"status": "odd"}}]),
        (422, "code-invalid", "it.activity[0].detail.status"),
    ),
    "a contained resource with a fault": (
        with_(contained=[{"resourceType": "Goal", "description": {"text": "a"}}]),
        (422, "required", "it.contained[0].lifecycleStatus"),
    ),
    "a contained resource of an unread type, with an id that is none": (
        with_(contained=[{"resourceType": "Condition", "id": "a b"}]),
        (422, "value", "it.contained[0].id"),
    ),
    "a contained resource without a type": (
        with_(contained=[{"id": "a"}]),
        (400, "invalid", "it.contained[0]"),
    ),
    "bad base64": (
        with_(extension=[{"url": "a:b", "valueBase64Binary": "%%%"}]),
        (422, "value", "it.extension[0].valueBase64Binary"),
    ),
    "a list": ([GOOD], (400, "structure", "it")),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_found_where_it_is(name: str):
    resource, fault = CASES[name]
    assert fault in faults(resource)


def test_a_good_resource_has_no_faults():
    for entry in (plan(), goal(), insats()):
        assert faults(entry["resource"]) == []


def test_the_worked_example_has_no_faults():
    for entry in json.loads(EXAMPLE.read_bytes())["entry"]:
        assert faults(entry["resource"]) == []


def test_every_fault_is_told_at_once():
    assert len(faults(with_(status="bogus", intent="bogus", created="never", colour="red"))) == 4


def test_no_fault_repeats_what_the_sender_wrote():
    resource = with_(status="HEMLIGT", created="HEMLIGT", HEMLIGT="HEMLIGT", title=["HEMLIGT"])
    told = [f"{one.expression} {one.diagnostics}" for one in faults_of_resource(resource, "it")]
    assert told
    assert not [one for one in told if "HEMLIGT" in one]


def test_an_extension_of_a_primitive_may_stand_beside_it():
    assert faults(with_(_title={"extension": [{"url": "a:b", "valueString": "a"}]})) == []
    assert faults(with_(_title={"valueString": "a"})) == [(400, "structure", "it.title")]


def test_partial_dates_and_fine_fractions_of_a_second_are_dates():
    for date in ("2026", "2026-11", "2026-11-03", "2026-11-03T09:00:00.123456789+01:00"):
        assert faults(with_(created=date)) == []


def test_every_type_that_a_shape_names_has_a_shape():
    known = set(shapes())
    primitives = {"Resource", "Contained"}
    for name, shape in shapes().items():
        for element in shape.values():
            if element.type[0].isupper():
                assert element.type in known | primitives, f"{name}: {element.type}"
    assert known >= RESOURCES
