"""Meetings as a viewer may see them."""

from typing import Any

from sqlalchemy import Row, bindparam, literal, or_, select

from portal.access import policy
from portal.features.appointments.values import Meeting, Participant
from portal.identity.viewer import Viewer
from portal.models.appointment import Appointment, MeetingForm, may_join

PAST_SHOWN = 20
"""How many past meetings one page shows; older ones are part of the plan's history."""
CANCELLED = frozenset({"cancelled", "noshow", "entered-in-error"})
ONLINE = frozenset({MeetingForm.VIDEO, MeetingForm.MIXED})

appointment = policy.visible(Appointment)
MEETING = select(
    appointment.ref,
    appointment.status,
    appointment.form,
    appointment.title,
    appointment.starts_at,
    appointment.ends_at,
    appointment.place,
    appointment.address,
    appointment.directions,
    appointment.phone,
    appointment.phone_code,
    appointment.convener,
    appointment.convener_phone,
    appointment.help_url,
    appointment.participants,
    appointment.changed_at,
    (appointment.video_url != "").label("has_link"),
)
REAL = appointment.status != "entered-in-error"
NOT_OVER = appointment.ends_at > bindparam("now")
# Words one by one: a list as one parameter is written into the SQL anew at each execution.
HELD = appointment.status.not_in([literal(word) for word in sorted(CANCELLED)])
COMING = policy.narrowed(MEETING.where(REAL, NOT_OVER).order_by(appointment.starts_at))
NEXT = policy.narrowed(
    MEETING.where(
        NOT_OVER,
        or_(HELD, appointment.changed_at > bindparam("since")),
    )
    .order_by(appointment.starts_at)
    .limit(bindparam("most"))
)
PAST = policy.narrowed(
    MEETING.where(REAL, appointment.ends_at <= bindparam("now"))
    .order_by(appointment.starts_at.desc())
    .limit(PAST_SHOWN)
)
ONE = policy.narrowed(MEETING.where(REAL, appointment.ref == bindparam("ref")))


def coming_meetings(viewer: Viewer) -> tuple[Meeting, ...]:
    """All meetings that are not over, the next one first; cancelled ones say so."""
    return tuple(_meeting(row, viewer) for row in policy.read(viewer, COMING, now=viewer.now))


def past_meetings(viewer: Viewer) -> tuple[Meeting, ...]:
    """The latest meetings that are over, the latest first."""
    return tuple(_meeting(row, viewer) for row in policy.read(viewer, PAST, now=viewer.now))


def next_meetings(viewer: Viewer, *, most: int) -> tuple[Meeting, ...]:
    """The next meetings, with those cancelled since the viewer was last here. One statement."""
    rows = policy.read(viewer, NEXT, now=viewer.now, since=viewer.since or viewer.now, most=most)
    return tuple(_meeting(row, viewer) for row in rows)


def meeting(viewer: Viewer, ref: str) -> Meeting | None:
    """One meeting, or None when there is none that this viewer may see."""
    rows = policy.read(viewer, ONE, ref=ref)
    return _meeting(rows[0], viewer) if rows else None


def _meeting(row: Row[Any], viewer: Viewer) -> Meeting:
    is_cancelled = row.status in CANCELLED
    is_online = row.form in ONLINE
    is_open = may_join(starts_at=row.starts_at, ends_at=row.ends_at, now=viewer.now)
    return Meeting(
        ref=row.ref,
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        form=row.form,
        place=row.place,
        address=row.address,
        directions=row.directions,
        phone=row.phone,
        phone_code=row.phone_code,
        help_url=row.help_url,
        convener=row.convener,
        convener_phone=row.convener_phone,
        changed_at=row.changed_at,
        participants=tuple(Participant(**participant) for participant in row.participants or ()),
        is_online=is_online,
        has_link=row.has_link,
        is_open=is_open and is_online and row.has_link and not is_cancelled,
        is_past=row.ends_at <= viewer.now,
        is_cancelled=is_cancelled,
        is_new=viewer.since is not None and row.changed_at > viewer.since,
    )
