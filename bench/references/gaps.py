"""A page as text with gaps, and which value goes into which gap.

The text is not copied into the bench but taken from a page of the portal at start, so that this
floor stays where it is when words or looks change: wherever something that is known about one
patient stands in that patient's page, there is a gap for the same thing about another.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from portal.clock import STOCKHOLM, today
from portal.partial_date import PartialDate

DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
NO_BREAK = "\N{NO-BREAK SPACE}"

Writer = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Gap:
    """Where in the data a value is, and how it is written."""

    path: tuple[Any, ...]
    write: Writer

    def filled(self, data: Any) -> str:
        for step in self.path:
            data = data[step]
        return self.write(data)


@dataclass(frozen=True, slots=True)
class Page:
    """Pieces of text with a gap between each two."""

    pieces: list[str]
    gaps: list[Gap]

    def filled(self, data: Any) -> str:
        first, *others = self.pieces
        parts = [first]
        for gap, piece in zip(self.gaps, others, strict=True):
            parts += gap.filled(data), piece
        return "".join(parts)


def learned(text: str, data: Any) -> Page:
    """Find the gaps of a page in the page of the patient whom the data is about."""
    gaps: dict[str, Gap] = {}
    for path, value in _values(data, ()):
        for write in _writers(value):
            gaps.setdefault(write(value), Gap(path, write))
    longest_first = sorted(gaps, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, longest_first))})", text)
    return Page(parts[::2], [gaps[found] for found in parts[1::2]])


def _values(data: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    match data:
        case list() | tuple():
            for place, value in enumerate(data):
                yield from _values(value, (*path, place))
        case dict():
            for key, value in data.items():
                yield from _values(value, (*path, key))
        case _:
            yield path, data


def _writers(value: Any) -> tuple[Writer, ...]:
    """The ways in which a value may stand on a page; a word shorter than that says nothing."""
    match value:
        case datetime():
            return (
                day,
                unbroken_day,
                day_and_month,
                with_year,
                clock,
                datetime.isoformat,
                to_the_minute,
            )
        case date() | PartialDate():
            return (day, day_and_month, with_year)
        case str() if len(value) >= len("01-000001"):
            return (escape, held, telephone)
        case str() if value.isdigit() and len(value) > 1:
            return (str,)
        case _:
            return ()


def held(hours: str) -> str:
    """Hours as they are shown: "kl." stays with its time."""
    return escape(hours).replace("kl. ", f"kl.{NO_BREAK}")


def telephone(number: str) -> str:
    return "tel:+46" + number[1:].replace("-", "")


def day(when: date | PartialDate) -> str:
    return f"{DAYS[_date(when).weekday()]} {day_and_month(when)}"


def unbroken_day(when: date | PartialDate) -> str:
    """In a heading the year stays on the line, too."""
    return f"{DAYS[_date(when).weekday()]} {day_and_month(when).replace(' ', NO_BREAK)}"


def day_and_month(when: date | PartialDate) -> str:
    written = _date(when)
    if written.year != today().year:
        return with_year(when)
    return f"{written.day}{NO_BREAK}{MONTHS[written.month - 1]}"


def with_year(when: date | PartialDate) -> str:
    written = _date(when)
    return f"{written.day}{NO_BREAK}{MONTHS[written.month - 1]} {written.year}"


def clock(moment: datetime) -> str:
    return f"{moment.astimezone(STOCKHOLM):%H.%M}"


def to_the_minute(moment: datetime) -> str:
    return moment.astimezone(STOCKHOLM).isoformat("T", "minutes")


def _date(when: date | PartialDate) -> date:
    if isinstance(when, PartialDate):
        return when.first_day
    return when.astimezone(STOCKHOLM).date() if isinstance(when, datetime) else when
