"""A date as precise as it was sent: FHIR's `date` and `dateTime` may be a year or a month only.

What is shown must not be more precise than what was said, and what is compared with today must not
take a year for its first day. Places in FHIR: Period, occurrence, Goal.target, CarePlan.created.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime

from portal.clock import STOCKHOLM

YEAR, MONTH, DAY = 4, 7, 10
"""Lengths of an ISO date of that precision."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """`text` is `2027`, `2027-03`, `2027-03-05`, or a moment `2027-03-05T10:00:00+01:00`."""

    text: str

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def is_year(self) -> bool:
        return len(self.text) == YEAR

    @property
    def is_month(self) -> bool:
        return len(self.text) == MONTH

    @property
    def moment(self) -> datetime | None:
        """The moment, when one was sent."""
        return datetime.fromisoformat(self.text) if "T" in self.text else None

    @property
    def first_day(self) -> date:
        """The first day it can be, in Sweden."""
        moment = self.moment
        if moment:
            return moment.astimezone(STOCKHOLM).date()
        return date.fromisoformat(f"{self.text}-01-01"[:DAY])

    @property
    def last_day(self) -> date:
        """The last day it can be, in Sweden."""
        if len(self.text) >= DAY:
            return self.first_day
        year, month = int(self.text[:YEAR]), int(self.text[5:MONTH] or 12)
        return date(year, month, calendar.monthrange(year, month)[1])

    def begins_after(self, now: datetime) -> bool:
        """Whether all of it is still to come."""
        return self.moment > now if self.moment else self.first_day > _today(now)

    def is_over(self, now: datetime) -> bool:
        """Whether all of it has been; a day is over when the next one begins in Sweden."""
        return self.moment < now if self.moment else self.is_day_over(now)

    def is_day_over(self, now: datetime) -> bool:
        """Whether the last day it can be has been, also of a moment."""
        return self.last_day < _today(now)


def _today(now: datetime) -> date:
    return now.astimezone(STOCKHOLM).date()
