"""What a change of a grant must keep to: a fresh sign-in to widen, an end, and what was seen."""

from datetime import UTC, datetime, time, timedelta

from portal.access.grants.values import GrantSeen
from portal.clock import STOCKHOLM
from portal.models.noun import swedish_date

LONGEST_DAYS = 365
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SAME_WISH = timedelta(days=2)
FRESH = timedelta(minutes=5)
"""How recently a person must have shown who they are, to widen."""


class GrantChanged(Exception):
    """The grant is no longer as the page said; nothing was changed."""


class NotFresh(Exception):
    """A fresh sign-in, asked for by this very change, is needed first."""


def is_fresh(grant: GrantSeen, *, authenticated_at: datetime, now: datetime) -> bool:
    """The sign-in was asked for by this grant, came after it was asked for, and is recent."""
    asked_at = grant.step_up_at
    if asked_at is None or authenticated_at + timedelta(seconds=1) < asked_at:
        return False
    return now - authenticated_at <= FRESH


def require_fresh(grant: GrantSeen, *, authenticated_at: datetime, now: datetime) -> None:
    """Raises `NotFresh`."""
    if not is_fresh(grant, authenticated_at=authenticated_at, now=now):
        raise NotFresh


def is_same_wish(grant: GrantSeen, wish: object, now: datetime) -> bool:
    """The same wish again is the same wish, and its time to think goes on, for two days."""
    return wish == grant.wish and now - (grant.wished_at or NEVER) < SAME_WISH


def end_of_day(now: datetime, days: int) -> datetime:
    """The end of the day in Sweden that comes `days` after today: what ends, ends with its day.

    Raises `GrantChanged` for what is longer than a year.
    """
    last = swedish_date(now) + timedelta(days=within(days))
    return datetime.combine(last, time(23, 59, 59), STOCKHOLM).astimezone(UTC)


def within(days: int) -> int:
    """The same number of days. Raises `GrantChanged` for what is longer than a year."""
    if not 1 <= days <= LONGEST_DAYS:
        raise GrantChanged
    return days
