"""Security labels: what a source may say about who sees a resource, and what we make of it."""

from collections.abc import Mapping
from typing import Any

ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
PROTECTED = frozenset({"sekretessmarkering", "skyddadFolkbokforing"})
"""Protected identity: the patient sees everything as usual, and nobody else sees anything."""
APPROVED = "approved-for-patient"


def is_for_patient(resource: Mapping[str, Any]) -> bool:
    """Tell if the patient may see a resource. Either way of saying no is a no."""
    if any(label.get("code") == "NOPATIENT" for label in _all_labels(resource)):
        return False
    if any(not is_known(label) for label in _labels(resource)):
        return False
    return not any(
        extension.get("url", "").rpartition("/")[2] == APPROVED
        and extension.get("valueBoolean") is False
        for extension in resource.get("extension") or []
    )


def is_confidential(resource: Mapping[str, Any]) -> bool:
    """Tell if only the patient may ever see it, whatever a grant says."""
    return any(
        label.get("system") == CONFIDENTIALITY and label.get("code") in ("R", "V")
        for label in _all_labels(resource)
    )


def is_protected(resource: Mapping[str, Any]) -> bool:
    """Tell if a resource says that whom it is about has a protected identity."""
    return any(label.get("code") in PROTECTED for label in _all_labels(resource))


def unknown_labels(resource: Mapping[str, Any]) -> list[int]:
    """The positions of labels that we do not know, to tell the sender."""
    return [position for position, one in enumerate(_labels(resource)) if not is_known(one)]


def is_known(label: Mapping[str, Any]) -> bool:
    """Tell if we know what a label asks of us; what we do not know, we do not show."""
    match label.get("system"), label.get("code"):
        case (system, "NOPATIENT"):
            return system == ACT_CODE
        case (system, "U" | "L" | "M" | "N" | "R" | "V"):
            return system == CONFIDENTIALITY
        case (_, code):
            return code in PROTECTED


def _labels(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return (resource.get("meta") or {}).get("security") or []


def _all_labels(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those of a DocumentReference may stand in an element of its own, too."""
    concepts = resource.get("securityLabel") or []
    own = (coding for concept in concepts for coding in concept.get("coding") or [])
    return [*_labels(resource), *own]
