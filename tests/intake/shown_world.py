"""A bundle in which each element that pages show can be given a word of its own."""

import copy
from typing import Any

from portal.intake.structure.shapes import QUANTITIES, RESOURCES, Element, Mark, shapes
from tests.intake.sending import Raw, contact, goal, insats, meeting, patient, plan, put, to, unit
from tests.support.fhir_values import one_of

WORD = "Kanariefågel"
PHONE = "08-465 004 77"
DAY, DAY_IN_WORDS = "2031-05-17", "17 maj 2031"
OUTER = {
    "CarePlan.activity": ("CarePlan", ("activity", 2)),
    "CarePlan.activity.detail": ("CarePlan", ("activity", 2, "detail")),
    "CareTeam.participant": ("CareTeam", ("participant", 0)),
    "Appointment.participant": ("Appointment", ("participant", 2)),
    "Goal.target": ("Goal", ("target", 0)),
    "Provenance.agent": ("Provenance", ("agent", 0)),
    "PractitionerRole.availableTime": ("PractitionerRole", ("availableTime", 0)),
    "DocumentReference.content": ("DocumentReference", ("content", 0)),
    "Task.restriction": ("Task", ("restriction",)),
}
"""Where in the world the parts of resources are."""


def world(david: str) -> dict[str, Raw]:
    """One entry of each type that is read, none with more words than it must have."""
    vc = unit("SE2321000016-VC01", "Björkens vårdcentral")
    document = {
        "status": "current",
        "subject": patient(david),
        "content": [{"attachment": {"contentType": "text/plain", "data": "SGVq"}}],
    }
    provenance = {
        "resourceType": "Provenance",
        "target": [to("CarePlan", "plan")],
        "recorded": "2026-11-03T09:00:00+01:00",
        "agent": [{"type": {"coding": [{"code": "custodian"}]}, "who": vc}],
    }
    team = contact(who=david)
    team["resource"]["telecom"] = [{"system": "phone", "value": "08-465 004 12"}]
    team["resource"]["participant"][0]["member"] = to("PractitionerRole", "eva")
    return {
        "CarePlan": plan(
            who=david,
            careTeam=[to("CareTeam", "contact")],
            goal=[to("Goal", "goal")],
            supportingInfo=[to("DocumentReference", "document")],
            activity=[
                {"reference": to("ServiceRequest", "insats")},
                {"reference": to("Task", "task")},
                {
                    "detail": {
                        "status": "unknown",
                        "code": {"text": "Något"},
                        "performer": [to("RelatedPerson", "son")],
                    }
                },
            ],
        ),
        "CareTeam": team,
        "Goal": goal(who=david, target=[{}]),
        "ServiceRequest": insats(who=david, performer=[to("PractitionerRole", "eva")]),
        "Task": put(
            "Task",
            "task",
            {
                "status": "requested",
                "intent": "plan",
                "code": {"text": "Något"},
                "for": patient(david),
            },
        ),
        "DocumentReference": put("DocumentReference", "document", document),
        "RelatedPerson": put("RelatedPerson", "son", {"patient": patient(david)}),
        "PractitionerRole": put(
            "PractitionerRole",
            "eva",
            {"organization": to("Organization", "vc"), "practitioner": to("Practitioner", "eva")},
        ),
        "Practitioner": put("Practitioner", "eva", {}),
        "Organization": put("Organization", "vc", {}),
        "Location": put("Location", "place", {}),
        "Appointment": meeting(
            who=david,
            others=[
                {"actor": to("Location", "place"), "status": "accepted"},
                {"actor": to("PractitionerRole", "eva"), "status": "accepted"},
                {"actor": to("RelatedPerson", "son"), "status": "accepted"},
            ],
        ),
        "Provenance": {
            "fullUrl": to("Provenance", "plan")["reference"],
            "resource": provenance,
            "request": {"method": "POST", "url": "Provenance"},
        },
    }


def with_value(entries: dict[str, Raw], type_: str, name: str, value: Any, at: str) -> list[Raw]:
    """The world with one element set, as it is said at a later moment."""
    entries = copy.deepcopy(entries)
    kind, way = OUTER.get(type_, (type_, ()))
    inner: Any = entries[kind]["resource"]
    if (type_, name) == ("CarePlan.activity", "reference"):
        inner["activity"].append({})
        way = ("activity", 3)
    for step in way:
        inner = inner[step] if isinstance(step, int) else inner.setdefault(step, {})
    inner[name] = value
    for entry in entries.values():
        for target in entry["resource"].get("target") or []:
            if target == {}:
                del entry["resource"]["target"]
        if "meta" in entry["resource"]:
            entry["resource"]["meta"]["lastUpdated"] = at
        else:
            entry["resource"]["recorded"] = at
    return list(entries.values())


def marked(mark: Mark) -> list[tuple[str, str, Element]]:
    """Every element of a resource, or of a part of one, with a mark."""
    return [
        (type_, name, element)
        for type_, shape in shapes().items()
        if type_.partition(".")[0] in RESOURCES and type_ not in QUANTITIES
        for name, element in shape.items()
        if element.mark == mark
    ]


def with_word(element: Element) -> tuple[Any, str] | None:
    """A value of an element, and what a page should say of it; None when it has no words."""
    match element.type:
        case "string" | "markdown" | "CodeableConcept" | "Reference" | "HumanName" | "Annotation":
            value: Any = one_of(element, WORD)
            said = WORD
        case "Address":
            value, said = {"text": WORD}, WORD
        case "ContactPoint":
            value, said = {"system": "phone", "value": PHONE}, PHONE
        case "date" | "dateTime":
            value, said = DAY, DAY_IN_WORDS
        case "Period":
            value, said = {"end": DAY}, DAY_IN_WORDS
        case _:
            return None
    return [value] if element.is_list else value, said
