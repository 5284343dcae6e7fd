"""The structure of FHIR R4: what is refused, and where the answer points."""

import json
import re
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import STOCKHOLM
from portal.intake.structure.check import faults_of, faults_of_resource
from portal.intake.structure.primitives import is_value, moment
from portal.intake.structure.shapes import RESOURCES, shapes
from portal.intake.structure.unknown import vocabulary
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


def words(type_: str, value: Any) -> list[str]:
    return [one.diagnostics for one in faults_of(value, type_, "it")]


IN_WORDS = {
    "of R5": ("CarePlan", {"custodian": {}}, "`custodian` is of FHIR R5"),
    "of R5, a value": ("Extension", {"url": "a:b", "valueAvailability": {}}, "is of FHIR R5"),
    "of R5, a concept or a reference": ("CodeableConcept", {"concept": {}}, "is of FHIR R5"),
    "of R5, beside a primitive": ("Goal", {"_continuous": {}}, "`continuous` is of FHIR R5"),
    "of R5, a choice": ("CareTeam.participant", {"coveragePeriod": {}}, "is of FHIR R5"),
    "of R5, one for a list": (
        "CareTeam.participant",
        {"role": {"text": "a"}},
        "A list with something in it is wanted (FHIR R5 has another form; this is R4)",
    ),
    "of R4, elsewhere": (
        "CarePlan",
        {"participant": []},
        "`participant` is no element of CarePlan",
    ),
    "of R4, unread": ("Extension", {"url": "a:b", "valueMoney": {}}, "R4 has `valueMoney`, but"),
    "of R4, never in a transaction": ("Bundle.entry", {"response": {}}, "R4 has `response`, but"),
    "of R4, beside what is no primitive": ("CarePlan", {"_period": {}}, "only a primitive has"),
    "misspelt": ("CarePlan", {"tittle": "a"}, "Element 1 here is not known in FHIR R4; is `title`"),
    "in capitals": ("CarePlan", {"Status": "a"}, "is not known in FHIR R4; is `status` meant?"),
    "null": ("HumanName", {"given": ["Anna", None]}, "null: leave the element out"),
    "text that is turned": ("HumanName", {"family": "a\u202eb"}, "turn the direction of text"),
    "nobody's": ("CarePlan", {"status": "active", "xyzzy": 1}, "Element 2 here is not known in"),
}


@pytest.mark.parametrize("name", IN_WORDS)
def test_an_element_that_is_not_taken_is_named_by_whose_it_is(name: str):
    type_, value, told = IN_WORDS[name]
    assert any(told in one for one in words(type_, value)), words(type_, value)


@given(st.text(min_size=1).filter(lambda name: name.removeprefix("_") not in vocabulary()))
def test_a_name_that_no_standard_has_is_never_told(name: str):
    told = words("CarePlan", {name: "a"})[0]
    assert re.fullmatch(r"Element 1 here is not known in FHIR R4(; is `[A-Za-z]+` meant\?)?", told)
    assert not {one for one in re.findall("`(.+?)`", told) if one not in vocabulary()}


DATES = {
    "dateTime": (
        "9999-12-31",
        "0001-01-01",
        "1899",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "2016-12-31T23:59:60Z",
        "2026-11-03T09:00:00.12345678901234567890Z",
    ),
    "time": ("23:59:60", "00:00:00.0000000000001"),
}


@pytest.mark.parametrize(("type_", "value"), [(one, v) for one in DATES for v in DATES[one]])
def test_every_date_and_time_of_the_standard_is_one(type_: str, value: str):
    assert is_value(value, type_)


@pytest.mark.parametrize(
    "value", ["0000", "0000-01-01", "2026-11-03T09:00:00+14:30", "2026-11-03T24:00:00Z", "20261103"]
)
def test_what_the_standard_does_not_have_is_no_date(value: str):
    assert not is_value(value, "dateTime")


@pytest.mark.parametrize("value", [one for one in DATES["dateTime"] if "T" in one])
def test_every_moment_can_be_told_in_utc_and_in_sweden(value: str):
    found = moment(value)
    assert {found.astimezone(zone).year for zone in (UTC, STOCKHOLM)} <= {1, 2016, 2017, 2026, 9999}


def test_a_leap_second_is_the_second_after_it():
    assert moment("2016-12-31T23:59:60Z") == moment("2017-01-01T00:00:00Z")


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
