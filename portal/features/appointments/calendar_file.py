"""A calendar file (RFC 5545) of one meeting, with nothing about care in it.

A calendar is read by other apps, other people and other companies, so the file says only that
there is a meeting and when; where, why and with whom are in the portal.
"""

from datetime import UTC, datetime

from portal.features.appointments.values import Meeting

HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Min plan//SV", "CALSCALE:GREGORIAN")


def calendar_file(meeting: Meeting, *, summary: str, now: datetime) -> str:
    """Give the file's text, lines ended by CRLF; `summary` is a neutral word, never a title."""
    status = "CANCELLED" if meeting.is_cancelled else "CONFIRMED"
    event = (
        "BEGIN:VEVENT",
        f"UID:{meeting.ref}@min-plan",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(meeting.starts_at)}",
        f"DTEND:{_utc(meeting.ends_at)}",
        f"SUMMARY:{summary}",
        f"STATUS:{status}",
        "CLASS:PRIVATE",
        "END:VEVENT",
    )
    return "\r\n".join((*HEAD, *event, "END:VCALENDAR", ""))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
