"""How often, in plain Swedish, from a FHIR Timing."""

from collections.abc import Mapping, Sequence
from typing import Any

DAYS = {
    "mon": "måndag",
    "tue": "tisdag",
    "wed": "onsdag",
    "thu": "torsdag",
    "fri": "fredag",
    "sat": "lördag",
    "sun": "söndag",
}
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
    "h": "varannan timme",
    "d": "varannan dag",
    "wk": "varannan vecka",
    "mo": "varannan månad",
    "a": "vartannat år",
}
UNITS = {"min": "minut", "h": "timme", "d": "dag", "wk": "vecka", "mo": "månad", "a": "år"}
ORDINALS = {3: "tredje", 4: "fjärde", 5: "femte", 6: "sjätte", 7: "sjunde", 8: "åttonde"}
PLURALS = {
    "min": "minuter",
    "h": "timmar",
    "d": "dagar",
    "wk": "veckor",
    "mo": "månader",
    "a": "år",
}
WHEN = {
    "MORN": "på morgonen",
    "NOON": "mitt på dagen",
    "AFT": "på eftermiddagen",
    "EVE": "på kvällen",
    "NIGHT": "på natten",
}
CODES = {
    "QD": "varje dag",
    "BID": "2 gånger om dagen",
    "TID": "3 gånger om dagen",
    "QID": "4 gånger om dagen",
    "QOD": "varannan dag",
    "WK": "en gång i veckan",
    "MO": "en gång i månaden",
    "AM": "på morgonen",
    "PM": "på eftermiddagen",
}

Raw = Mapping[str, Any]


def how_often(timing: Raw | None) -> str:
    """A Timing as words; empty when it says nothing that we can put in words."""
    timing = timing or {}
    code = timing.get("code") or {}
    if code.get("text"):
        return str(code["text"])
    repeat = timing.get("repeat")
    if repeat:
        return " ".join(filter(None, (_days(repeat) or _rate(repeat), _clock(repeat))))
    named = (CODES.get(coding.get("code", "")) for coding in code.get("coding") or [])
    return next(filter(None, named), "")


def days_of_week(days: Sequence[str]) -> str:
    """`måndag–fredag`, `måndag och torsdag`, `varje dag`."""
    order = [day for day in DAYS if day in days]
    if len(order) == len(DAYS):
        return "varje dag"
    if len(order) > 2 and order == list(DAYS)[list(DAYS).index(order[0]) :][: len(order)]:
        return f"{DAYS[order[0]]}–{DAYS[order[-1]]}"
    return listed([DAYS[day] for day in order])


def listed(parts: Sequence[str]) -> str:
    """`a`, `a och b`, `a, b och c`."""
    return " och ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def clock(time: str) -> str:
    """`08:00:00` as a Swede reads it."""
    return time[:5].replace(":", ".")


def _days(repeat: Raw) -> str:
    days = repeat.get("dayOfWeek")
    if not days:
        return ""
    weeks = repeat.get("period", 1) if repeat.get("periodUnit") == "wk" else 1
    named = days_of_week(days)
    return named if weeks == 1 else f"{_rate({'period': weeks, 'periodUnit': 'wk'})}, {named}"


def _rate(repeat: Raw) -> str:
    unit, period = repeat.get("periodUnit"), repeat.get("period", 1)
    low, high = repeat.get("frequency", 1), repeat.get("frequencyMax")
    if unit not in UNITS or period != int(period):
        return ""
    times = f"{low}–{high}" if high else str(low)
    match times, int(period):
        case "1", 1:
            return ONCE[unit]
        case _, 1:
            return f"{times} gånger {EACH[unit]}"
        case "1", 2 if unit in EVERY_OTHER:
            return EVERY_OTHER[unit]
        case "1", number if number in ORDINALS:
            return f"{'vart' if unit == 'a' else 'var'} {ORDINALS[number]} {UNITS[unit]}"
        case "1", number:
            return f"en gång på {number} {PLURALS[unit]}"
        case _, number:
            return f"{times} gånger på {number} {PLURALS[unit]}"


def _clock(repeat: Raw) -> str:
    times = [clock(time) for time in repeat.get("timeOfDay") or []]
    if times:
        return f"kl. {listed(times)}"
    return listed([WHEN[when] for when in repeat.get("when") or [] if when in WHEN])
