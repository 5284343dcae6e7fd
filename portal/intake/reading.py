"""Small readers of FHIR elements, used where rules are checked and where rows are made."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.telephone import dialled

OWN = "https://minplan.example/fhir/StructureDefinition/"
OWN_EXTENSIONS = frozenset(
    {"document", "available-hours", "sits-with-patient", "convener", "mandate-scope"}
)
MEETING_FORM = "https://minplan.example/fhir/CodeSystem/meeting-form"
MEETING_FORMS = frozenset({"home", "health-centre", "hospital", "video", "telephone", "mixed"})
VIRTUAL_SERVICE = frozenset(
    {
        "extension-Appointment.virtualService",
        "ext-R5-Appointment.virtualService",
        "no-basis-virtual-service",
    }
)
ADDRESSES = frozenset({"address", "virtualAddress"})
"""What HL7, and Norway, call the part of a virtual service that one connects to."""
CARE_CONTACT = "fast-kontakt"
CARE_CONTACT_ROLES = frozenset(
    {
        "https://terminologitjansten.inera.se/inera-kodverksforvaltning/kodverk/kv_typ_av_fast_kontakt",
        "urn:oid:1.2.752.129.5.1.69",
    }
)

Raw = Mapping[str, Any]
TAKEN_BACK = frozenset({"entered-in-error", "revoked"})


def says_nothing(resource: Raw) -> bool:
    """Tell if a plan that stands holds nothing that a patient could read."""
    held = ("title", "description", "goal", "activity", "note", "supportingInfo", "extension")
    is_plan = resource.get("resourceType") == "CarePlan"
    return is_plan and resource.get("status") not in TAKEN_BACK and not any(map(resource.get, held))


def words(concept: Raw | None) -> str:
    """A CodeableConcept as a person reads it: its text, or what its first code is called."""
    if not concept:
        return ""
    named = (coding.get("display", "") for coding in concept.get("coding") or [])
    return str(concept.get("text") or next(filter(None, named), "")).strip()


def all_words(concepts: Sequence[Raw] | None) -> str:
    """Several CodeableConcepts, one a line."""
    return "\n".join(filter(None, map(words, concepts or [])))


def notes_text(notes: Sequence[Raw] | None) -> str:
    """The texts of Annotations, one a paragraph."""
    return "\n\n".join(note["text"].strip() for note in notes or [])


def codes(concept: Raw | None, system: str | frozenset[str]) -> list[str]:
    """The codes of a CodeableConcept from one code system (or one of several names of it)."""
    systems = {system} if isinstance(system, str) else system
    found = (concept or {}).get("coding") or []
    return [
        coding["code"] for coding in found if coding.get("system") in systems and "code" in coding
    ]


def phone(points: Sequence[Raw] | None) -> str:
    """The telephone number to ring first: by rank, then as the source ordered them."""
    numbers = [
        point for point in points or [] if point.get("system") == "phone" and point.get("value")
    ]
    current = [point for point in numbers if point.get("use") != "old"]
    ranked = sorted(current, key=lambda point: point.get("rank", 1_000))
    return str(ranked[0]["value"]).strip() if ranked else ""


def extensions(resource: Raw, *names: str) -> Iterator[Raw]:
    """The extensions whose address ends in one of the names."""
    for extension in resource.get("extension") or []:
        if extension["url"].rpartition("/")[2] in names:
            yield extension


def own_flag(element: Raw, name: str) -> bool:
    """One of our own boolean extensions."""
    return any(
        extension.get("valueBoolean") is True
        for extension in element.get("extension") or []
        if extension["url"] == OWN + name
    )


def own_text(element: Raw, name: str) -> str:
    """One of our own text extensions."""
    found = (
        extension.get("valueString", "")
        for extension in element.get("extension") or []
        if extension["url"] == OWN + name
    )
    return next(found, "")


def value_of(extension: Raw) -> Any:
    """The value of a simple extension, whatever its type."""
    return next((value for name, value in extension.items() if name.startswith("value")), None)


def is_care_contact(team: Raw) -> bool:
    """Tell if a CareTeam is a fast kontakt in the manner of Inera's guide."""
    return any(
        coding.get("code") == CARE_CONTACT
        for category in team.get("category") or []
        for coding in category.get("coding") or []
    )


def contact_role(team: Raw) -> str | None:
    """`1` to `4`, what kind of fast kontakt it is, or None when the code is not known."""
    for participant in (team.get("participant") or [])[:1]:
        for role in participant.get("role") or []:
            for code in codes(role, CARE_CONTACT_ROLES):
                if code in ("1", "2", "3", "4"):
                    return code
    return None


def virtual_services(meeting: Raw) -> Iterator[tuple[Raw, str]]:
    """The virtual services of a meeting and their places, those of one participant first."""
    for position, participant in enumerate(meeting.get("participant") or []):
        yield from _services(participant, f".participant[{position}]")
    yield from _services(meeting, "")


def _services(element: Raw, place: str) -> Iterator[tuple[Raw, str]]:
    for position, extension in enumerate(element.get("extension") or []):
        if extension["url"].rpartition("/")[2] in VIRTUAL_SERVICE:
            yield extension, f"{place}.extension[{position}]"


def link_parts(meeting: Raw) -> Iterator[tuple[str, str]]:
    """Every link a meeting holds, with its place."""
    for service, place in virtual_services(meeting):
        for position, part in enumerate(service.get("extension") or []):
            if part["url"] in ADDRESSES | {"additionalInfo"}:
                link = link_in(part)
                if link:
                    yield link, f"{place}.extension[{position}]"


def link_in(part: Raw) -> str:
    """The address in one part of a virtual service; the empty string when it is a telephone."""
    for point in _points(part):
        if point.get("system", "url") == "url" and point.get("value"):
            return str(point["value"]).strip()
    return ""


def phone_in(part: Raw) -> str:
    """The telephone number in one part of a virtual service."""
    return phone(list(_points(part)))


def _points(part: Raw) -> Iterator[Raw]:
    """The ContactPoints of a part: its value, or those of an ExtendedContactDetail in it."""
    value = value_of(part)
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, str):
        yield _point(value.strip(), is_url="valueString" not in part)
    for detail in part.get("extension") or []:
        if detail["url"] == "telecom":
            yield from _points(detail)


def _point(text: str, *, is_url: bool) -> Raw:
    """A text that is an address, or a number, as the ContactPoint it could have been."""
    if text.lower().startswith("tel:"):
        return {"system": "phone", "value": text[4:]}
    if is_url or ":/" in text:
        return {"system": "url", "value": text}
    return {"system": "phone" if dialled(text) else "other", "value": text}
