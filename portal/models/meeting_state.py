"""What a meeting's status and times mean: the one place that decides, for pages, files and SQL."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, literal

UNDECIDED = ("pending", "proposed", "waitlist")
"""FHIR `Appointment.status` of a meeting that nobody has booked: it never counts as booked."""
BOOKED = ("arrived", "booked", "checked-in")
"""Of a meeting that is booked, until it is over."""
CALLED_OFF = ("cancelled",)
MISSED = ("noshow",)
HELD = ("fulfilled",)
CLOSED = (*CALLED_OFF, *HELD, *MISSED)
"""Of a meeting that nobody waits for any more, whatever its time."""


class MeetingState(StrEnum):
    """What a person needs to know first about a meeting."""

    PROPOSED = "proposed"
    """Föreslagen: somebody has asked for it."""
    WAITLISTED = "waitlisted"
    """Väntelista: a place may become free."""
    UNCONFIRMED = "unconfirmed"
    """Obekräftad: somebody has not said yes."""
    BOOKED = "booked"
    MOVED = "moved"
    """Booked, and at another time before."""
    CANCELLED = "cancelled"
    MISSED = "missed"
    """Blev inte av: `noshow`, in which nobody is to blame."""
    HELD = "held"
    """Har varit."""
    UNKNOWN = "unknown"
    """Its time has passed and nobody has said what became of it, or the status says nothing."""

    @property
    def is_booked(self) -> bool:
        """Somebody waits for the patient at that time."""
        return self in (MeetingState.BOOKED, MeetingState.MOVED)

    @property
    def is_undecided(self) -> bool:
        return self in (
            MeetingState.PROPOSED,
            MeetingState.WAITLISTED,
            MeetingState.UNCONFIRMED,
        )


WAITING = {
    "proposed": MeetingState.PROPOSED,
    "waitlist": MeetingState.WAITLISTED,
    "pending": MeetingState.UNCONFIRMED,
}
CLOSING = {
    **dict.fromkeys(CALLED_OFF, MeetingState.CANCELLED),
    **dict.fromkeys(MISSED, MeetingState.MISSED),
    **dict.fromkeys(HELD, MeetingState.HELD),
}


def meeting_state(
    status: str,
    starts_at: datetime | None,
    ends_at: datetime | None,
    now: datetime,
    *,
    moved_from: datetime | None = None,
) -> MeetingState:
    """Decide from FHIR `Appointment.status` (R4) and the times; a time may not be decided yet."""
    if status in CLOSING:
        return CLOSING[status]
    is_over = is_meeting_over(starts_at, ends_at, now)
    if status in WAITING:
        return MeetingState.UNKNOWN if is_over else WAITING[status]
    if status not in BOOKED or starts_at is None:
        return MeetingState.UNKNOWN
    if is_over:
        return MeetingState.HELD
    return MeetingState.MOVED if moved_from not in (None, starts_at) else MeetingState.BOOKED


def is_meeting_over(starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> bool:
    """Whether its time has passed; one without a time is never over."""
    times = [moment for moment in (starts_at, ends_at) if moment is not None]
    return bool(times) and max(times) <= now


def has_status(column: Any, statuses: Collection[str]) -> ColumnElement[bool]:
    """The status is one of these: a list as one parameter is written into the SQL at each run."""
    found: ColumnElement[bool] = column.in_([literal(word) for word in sorted(statuses)])
    return found
