"""A calendar file (RFC 5545) of one meeting, with nothing about care in it.

A calendar is read by other apps, other people and other companies, so the file says only that
there is a meeting, when, and where to read the rest: in the portal, behind a sign-in.
"""

from datetime import UTC, datetime

from portal.features.appointments.values import Meeting
from portal.models.meeting_state import MeetingState

HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Min plan//SV", "CALSCALE:GREGORIAN")
ALARM_BEFORE = "-PT1H"
WITHOUT_ALARM = frozenset({MeetingState.CANCELLED, MeetingState.HELD})
LONGEST_LINE = 75
"""In octets, before it must be folded (RFC 5545 §3.1)."""


def has_calendar_file(meeting: Meeting) -> bool:
    """What is or was booked has one, and what was called off: to take it out of the calendar."""
    has_time = meeting.starts_at is not None and meeting.ends_at is not None
    return has_time and (meeting.is_booked or meeting.state in WITHOUT_ALARM)


def calendar_file(meeting: Meeting, *, summary: str, address: str, now: datetime) -> str | None:
    """Give the file's text, lines ended by CRLF, or None when there is no file of it.

    `summary` is neutral words, never a title; `address` is that of the meeting's page.

    A calendar that has the event already takes the one with the highest SEQUENCE for the truth.
    """
    if meeting.starts_at is None or meeting.ends_at is None or not has_calendar_file(meeting):
        return None
    event = (
        "BEGIN:VEVENT",
        f"UID:{meeting.ref}@min-plan",
        f"DTSTAMP:{_utc(now)}",
        f"LAST-MODIFIED:{_utc(meeting.changed_at)}",
        f"SEQUENCE:{meeting.sequence}",
        f"DTSTART:{_utc(meeting.starts_at)}",
        f"DTEND:{_utc(meeting.ends_at)}",
        f"SUMMARY:{_escaped(summary)}",
        f"STATUS:{'CANCELLED' if meeting.is_cancelled else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        f"URL:{address}",
        *(() if meeting.state in WITHOUT_ALARM else _alarm(summary)),
        "END:VEVENT",
    )
    lines = (*HEAD, *event, "END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _alarm(summary: str) -> tuple[str, ...]:
    return (
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(summary)}",
        f"TRIGGER:{ALARM_BEFORE}",
        "END:VALARM",
    )


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A long line goes on after a line break and a blank; never within a character."""
    parts: list[str] = []
    part = ""
    for sign in line:
        if len((part + sign).encode()) > LONGEST_LINE - bool(parts):
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
