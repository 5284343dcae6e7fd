"""FHIR R4 primitive types: which JSON values are one, by the regular expressions of the standard."""

import base64
import binascii
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

LIES = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that change the direction of what follows, and can make a text say another thing."""

YEAR = r"(?!0000)[0-9]{4}"
DAY = r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
FIRST = datetime(1, 1, 2, tzinfo=UTC)
"""Leaves room for the minutes before a meeting in which it is open already."""
LAST = datetime(9999, 12, 31, 22, 59, 59, tzinfo=UTC)
"""An hour later it is the year 10000 in Sweden, which Python does not have."""
_LEAP_SECOND = re.compile(r"(T[0-9]{2}:[0-9]{2}):60")
PATTERNS = {
    "id": re.compile(r"[A-Za-z0-9.\-]{1,64}"),
    "code": re.compile(r"\S+( \S+)*"),
    "uri": re.compile(r"\S+"),
    "oid": re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+"),
    "uuid": re.compile(r"urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    "time": re.compile(CLOCK),
    "date": re.compile(rf"{YEAR}(-(0[1-9]|1[0-2]))?|{YEAR}-{DAY}"),
    "dateTime": re.compile(rf"{YEAR}(-(0[1-9]|1[0-2]))?|{YEAR}-{DAY}(T{CLOCK}{ZONE})?"),
    "instant": re.compile(rf"{YEAR}-{DAY}T{CLOCK}{ZONE}"),
}
SAME_AS = {"url": "uri", "canonical": "uri"}
TEXTS = frozenset({"string", "markdown", "xhtml", "base64Binary", *PATTERNS, *SAME_AS})
NUMBERS = frozenset({"integer", "positiveInt", "unsignedInt", "decimal"})
PRIMITIVES = TEXTS | NUMBERS | {"boolean"}


def is_json_type(value: Any, type_: str) -> bool:
    """Tell if the JSON value is of the right kind at all: text, number or boolean."""
    if type_ == "boolean":
        return isinstance(value, bool)
    if type_ == "decimal":
        return isinstance(value, int | Decimal) and not isinstance(value, bool)
    if type_ in NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str) and bool(value.strip())


def is_value(value: Any, type_: str) -> bool:
    """Tell if a value of the right kind is also a right value."""
    match SAME_AS.get(type_, type_):
        case "positiveInt":
            return bool(0 < value < 2**31)
        case "unsignedInt":
            return bool(0 <= value < 2**31)
        case "integer":
            return bool(-(2**31) <= value < 2**31)
        case "base64Binary":
            return _is_base64(value)
        case "date" | "dateTime" | "instant" as named:
            return bool(PATTERNS[named].fullmatch(value)) and _is_in_calendar(value)
        case named if named in PATTERNS:
            return bool(PATTERNS[named].fullmatch(value))
    return True


def _is_in_calendar(value: str) -> bool:
    try:
        if "T" in value:
            datetime.fromisoformat(_python_clock(value))
        elif len(value) == 10:
            date.fromisoformat(value)
    except ValueError:
        return False
    return True


def moment(value: str) -> datetime:
    """An `instant`, or a `dateTime` with a clock, as an aware datetime.

    A leap second is the second after it. What lies outside `FIRST` and `LAST` becomes one of them:
    Python's years are 1 to 9999, and a clock in UTC or in Sweden must be able to show it.
    """
    found = datetime.fromisoformat(_python_clock(value))
    if found > LAST:
        return LAST
    if found < FIRST:
        return FIRST
    return found + timedelta(seconds=1) if _LEAP_SECOND.search(value) else found


def _python_clock(value: str) -> str:
    """Cut fractions of a second to the six digits that Python keeps, and a leap second to 59."""
    return _LEAP_SECOND.sub(r"\1:59", re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", value))


def _is_base64(value: str) -> bool:
    try:
        base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
