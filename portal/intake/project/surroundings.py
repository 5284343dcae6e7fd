"""What a resource's references lead to, as it stood at one moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.intake.identifiers import hsa_id
from portal.intake.project.days import is_within
from portal.intake.references import key_of

Raw = Mapping[str, Any]
NOTHING: Raw = {}


@dataclass(frozen=True)
class Surroundings:
    """The resources round one patient's resource; `find` gives one by key, or None.

    What is not here yet, was removed, or is about somebody else is nothing; `has_come` tells the
    first from the others. `now` decides what has begun and what has ended.
    """

    patient_id: int
    source: str
    find: Callable[[str], Raw | None]
    has_come: Callable[[str], bool]
    now: datetime

    def of(self, reference: Raw | None) -> Raw:
        """The resource a reference leads to, or nothing."""
        key = key_of(reference, self.source) if reference else None
        return (self.find(key) if key else None) or NOTHING

    def is_in_force(self, period: Raw | None) -> bool:
        """Tell if a Period has begun and not ended; none at all holds always."""
        return is_within(period, self.now)

    def is_active(self, resource: Raw) -> bool:
        """Tell if a person, a role or a unit still is what the resource says."""
        return resource.get("active") is not False and self.is_in_force(resource.get("period"))

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
