"""A grant as a FHIR Consent: that it is there, what it opens and how long; not to whom."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from portal.access.grants.for_care_systems import Decided
from portal.models.grant import Part, Scope

SCOPE_CODES = "https://minplan.example/fhir/CodeSystem/grant-scope"
PART_CODES = "https://minplan.example/fhir/CodeSystem/grant-part"
CONSENT_SCOPE = {
    "system": "http://terminology.hl7.org/CodeSystem/consentscope",
    "code": "patient-privacy",
}
DISCLOSURE = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IDSCL"}
OPT_IN = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "OPTIN"}
RECEIVER = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
    "code": "IRCP",
}
MASKED = {
    "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
    "valueCode": "masked",
}
"""R4 demands a reference to the actor; that there is one is all that is told."""


def consent(one: Decided, *, named: str, patient: dict[str, str]) -> dict[str, Any]:
    """`patient` is the identifier of the patient, whom the sender knows."""
    reference = {"type": "Patient", "identifier": patient}
    rule: dict[str, Any] = {"coding": [OPT_IN]}
    if one.legal_basis:
        rule["text"] = one.legal_basis
    return {
        "resourceType": "Consent",
        "id": named,
        "meta": {"versionId": str(one.version), "lastUpdated": _instant(one.changed_at)},
        "status": "active" if one.stands else "inactive",
        "scope": {"coding": [CONSENT_SCOPE]},
        "category": [{"coding": [DISCLOSURE]}],
        "patient": reference,
        "dateTime": _instant(one.given_at),
        "performer": [reference],
        "policyRule": rule,
        "provision": _provision(one),
    }


def _provision(one: Decided) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "permit",
        "period": {"start": _instant(one.begins_at), "end": _instant(one.ends_at)},
        "actor": [{"role": {"coding": [RECEIVER]}, "reference": {"extension": [MASKED]}}],
    }
    codes = list(_codes(one))
    return {**told, "code": codes} if codes else told


def _codes(one: Decided) -> Iterator[dict[str, Any]]:
    """What it opens, and whose insatser."""
    for system, flags in ((SCOPE_CODES, one.scopes), (PART_CODES, one.parts)):
        for flag in flags:
            yield {"coding": [{"system": system, "code": _word(flag)}]}


def _word(flag: Scope | Part) -> str:
    return str(flag.name).lower().replace("_", "-")


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
