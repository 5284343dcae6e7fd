"""Times of RIV-TA: `YYYYMMDDhhmmss` without a zone, which means Swedish time."""

import re
from datetime import date, datetime

from portal.clock import STOCKHOLM

TIME = re.compile(r"[0-9]{14}")
DAY = re.compile(r"[0-9]{8}([0-9]{6})?")


def moment(text: str) -> datetime | None:
    """The moment, or None when it is none.

    The hour that occurs twice in the autumn counts as its first: so it is never ahead of our
    clock, and two times within it keep the order in which the source's clock showed them. The hour
    that is left out in the spring counts from the winter's clock.
    """
    if not TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(f"{text[:8]}T{text[8:]}").replace(tzinfo=STOCKHOLM, fold=0)
    except ValueError:
        return None


def day(text: str) -> str | None:
    """The day of a date or a time as FHIR writes it, or None when it is none."""
    if not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text[:8]).isoformat()
    except ValueError:
        return None
