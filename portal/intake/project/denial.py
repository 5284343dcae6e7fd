"""What a resource denies everybody but the patient: from labels, Flag and Consent."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from portal.intake.labels import is_protected
from portal.intake.reading import codes

FLAGS = "https://minplan.example/fhir/CodeSystem/person-flag"

Raw = Mapping[str, Any]


class Denial(StrEnum):
    """Why nothing of a person's is shared."""

    PROTECTED = "protected-identity"
    DECEASED = "deceased"
    BLOCKED = "blocked"


def denials(resource: Raw) -> frozenset[Denial]:
    """What a current resource denies. A label does so on any resource, whatever its status."""
    found = {Denial.PROTECTED} if is_protected(resource) else set()
    match resource["resourceType"], resource.get("status"):
        case "Flag", "active":
            found |= {Denial(code) for code in codes(resource["code"], FLAGS)}
        case "Consent", "active":
            found.add(Denial.BLOCKED)
    return frozenset(found)
