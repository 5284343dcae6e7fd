"""A meeting as a page shows it: frozen values, no rows."""

from dataclasses import dataclass
from datetime import datetime

from portal.models.appointment import OPENS_BEFORE


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who is asked to come; `with_patient` sits in the same room as the patient."""

    name: str
    function: str
    unit: str
    kind: str
    answer: str
    with_patient: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting at one moment: what it is, and whether it can be joined now."""

    ref: str
    title: str
    starts_at: datetime
    ends_at: datetime
    form: str
    place: str
    address: str
    directions: str
    phone: str
    phone_code: str
    help_url: str
    convener: str
    convener_phone: str
    participants: tuple[Participant, ...]
    changed_at: datetime
    is_online: bool
    has_link: bool
    is_open: bool
    is_past: bool
    is_cancelled: bool
    is_new: bool

    @property
    def opens_at(self) -> datetime:
        return self.starts_at - OPENS_BEFORE
