"""Who looks, at whom, and in which transaction."""

from dataclasses import dataclass
from datetime import datetime

from portal.database import Transaction


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person looking at a patient's data, valid only in the transaction it was made in.

    That is why it carries the transaction: the check, the read and the trace are one.
    `since` is when the viewer was last here; what is newer is new to them.
    """

    transaction: Transaction
    person_id: int
    patient_id: int
    since: datetime | None = None

    @property
    def now(self) -> datetime:
        return self.transaction.now

    @property
    def is_patient(self) -> bool:
        return self.person_id == self.patient_id
