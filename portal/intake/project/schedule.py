"""A FHIR Timing that one sentence can say in full, or none.

R4 lets a Timing hold many rules at once. Here they become one `Schedule`, and only when together
they mean one thing: a sentence that leaves out "at most" or "every other week" would be untrue.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.intake.project.timing_codes import code_meanings

MAX_NUMBER = 999
"""Larger numbers, and more than two decimals, are not what anybody means."""
HOURS = {
    "s": Fraction(1, 3600),
    "min": Fraction(1, 60),
    "h": Fraction(1),
    "d": Fraction(24),
    "wk": Fraction(168),
    "mo": Fraction(730),
    "a": Fraction(8760),
}
UNITS = frozenset(HOURS)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UCUM = "http://unitsofmeasure.org"
AT_AN_EVENT = frozenset(["HS", "WAKE", "PHS", "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV"])
"""What one can be some minutes before or after. Meals themselves (C, CM …) have no offset, tim-9;
nobody can tell what some minutes from a morning are."""

Raw = Mapping[str, Any]


class NotOneMeaning(Exception):
    """The elements cannot be said together without saying something that may be untrue."""


@dataclass(frozen=True, slots=True)
class Span:
    """A number, or a range of numbers (either end may be open), of a unit of time."""

    low: Decimal | None
    high: Decimal | None
    unit: str

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something is done; what is None or empty was not said.

    `frequency` is (lowest, highest) a `period`. `days`, `times` and `when` are in order, each once.
    `offset` is in minutes, before or after what `when` names. `count` is (lowest, highest) in all.
    """

    frequency: tuple[int | None, int | None] = (None, None)
    period: Span | None = None
    days: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    offset: int | None = None
    duration: Span | None = None
    count: tuple[int, int] | None = None
    bounds: Span | None = None
    events: tuple[str, ...] = ()

    @property
    def times_a_period(self) -> int | None:
        """How many times in each period: R4 takes once for what is not stated. None: a range."""
        low, high = self.frequency
        return (low or 1) if high is None else (low if low == high else None)

    @property
    def times_a_day(self) -> int:
        """How many times on each day that it is done, by the clock and what it is tied to."""
        return max(1, len(self.times), len(self.when))

    @property
    def is_on_each_day_named(self) -> bool:
        """Tell if naming the days (and hours) says all: none of them is one to choose from."""
        if self.period is None or not self.days:
            return bool(self.days)
        if self.period.unit == "d":
            return self.times_a_period == self.times_a_day or self.frequency == (None, None)
        whole = len(self.days) * self.times_a_day
        return self.period.unit == "wk" and self.times_a_period == whole


def schedule_of(timing: Raw) -> Schedule:
    """All of a Timing but the text of its code; raises `NotOneMeaning`.

    Extensions are not read, and some (HL7's own timing-dayOfMonth) change when it is done.
    """
    if _has_extension(timing):
        raise NotOneMeaning
    repeat = _with_code(timing)
    events = tuple(sorted(set(timing.get("event") or ())))
    found = Schedule(
        frequency=_frequency(repeat),
        period=_span(repeat, "period"),
        days=_ordered(repeat.get("dayOfWeek"), DAYS),
        times=tuple(sorted(set(repeat.get("timeOfDay") or ()))),
        when=tuple(dict.fromkeys(repeat.get("when") or ())),
        offset=repeat.get("offset"),
        duration=_span(repeat, "duration"),
        count=_count(repeat),
        bounds=bounds_of(repeat),
        events=events,
    )
    if events and found != Schedule(events=events):
        raise NotOneMeaning
    if not (_fits_rate(found) and _fits_days(found) and _fits_hours(found) and _fits_rest(found)):
        raise NotOneMeaning
    return found


def _has_extension(timing: Raw) -> bool:
    """Of the Timing, of its repetition or of a primitive in them."""
    names = (*timing, *(timing.get("repeat") or {}))
    return any(name == "extension" or name.startswith("_") for name in names)


def bounds_of(repeat: Raw) -> Span | None:
    """How long it goes on; from when to when (boundsPeriod) is shown as dates of its own."""
    if "boundsDuration" in repeat:
        low = high = _quantity(repeat["boundsDuration"])
    elif "boundsRange" in repeat:
        low, high = (_quantity(repeat["boundsRange"].get(end)) for end in ("low", "high"))
    else:
        return None
    units = {one[1] for one in (low, high) if one}
    if len(units) != 1 or (low and high and low[0] > high[0]):
        raise NotOneMeaning
    return Span(low[0] if low else None, high[0] if high else None, units.pop())


def _quantity(quantity: Raw | None) -> tuple[Decimal, str] | None:
    if quantity is None:
        return None
    unit = quantity.get("code") or quantity.get("unit")
    if unit not in UNITS or quantity.get("system", UCUM) != UCUM or "comparator" in quantity:
        raise NotOneMeaning
    return _number(quantity.get("value")), unit


def _with_code(timing: Raw) -> Raw:
    """The repetition, and what the code adds: R4 lets either be read, so they must agree."""
    repeat = timing.get("repeat") or {}
    meanings = code_meanings(timing)
    if not meanings:
        return repeat
    meaning = meanings[0]
    if any(other != meaning for other in meanings):
        raise NotOneMeaning
    if "period" in repeat:
        stated = _rate(repeat)
        if stated is None or stated != _rate(meaning):
            raise NotOneMeaning
        meaning = {name: value for name, value in meaning.items() if name == "when"}
    elif {"frequency", "frequencyMax", "periodMax", "periodUnit"} & repeat.keys():
        raise NotOneMeaning
    if {"when", "timeOfDay"} & repeat.keys() and "when" in meaning:
        raise NotOneMeaning
    return {**meaning, **repeat}


def _rate(repeat: Raw) -> Fraction | None:
    """Times an hour, when it is one number."""
    unit = repeat.get("periodUnit")
    if {"frequencyMax", "periodMax"} & repeat.keys() or unit not in HOURS:
        return None
    return Fraction(repeat.get("frequency", 1)) / (
        Fraction(_number(repeat["period"])) * HOURS[unit]
    )


def _frequency(repeat: Raw) -> tuple[int | None, int | None]:
    low, high = repeat.get("frequency"), repeat.get("frequencyMax")
    if low is not None and low == high:
        high = None
    stated = [one for one in (low, high) if one is not None]
    if stated != sorted(stated) or not all(1 <= one <= MAX_NUMBER for one in stated):
        raise NotOneMeaning
    return low, high


def _count(repeat: Raw) -> tuple[int, int] | None:
    low = repeat.get("count")
    high = repeat.get("countMax", low)
    if low is None and high is None:
        return None
    if low is None or not 1 <= low <= high <= MAX_NUMBER:
        raise NotOneMeaning
    return low, high


def _span(repeat: Raw, name: str) -> Span | None:
    """`period` or `duration`, with its greatest value and its unit."""
    unit, names = repeat.get(f"{name}Unit"), {name, f"{name}Max", f"{name}Unit"}
    if not names & repeat.keys():
        return None
    low = _number(repeat.get(name))
    high = _number(repeat.get(f"{name}Max", low))
    if unit not in UNITS or low > high or (name == "period" and unit == "s"):
        raise NotOneMeaning
    return Span(low, high, unit)


def _number(value: Any) -> Decimal:
    """A decimal that a person would write."""
    number = Decimal(-1 if value is None else value)
    if not 0 < number <= MAX_NUMBER or number != round(number, 2):
        raise NotOneMeaning
    return number


def _ordered(found: Iterable[str] | None, order: Iterable[str]) -> tuple[str, ...]:
    wanted = frozenset(found or ())
    return tuple(one for one in order if one in wanted)


def _fits_rate(found: Schedule) -> bool:
    """How many times is nothing without in how long."""
    return found.period is not None or found.frequency == (None, None)


def _fits_days(found: Schedule) -> bool:
    """Days filter, says R4: "3 times a week, Mondays" is nothing that can be done."""
    period = found.period
    if not found.days or period is None or period.unit in ("min", "h"):
        return True
    if not period.is_exact or period.low is None:
        return False
    if period.unit == "d":
        return period.low == 1
    if period.unit == "wk" and found.is_on_each_day_named:
        return period.low == int(period.low)
    if period.unit == "wk":
        return period.low == 1 and _is_choice_of_days(found)
    return period.low == 1 and found.times_a_period == 1 == found.times_a_day


def _is_choice_of_days(found: Schedule) -> bool:
    """As in "twice a week, Monday to Friday": fewer times than days to choose from.

    Once a week on several days is, to the letter, one of them; but many systems write it for each
    of them, and those who leave out how many times may mean either.
    """
    most = found.frequency[1] or found.frequency[0] or 1
    return found.times_a_day == 1 < most < len(found.days)


def _fits_hours(found: Schedule) -> bool:
    """Hours and meals say how many times a day; what else says it must say the same."""
    if any(time[5:].strip(":.0") for time in found.times):
        return False  # seconds: nobody is asked to come at 08.00.30
    if found.offset is not None and not _is_at_an_event(found):
        return False
    if found.times and found.when:
        return False
    if not (found.times or found.when) or found.period is None:
        return True
    if not found.period.is_exact or (found.times and found.period.unit in ("min", "h")):
        return False
    if found.period.unit == "d" and found.period.low == 1:
        is_one = found.when and found.times_a_day == 1
        is_stated = found.frequency != (None, None)
        return bool(is_one or not is_stated or found.times_a_period == found.times_a_day)
    return found.times_a_day == 1 or (bool(found.days) and found.is_on_each_day_named)


def _is_at_an_event(found: Schedule) -> bool:
    return found.offset != 0 and bool(found.when) and AT_AN_EVENT.issuperset(found.when)


def _fits_rest(found: Schedule) -> bool:
    """Once in all is not every day, and what lasts longer than its period never begins again."""
    if found.count and found.count[1] == 1 and found != Schedule(count=found.count):
        return False
    if found.duration is None or found.period is None:
        return True
    return _hours(found.duration.high, found.duration.unit) <= _hours(
        found.period.high, found.period.unit
    )


def _hours(number: Decimal | None, unit: str) -> Fraction:
    return Fraction(number or 0) * HOURS[unit]
