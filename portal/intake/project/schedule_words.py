"""A `Schedule` in plain Swedish."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from portal.clock import STOCKHOLM
from portal.intake.project.schedule import Schedule, Span
from portal.intake.structure.primitives import moment

DAYS = {
    "mon": "måndag",
    "tue": "tisdag",
    "wed": "onsdag",
    "thu": "torsdag",
    "fri": "fredag",
    "sat": "lördag",
    "sun": "söndag",
}
MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
ONCE = {
    "min": "varje minut",
    "h": "varje timme",
    "d": "varje dag",
    "wk": "en gång i veckan",
    "mo": "en gång i månaden",
    "a": "en gång om året",
}
EACH = {
    "min": "i minuten",
    "h": "i timmen",
    "d": "om dagen",
    "wk": "i veckan",
    "mo": "i månaden",
    "a": "om året",
}
EVERY_OTHER = {
    "min": "varannan minut",
    "h": "varannan timme",
    "d": "varannan dag",
    "wk": "varannan vecka",
    "mo": "varannan månad",
    "a": "vartannat år",
}
ORDINALS = {
    3: "tredje",
    4: "fjärde",
    5: "femte",
    6: "sjätte",
    7: "sjunde",
    8: "åttonde",
    12: "tolfte",
}
UNITS = {
    "s": ("sekund", "sekunder"),
    "min": ("minut", "minuter"),
    "h": ("timme", "timmar"),
    "d": ("dag", "dagar"),
    "wk": ("vecka", "veckor"),
    "mo": ("månad", "månader"),
    "a": ("år", "år"),
}
WHEN = {
    "MORN": "på morgonen",
    "MORN.early": "tidigt på morgonen",
    "MORN.late": "sent på morgonen",
    "NOON": "mitt på dagen",
    "AFT": "på eftermiddagen",
    "AFT.early": "tidigt på eftermiddagen",
    "AFT.late": "sent på eftermiddagen",
    "EVE": "på kvällen",
    "EVE.early": "tidigt på kvällen",
    "EVE.late": "sent på kvällen",
    "NIGHT": "på natten",
    "PHS": "efter insomnandet",
    "HS": "vid läggdags",
    "WAKE": "vid uppvaknandet",
    "C": "till maten",
    "CM": "till frukost",
    "CD": "till lunch",
    "CV": "till middag",
    "AC": "före maten",
    "ACM": "före frukost",
    "ACD": "före lunch",
    "ACV": "före middag",
    "PC": "efter maten",
    "PCM": "efter frukost",
    "PCD": "efter lunch",
    "PCV": "efter middag",
}
SOME_MINUTES = {**WHEN, "HS": "före läggdags", "WAKE": "efter uppvaknandet"}
"""As `WHEN`, after "30 minuter"."""
AS_NEEDED = "vid behov"


def sentence(schedule: Schedule, as_needed: str | None = None) -> str:
    """The words, without a capital letter and a full stop.

    `as_needed` is None when it is done anyhow, and else why it may be needed (or empty).
    """
    is_as_needed = as_needed is not None
    parts = [f"{AS_NEEDED} ({as_needed})" if as_needed else AS_NEEDED] if is_as_needed else []
    parts += _often(schedule, is_as_needed=is_as_needed)
    parts += _rest(schedule, is_as_needed=is_as_needed)
    return ", ".join(parts)


def _often(schedule: Schedule, *, is_as_needed: bool) -> Iterator[str]:
    days, hours = days_of_week(schedule.days), _hours(schedule)
    if schedule.is_on_each_day_named:
        yield from _on_days(schedule, days, hours)
        return
    if not (schedule.period or schedule.days) and schedule.times and not is_as_needed:
        yield f"{ONCE['d']} {hours}"
        return
    rate = _at_most(schedule) if is_as_needed else _rate(schedule)
    if rate == ONCE["d"] and hours and schedule.offset is None:
        rate, hours = f"{rate} {hours}", ""
    yield from filter(None, (rate, _filter_of_days(schedule, days), hours))


def _on_days(schedule: Schedule, days: str, hours: str) -> Iterator[str]:
    """The days say how often; every other week is said before them."""
    period = schedule.period
    if period and period.unit == "wk" and period.low != 1:
        yield _every(period)
    yield f"{days} {hours}".strip() if schedule.offset is None else days
    if schedule.offset is not None:
        yield hours


def _filter_of_days(schedule: Schedule, days: str) -> str:
    """Days to choose from, or days that a rate within a day holds on."""
    if not days or schedule.period is None or schedule.period.unit in ("min", "h", "d"):
        return days
    article = "en " if schedule.period.unit in ("mo", "a") else ""
    return listed([f"{article}{DAYS[day]}" for day in schedule.days], last=" eller ")


def _rate(schedule: Schedule) -> str:
    """`2 gånger om dagen`, `varannan vecka`, `med 4–6 timmars mellanrum`."""
    period = schedule.period
    if period is None:
        return ""
    low, high = schedule.frequency
    if schedule.times_a_period == 1:
        return _every(period) if period.is_exact else _between(period)
    return f"{_times(low, high)} {_in(period)}"


def _at_most(schedule: Schedule) -> str:
    """The same for what is done as needed: how often it may be done, not how often it is."""
    period = schedule.period
    if period is None:
        return ""
    low, high = schedule.frequency
    if low not in (None, 1) and high is not None:
        return f"{_times(low, high)} {_in(period)}"
    most = _times(high or low or 1)
    if most == _times(1) and not period.is_exact:
        return _between(period)
    if most == _times(1) and not _is_one(period):
        every = _every(period)
        return f"högst {every}" if every.startswith("en gång") else f"högst en gång {every}"
    return f"högst {most} {_in(period)}"


def _every(period: Span) -> str:
    """Once in each exact period."""
    unit, number = period.unit, period.low
    if number == 1:
        return ONCE[unit]
    if number == 2:
        return EVERY_OTHER[unit]
    if number in ORDINALS:
        return f"{'vart' if unit == 'a' else 'var'} {ORDINALS[int(number)]} {UNITS[unit][0]}"
    return f"en gång {_in(period)}"


def _between(period: Span) -> str:
    return f"med {_range(period)} {UNITS[period.unit][1]}s mellanrum"


def _in(period: Span) -> str:
    """`om dagen`, `på 10 dagar`, `på 4–6 timmar`."""
    return EACH[period.unit] if _is_one(period) else f"på {amount(period)}"


def _is_one(period: Span) -> bool:
    return period.low == period.high == 1


def _times(low: int | None, high: int | None = None) -> str:
    if low is None and high is not None:
        return f"högst {_times(high)}"
    if high is not None and high != low:
        return f"{low}–{high} gånger"
    return "en gång" if low == 1 else f"{low} gånger"


def _hours(schedule: Schedule) -> str:
    if schedule.times:
        return f"kl. {listed([clock(time) for time in schedule.times])}"
    if schedule.offset is None:
        return listed([WHEN[when] for when in schedule.when])
    before = amount(_minutes(schedule.offset))
    return listed([f"{before} {SOME_MINUTES[when]}" for when in schedule.when])


def _minutes(number: int) -> Span:
    whole, unit = (number // 60, "h") if number % 60 == 0 else (number, "min")
    return Span(Decimal(whole), Decimal(whole), unit)


def _rest(schedule: Schedule, *, is_as_needed: bool) -> Iterator[str]:
    """How long each time, for how long, how many times in all, and on which days by date."""
    if schedule.duration:
        yield f"{amount(schedule.duration)} åt gången"
    if schedule.bounds:
        yield bounds_words(schedule.bounds)
    if schedule.count:
        low, high = schedule.count
        times = _times(None if is_as_needed and low in (1, high) else low, high)
        yield times if schedule == Schedule(count=(1, 1)) else f"sammanlagt {times}"
    if schedule.events:
        yield _times(len(schedule.events))
        yield listed([event_words(event) for event in schedule.events])


def bounds_words(bounds: Span) -> str:
    """`i 2 veckor`, `i 2–3 veckor`, `i minst 2 veckor`."""
    if bounds.low is None:
        return f"i högst {amount(bounds)}"
    return f"i minst {amount(bounds)}" if bounds.high is None else f"i {amount(bounds)}"


def event_words(text: str) -> str:
    """A FHIR dateTime, as exact as it was written."""
    if "T" in text:
        at = moment(text).astimezone(STOCKHOLM)
        return f"{event_words(at.date().isoformat())} kl. {at:%H.%M}"
    year, *rest = text.split("-")
    month = [MONTHS[int(part) - 1] for part in rest[:1]]
    return " ".join([*(str(int(day)) for day in rest[1:]), *month, year])


def amount(span: Span) -> str:
    """`1 vecka`, `1,5 timmar`, `2–3 veckor`; of an open range, the end that there is."""
    one, many = UNITS[span.unit]
    return f"{_range(span)} {one if {span.low, span.high} <= {1, None} else many}"


def _range(span: Span) -> str:
    ends = dict.fromkeys(end for end in (span.low, span.high) if end is not None)
    return "–".join(f"{end.normalize():f}".replace(".", ",") for end in ends)


def days_of_week(days: Sequence[str]) -> str:
    """`måndag–fredag`, `måndag och torsdag`, `varje dag`."""
    order = [day for day in DAYS if day in days]
    if len(order) == len(DAYS):
        return ONCE["d"]
    if len(order) > 2 and order == list(DAYS)[list(DAYS).index(order[0]) :][: len(order)]:
        return f"{DAYS[order[0]]}–{DAYS[order[-1]]}"
    return listed([DAYS[day] for day in order])


def listed(parts: Sequence[str], last: str = " och ") -> str:
    """`a`, `a och b`, `a, b och c`."""
    return last.join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def clock(time: str) -> str:
    """`08:00:00` as a Swede reads it."""
    return time[:5].replace(":", ".")
