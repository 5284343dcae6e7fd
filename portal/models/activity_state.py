"""What the status and the dates of an insats or a goal mean today: the one place that decides.

A status tells what the source knew when it last wrote; a date tells what must be so by now. Nothing
that begins later is going on, and nothing whose end has passed is still to come.
"""

from datetime import datetime
from enum import StrEnum

from portal.partial_date import PartialDate


class ActivityState(StrEnum):
    """What a person needs to know about an insats."""

    WILL_START = "will-start"
    """Ska börja: a day to come is stated."""
    NOT_STARTED = "not-started"
    """Har inte börjat: no day is stated, or it is today."""
    SCHEDULED = "scheduled"
    """Planerat: somebody has said that it will be done."""
    ONGOING = "ongoing"
    """Pågår."""
    SHOULD_HAVE_STARTED = "should-have-started"
    SHOULD_HAVE_ENDED = "should-have-ended"
    """Skulle ha varit klart."""
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    """Klart."""
    STOPPED = "stopped"
    """Avslutat before it was done."""
    NOT_DONE = "not-done"
    """Blev inte av."""
    PROPOSED = "proposed"
    """A proposal, an option or a draft: nobody has agreed to it."""
    WITHDRAWN = "withdrawn"
    """A proposal that is not considered any more."""
    UNKNOWN = "unknown"


WAITING = {
    "not-started": ActivityState.NOT_STARTED,
    "scheduled": ActivityState.SCHEDULED,
}
CLOSED = {
    "completed": ActivityState.COMPLETED,
    "cancelled": ActivityState.NOT_DONE,
    "stopped": ActivityState.STOPPED,
}


def activity_state(
    status: str,
    starts_on: PartialDate | None,
    ends_on: PartialDate | None,
    now: datetime,
    *,
    is_proposal: bool = False,
) -> ActivityState:
    """Decide from FHIR `CarePlan.activity.detail.status` and the days, which may be years only."""
    begins_later = starts_on is not None and starts_on.begins_after(now)
    if is_proposal:
        return ActivityState.WITHDRAWN if status in CLOSED else ActivityState.PROPOSED
    if status == "stopped" and begins_later:
        return ActivityState.NOT_DONE
    if status in CLOSED:
        return CLOSED[status]
    if status == "on-hold":
        return ActivityState.ON_HOLD
    if status not in (*WAITING, "in-progress"):
        return ActivityState.UNKNOWN
    if ends_on is not None and _has_ended(starts_on, ends_on, now):
        return ActivityState.SHOULD_HAVE_ENDED
    return _of_open(status, starts_on, now, begins_later=begins_later)


def _has_ended(starts_on: PartialDate | None, ends_on: PartialDate, now: datetime) -> bool:
    """Of what is done once, at a clock, nobody has said how long it takes: it has its day."""
    return ends_on.is_day_over(now) if ends_on == starts_on else ends_on.is_over(now)


def _of_open(
    status: str, starts_on: PartialDate | None, now: datetime, *, begins_later: bool
) -> ActivityState:
    if status == "in-progress":
        return ActivityState.WILL_START if begins_later else ActivityState.ONGOING
    if status == "scheduled" and begins_later:
        return ActivityState.SCHEDULED
    if begins_later:
        return ActivityState.WILL_START
    if starts_on is not None and starts_on.is_day_over(now):
        return ActivityState.SHOULD_HAVE_STARTED
    return WAITING[status]
