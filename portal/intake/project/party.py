"""Somebody in a plan or a meeting: the patient, a relative, a professional or a unit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.intake.identifiers import authority_of
from portal.intake.project.contact_details import own_phone, person_name, work_phone
from portal.intake.project.surroundings import Surroundings
from portal.intake.reading import words

CLOSED = frozenset({"proposed", "suspended", "inactive", "entered-in-error"})

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Party:
    """`kind` is `patient`, `relative`, `staff`, `unit` or `unknown`."""

    kind: str
    name: str = ""
    function: str = ""
    unit: str = ""
    unit_phone: str = ""
    phone: str = ""
    hsa: str = ""
    """The HSA-id of the unit: what tells region from municipality."""
    authority_name: str = ""

    @property
    def authority(self) -> str:
        return authority_of(self.hsa)

    @property
    def unit_of_person(self) -> str:
        """The unit, unless it is the party itself."""
        return "" if self.unit == self.name else self.unit

    @property
    def answered_by(self) -> str:
        """Who answers, in the words of `models.activity.AnsweredBy`.

        Somebody without a unit may be the region's or anybody's: it does not say.
        """
        if self.kind in ("patient", "relative"):
            return self.kind
        return self.authority if self.hsa or self.unit else "unknown"


def party(reference: Raw | None, around: Surroundings) -> Party:
    """Who a reference leads to, with what is known of them."""
    reference = reference or {}
    resource, display = around.of(reference), str(reference.get("display", ""))
    match around.kind_of(reference):
        case "Patient":
            return Party("patient" if around.is_patient(reference) else "unknown", name=display)
        case "RelatedPerson":
            return _relative(resource, display, around)
        case "PractitionerRole":
            return _in_a_role(resource, reference, around)
        case "Practitioner":
            return _practitioner(resource, display, around)
        case "Organization" | "CareTeam" | "HealthcareService":
            return _unit(resource, reference, around)
    known = "unit" if around.hsa(reference) else "unknown"
    return replace(_unit(resource, reference, around), kind=known)


def first_words(resource: Raw, *names: str) -> str:
    """The words of the first of some lists of concepts that has any."""
    for name in names:
        for concept in resource.get(name) or []:
            if words(concept):
                return words(concept)
    return ""


def _relative(resource: Raw, display: str, around: Surroundings) -> Party:
    if not around.is_active(resource):
        return Party("relative")
    return Party(
        "relative",
        name=person_name(resource.get("name"), around) or display,
        function=first_words(resource, "relationship"),
        phone=own_phone(resource.get("telecom"), around),
    )


def _practitioner(resource: Raw, display: str, around: Surroundings) -> Party:
    if not around.is_active(resource):
        return Party("unknown")
    return Party(
        "staff",
        name=person_name(resource.get("name"), around) or display,
        phone=work_phone(resource.get("telecom"), around),
    )


def _in_a_role(role: Raw, reference: Raw, around: Surroundings) -> Party:
    """A professional in a unit. A role that has ended leaves the unit."""
    unit = _unit(around.of(role.get("organization")), role.get("organization") or {}, around)
    unit = replace(unit, hsa=unit.hsa or around.hsa(reference))
    stated = role.get("practitioner") or {}
    person = _practitioner(around.of(stated), str(stated.get("display", "")), around)
    if not around.is_active(role) or person.kind == "unknown":
        return replace(unit, kind="unit" if unit.name or unit.hsa else "unknown")
    return replace(
        unit,
        kind="staff",
        name=person.name or str(reference.get("display", "")),
        function=first_words(role, "code", "specialty"),
        unit=unit.name,
        unit_phone=unit.phone,
        phone=work_phone(role.get("telecom"), around) or person.phone,
    )


def _unit(resource: Raw, reference: Raw, around: Surroundings) -> Party:
    name = str(resource.get("name") or reference.get("display", ""))
    telecom = resource.get("telecom") if is_open(resource, around) else None
    telephone = work_phone(telecom, around)
    above = resource.get("partOf")
    return Party(
        "unit",
        name=name,
        unit=name,
        unit_phone=telephone,
        phone=telephone,
        hsa=around.hsa(reference),
        authority_name=str(around.of(above).get("name") or (above or {}).get("display", "")),
    )


def is_open(unit: Raw, around: Surroundings) -> bool:
    """Tell if a unit, or a team, is one that still works."""
    is_closed = unit.get("resourceType") == "CareTeam" and unit.get("status") in CLOSED
    return around.is_active(unit) and not is_closed
