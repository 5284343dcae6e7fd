"""Dates as a patient in Sweden reads them, from the dates of FHIR."""

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.clock import STOCKHOLM
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
    """A FHIR date or dateTime as a day in Sweden; of a month or a year, its first."""
    if not text:
        return None
    if "T" in text:
        return moment(text).astimezone(STOCKHOLM).date()
    return date.fromisoformat(f"{text}-01-01"[:10])


def last_day(text: str | None) -> date | None:
    """As `first_day`; of a month or a year, its last."""
    if not text or len(text) >= 10:
        return first_day(text)
    year, month = int(text[:4]), int(text[5:7] or 12)
    return date(year, month, calendar.monthrange(year, month)[1])


def period(found: Mapping[str, Any] | None) -> tuple[date | None, date | None]:
    """The first and the last day of a Period."""
    found = found or {}
    return first_day(found.get("start")), last_day(found.get("end"))
