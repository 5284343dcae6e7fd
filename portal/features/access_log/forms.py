"""Where in the log somebody wants to read, from the words of an address."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from portal.features.access_log.queries import Place, end_of

LARGEST_ID = 2**31 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLACE = re.compile(r"([0-9]{1,16})-([0-9]{1,18})")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def place(values: Mapping[str, str]) -> Place:
    """`fore` is where the page before ended, `dag` a day to begin with; else the latest."""
    found = PLACE.fullmatch(values.get("fore", ""))
    if found:
        return Place(EPOCH + timedelta(microseconds=int(found[1])), min(int(found[2]), LARGEST_ID))
    chosen = day(values)
    return end_of(chosen) if chosen else Place()


def day(values: Mapping[str, str]) -> date | None:
    """The day that somebody chose; None for what is no day."""
    text = values.get("dag", "")
    try:
        chosen = date.fromisoformat(text) if DAY.fullmatch(text) else date.max
    except ValueError:
        return None
    return chosen if chosen < date.max else None


def is_no_day(values: Mapping[str, str]) -> bool:
    """Something was written for a day, and it is none."""
    return bool(values.get("dag", "").strip()) and day(values) is None


def written(found: Place) -> str:
    """A place as the address of the next page says it."""
    return f"{(found.before - EPOCH) // timedelta(microseconds=1)}-{found.before_id}"
