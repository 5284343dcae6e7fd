"""Somebody in a plan or a meeting: the patient, a relative, a professional or a unit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.intake.identifiers import authority_of
from portal.intake.project.surroundings import Surroundings
from portal.intake.reading import phone, words

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
        """Who answers, in the words of `models.activity.AnsweredBy`."""
        return self.kind if self.kind in ("patient", "relative") else self.authority


def party(reference: Raw | None, around: Surroundings) -> Party:
    """Who a reference leads to, with what is known of them."""
    reference = reference or {}
    resource, display = around.of(reference), str(reference.get("display", ""))
    match around.kind_of(reference):
        case "Patient":
            return Party("patient" if around.is_patient(reference) else "unknown", name=display)
        case "RelatedPerson":
            return _relative(resource, display)
        case "PractitionerRole":
            return _in_a_role(resource, reference, around)
        case "Practitioner":
            name = _name(resource) or display
            return Party("staff", name=name, phone=phone(resource.get("telecom")))
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


def _relative(resource: Raw, display: str) -> Party:
    return Party(
        "relative",
        name=_name(resource) or display,
        function=first_words(resource, "relationship"),
        phone=phone(resource.get("telecom")),
    )


def _in_a_role(role: Raw, reference: Raw, around: Surroundings) -> Party:
    practitioner = role.get("practitioner")
    name = _name(around.of(practitioner)) or (practitioner or {}).get("display", "")
    unit = _unit(around.of(role.get("organization")), role.get("organization") or {}, around)
    hsa = unit.hsa or around.hsa(reference)
    return replace(
        unit,
        kind="staff",
        name=str(name or reference.get("display", "")),
        function=first_words(role, "code", "specialty"),
        unit=unit.name,
        unit_phone=unit.phone,
        phone=phone(role.get("telecom")),
        hsa=hsa,
    )


def _unit(resource: Raw, reference: Raw, around: Surroundings) -> Party:
    name = str(resource.get("name") or reference.get("display", ""))
    telephone = phone(resource.get("telecom"))
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


def _name(resource: Raw) -> str:
    for name in resource.get("name") or [] if isinstance(resource.get("name"), list) else []:
        whole = " ".join([*(name.get("given") or []), name.get("family", "")]).strip()
        if name.get("text") or whole:
            return str(name.get("text") or whole)
    return ""
