"""Who looks, at whom, by which right, and in which transaction."""

from dataclasses import dataclass
from datetime import datetime

from portal.database import Transaction
from portal.models.grant import ALL_PARTS, ALL_SCOPES, PLAN, Part, Scope

__all__ = ["PLAN", "Part", "Scope", "Viewer"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person looking at a patient's data, valid only in the transaction it was made in.

    That is why it carries the transaction: the check, the read and the trace are one.
    `since` is when the viewer was last here; what is newer is new to them. `grant_id` is 0 for
    the patient, who sees everything that is shown.
    """

    transaction: Transaction
    person_id: int
    patient_id: int
    since: datetime | None = None
    grant_id: int = 0
    relative_id: int = 0
    """Whose hiding counts beside that of the grant itself; 0 while nobody is known."""
    scopes: Scope = ALL_SCOPES
    parts: Part = ALL_PARTS
    widened_at: datetime | None = None
    """When more was last opened to the viewer, who may not have seen what had changed by then."""
    is_alone: bool = True
    """False while the patient shows her plan to somebody: then what is confidential stays away."""

    @property
    def now(self) -> datetime:
        return self.transaction.now

    @property
    def is_patient(self) -> bool:
        """Looking with the patient's own right."""
        return self.grant_id == 0

    def sees(self, scope: Scope) -> bool:
        """Any of the scopes is open to the viewer."""
        return bool(self.scopes & scope)
