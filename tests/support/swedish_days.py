"""A day as the pages write it, made apart from them."""

from datetime import date, datetime, timedelta

from portal.clock import STOCKHOLM, now

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


def days_from_now(days: int) -> str:
    """The day so many times 24 hours ahead, as it is in Sweden then: 26 november 2026."""
    return written(now() + timedelta(days=days))


def written(day: date) -> str:
    """26 november 2026; of a moment it is the day in Sweden."""
    day = day.astimezone(STOCKHOLM).date() if isinstance(day, datetime) else day
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
