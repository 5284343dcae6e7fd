"""What a resource's references lead to, as it stood at one moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.intake.identifiers import hsa_id
from portal.intake.references import key_of

Raw = Mapping[str, Any]
NOTHING: Raw = {}


@dataclass(frozen=True)
class Surroundings:
    """The resources round one patient's resource; `find` gives one by key, or None.

    What is not here yet, was removed, or is about somebody else is nothing.
    """

    patient_id: int
    source: str
    find: Callable[[str], Raw | None]

    def of(self, reference: Raw | None) -> Raw:
        """The resource a reference leads to, or nothing."""
        key = key_of(reference, self.source) if reference else None
        return (self.find(key) if key else None) or NOTHING

    def is_patient(self, reference: Raw | None) -> bool:
        return (reference or {}).get("reference") == f"Person/{self.patient_id}"

    def kind_of(self, reference: Raw | None) -> str:
        """The type of what a reference leads to, known or only stated."""
        reference = reference or {}
        if reference.get("reference", "").startswith("Person/"):
            return "Patient"
        stated = reference.get("type") or reference.get("reference", "").partition("/")[0]
        return str(self.of(reference).get("resourceType") or stated)

    def hsa(self, reference: Raw | None) -> str:
        """The HSA-id of what a reference leads to, from the reference or the resource."""
        if hsa_id(reference or {}):
            return hsa_id(reference or {})
        own = self.of(reference).get("identifier") or []
        return next(filter(None, (hsa_id({"identifier": one}) for one in own)), "")
