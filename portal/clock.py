"""The one clock: what time it is, and which day that is in Sweden.

Everything else in the portal asks here, or is told the time by who calls it, so that a test can
move the time of a whole process and a patrol can find whoever asks elsewhere
(tests/house/test_clock.py). Durations are measured with `time.monotonic()`, which nobody sets.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the current date in Sweden."""
    return datetime.now(STOCKHOLM).date()


def epoch() -> int:
    """Return the current time as a NumericDate (RFC 7519 §2): whole seconds since 1970 in UTC."""
    return int(now().timestamp())
