"""A meeting as a page shows it: frozen values, no rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.models.appointment import OPENS_BEFORE, MeetingForm
from portal.models.meeting_state import MeetingState
from portal.partial_date import PartialDate

ON_SITE = frozenset({MeetingForm.HEALTH_CENTRE, MeetingForm.HOSPITAL})


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who is asked to come; `with_patient` is to be in the same room as the patient."""

    name: str
    function: str
    unit: str
    kind: str
    answer: str
    with_patient: bool


@dataclass(frozen=True, slots=True)
class RequestedPeriod:
    """When somebody wants the meeting to be; either end may not be said."""

    first: PartialDate | None
    last: PartialDate | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting at one moment: what it is, and whether it can be joined now."""

    ref: str
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
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
    requested: tuple[RequestedPeriod, ...]
    moved_from: datetime | None
    sequence: int
    changed_at: datetime
    state: MeetingState
    is_online: bool
    has_link: bool
    is_open: bool
    is_past: bool
    is_new: bool

    @property
    def opens_at(self) -> datetime | None:
        return self.starts_at - OPENS_BEFORE if self.starts_at else None

    @property
    def is_booked(self) -> bool:
        return self.state.is_booked

    @property
    def is_undecided(self) -> bool:
        return self.state.is_undecided

    @property
    def is_cancelled(self) -> bool:
        return self.state == MeetingState.CANCELLED

    @property
    def is_on_site(self) -> bool:
        return self.form in ON_SITE

    @property
    def beside(self) -> tuple[Participant, ...]:
        """Those who have said that they will be with the patient.

        At a health centre staff is whom one meets, wherever they sit.
        """
        return tuple(one for one in self._asked_beside if one.answer == "accepted")

    @property
    def not_answered(self) -> tuple[Participant, ...]:
        """Those who are asked to be with the patient and have not said yes."""
        waiting = ("needs-action", "tentative")
        return tuple(one for one in self._asked_beside if one.answer in waiting)

    @property
    def others(self) -> tuple[Participant, ...]:
        """Whom the patient meets."""
        apart = self._asked_beside
        return tuple(one for one in self.invited if one not in apart and one.answer != "declined")

    @property
    def absent(self) -> tuple[Participant, ...]:
        return tuple(one for one in self.invited if one.answer == "declined")

    @property
    def invited(self) -> tuple[Participant, ...]:
        """Everybody but the patient."""
        return tuple(one for one in self.participants if one.kind != "patient")

    @property
    def _asked_beside(self) -> tuple[Participant, ...]:
        return tuple(
            one
            for one in self.invited
            if one.with_patient and (one.kind == "relative" or not self.is_on_site)
        )


def next_booked(meetings: Iterable[Meeting]) -> Meeting | None:
    """The first one that somebody waits for the patient at."""
    return next((one for one in meetings if one.is_booked), None)
