"""Dates as a patient in Sweden reads them, from the dates of FHIR."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.clock import STOCKHOLM
from portal.intake.open_ends import stated_end
from portal.intake.structure.primitives import moment
from portal.partial_date import PartialDate


def partial(text: str | None) -> PartialDate | None:
    """A FHIR date or dateTime, as precise as it was sent; a moment by the clock in Sweden."""
    if not text:
        return None
    if "T" in text:
        return PartialDate(moment(text).astimezone(STOCKHOLM).isoformat("T", "seconds"))
    return PartialDate(text)


def first_day(text: str | None) -> date | None:
    """The first day that a FHIR date or dateTime can be, in Sweden."""
    found = partial(text)
    return found.first_day if found else None


def last_day(text: str | None) -> date | None:
    """The last day that it can be."""
    found = partial(text)
    return found.last_day if found else None


def begins_at(period: Mapping[str, Any]) -> datetime | None:
    """The moment a Period begins; None when it does not say."""
    text = period.get("start", "")
    return _moment_or_midnight(text, first_day(text))


def ends_at(period: Mapping[str, Any]) -> datetime | None:
    """The moment a Period has ended: its last day is in it; of a month or a year, its last."""
    text = period.get("end", "")
    last = last_day(text)
    return _moment_or_midnight(text, last + timedelta(days=1) if last and last < date.max else None)


def is_within(period: Mapping[str, Any] | None, now: datetime) -> bool:
    """Tell if a moment is in a Period; in none at all it always is."""
    begins, ends = begins_at(period or {}), ends_at(period or {})
    return (begins is None or begins <= now) and (ends is None or ends > now)


def _moment_or_midnight(text: str, day: date | None) -> datetime | None:
    if "T" in text:
        return moment(text)
    return datetime.combine(day, time(), STOCKHOLM) if day else None


def period(found: Mapping[str, Any] | None) -> tuple[PartialDate | None, PartialDate | None]:
    """The start and the end of a Period, as precise as they were sent."""
    found = found or {}
    return partial(found.get("start")), partial(stated_end(found))


def whole_days(found: Mapping[str, Any] | None) -> tuple[date | None, date | None]:
    """The first and the last day that a Period can hold: what a day is compared with."""
    first, last = period(found)
    return first.first_day if first else None, last.last_day if last else None
