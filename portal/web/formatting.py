"""Dates, times and telephone numbers as people write them, in Swedish time.

The words come from CLDR once, at start; Babel's own formatting costs twenty times as much.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from babel import Locale
from markupsafe import Markup, escape

from portal import clock, telephone
from portal.clock import STOCKHOLM
from portal.partial_date import PartialDate
from portal.web.languages import Language


def local(moment: datetime) -> datetime:
    """A moment on a clock in Sweden; refuses a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(STOCKHOLM)


def today() -> date:
    """The day it is in Sweden."""
    return clock.today()


def days_until(when: date) -> int:
    """Midnights from now until then: 0 is today, 1 tomorrow, -1 yesterday."""
    return (_date(when) - today()).days


def ends_with_its_day(moment: datetime) -> bool:
    """It is midnight in Sweden, or the last second before."""
    return local(moment).time() in (time(0, 0), time(23, 59, 59))


def phone(number: str) -> str:
    """The `tel:` address of a text that holds one clear number; empty for any other."""
    dialled = telephone.dialled(number)
    return f"tel:{dialled}" if dialled else ""


def iso(when: date) -> str:
    """For machines, as in `<time datetime>`."""
    return local(when).isoformat("T", "minutes") if isinstance(when, datetime) else when.isoformat()


def held(text: str) -> str:
    """Words of others about hours, with each time on the line of its "kl."."""
    return text.replace("kl. ", "kl.\N{NO-BREAK SPACE}")


def lines(text: str) -> str:
    """Words of others with the line breaks that they were written with."""
    return escape(text).replace("\n", Markup("<br>")) if "\n" in text else escape(text)


@dataclass(frozen=True, slots=True)
class Dates:
    """One language's way to write days and times; days and months begin at index 0."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    """In the form that stands in a date."""
    lone_months: tuple[str, ...]
    """In the form that stands without a day."""
    date_pattern: str
    dated_pattern: str
    clock_pattern: str
    span_pattern: str
    summer_time: str
    winter_time: str

    def day(self, when: date | PartialDate) -> str:
        """måndag 24 november; the year only when it is not this one."""
        if isinstance(when, PartialDate):
            return self._partial(when, self.day)
        return f"{self.days[_date(when).weekday()]} {self.short_day(when)}"

    def short_day(self, when: date | PartialDate) -> str:
        """24 november; the year only when it is not this one."""
        if isinstance(when, PartialDate):
            return self._partial(when, self.short_day)
        written = _date(when)
        if written.year != today().year:
            return self.date_words(written)
        return self._with_words(self.date_pattern, written)

    def date_words(self, when: date | PartialDate) -> str:
        """24 november 2026; of a month or a year only that."""
        if isinstance(when, PartialDate):
            return self._partial(when, self.date_words)
        return self._with_words(self.dated_pattern, _date(when))

    def last_day(self, end: datetime) -> str:
        """The last day of what ends at a moment: at midnight the day before has been the last."""
        return self.date_words(local(end) - timedelta(seconds=1))

    def clock(self, moment: datetime) -> str:
        """kl. 13.00; in the hour that comes twice in autumn with which of them it is."""
        return self.clock_pattern.format(local(moment)) + self._which_hour(moment)

    def span(self, start: datetime, end: datetime | None) -> str:
        """kl. 13.00–13.45; an end on another day is written with its day.

        Without an end, or with one that is not after the start, only the start is said.
        """
        if end is None or end <= start:
            return self.clock(start)
        start, end = local(start), local(end)
        if start.date() != end.date():
            return f"{self.clock(start)} – {self.day(end)} {self.clock(end)}"
        if _comes_twice(start) or _comes_twice(end):
            return f"{self.clock(start)} – {self.clock(end)}"
        return self.span_pattern.format(start, end)

    def _which_hour(self, moment: datetime) -> str:
        """(sommartid) or (vintertid), where the clock alone could be either."""
        if not _comes_twice(local(moment)):
            return ""
        return f" ({self.summer_time if local(moment).dst() else self.winter_time})"

    def _partial(self, when: PartialDate, of_day: Callable[[date], str]) -> str:
        """No more precise than it was sent."""
        first = when.first_day
        if when.is_year:
            return str(first.year)
        if when.is_month:
            return f"{self.lone_months[first.month - 1]}\N{NO-BREAK SPACE}{first.year}"
        return of_day(first)

    def _with_words(self, pattern: str, when: date) -> str:
        month = self.months[when.month - 1]
        return pattern.format(day=when.day, month=month, year=when.year)


def filters(language: Language) -> dict[str, Callable[..., Any]]:
    """The filters of a language's templates."""
    dates = _dates(language)
    return {
        "day": dates.day,
        "short_day": dates.short_day,
        "date_words": dates.date_words,
        "lines": lines,
        "clock": dates.clock,
        "span": dates.span,
        "days_until": days_until,
        "ends_with_its_day": ends_with_its_day,
        "held": held,
        "iso": iso,
        "last_day": dates.last_day,
        "phone": phone,
        "phone_parts": telephone.parts,
    }


def _dates(language: Language) -> Dates:
    locale = Locale.parse(language.words)
    months = _in_order(locale.months["format"]["wide"])
    if locale.language == "se":
        # CLDR has the nominative only; before a day it is "skábmamánu", the month's.
        months = tuple(month.replace("mánnu", "mánu") for month in months)
    return Dates(
        days=_in_order(locale.days["format"]["wide"]),
        months=months,
        lone_months=_in_order(locale.months["stand-alone"]["wide"]),
        date_pattern=_held(language.date),
        dated_pattern=_held(language.dated),
        clock_pattern=_held(language.clock),
        span_pattern=_held(language.span),
        summer_time=language.summer_time,
        winter_time=language.winter_time,
    )


def _comes_twice(moment: datetime) -> bool:
    """Whether a clock in Sweden shows this twice that day: the hour before winter time."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _held(pattern: str) -> str:
    return pattern.replace("~", "\N{NO-BREAK SPACE}")


def _in_order(words: Any) -> tuple[str, ...]:
    return tuple(words[number] for number in sorted(words))


def _date(when: date) -> date:
    return local(when).date() if isinstance(when, datetime) else when
