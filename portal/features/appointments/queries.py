"""Meetings as a viewer may see them."""

from typing import Any

from sqlalchemy import Row, and_, bindparam, not_, or_, select

from portal.access import policy
from portal.features.appointments.values import Meeting, Participant, RequestedPeriod
from portal.identity.viewer import Viewer
from portal.models import meeting_state
from portal.models.appointment import Appointment, MeetingForm, may_join
from portal.models.meeting_state import MeetingState, has_status, is_meeting_over
from portal.partial_date import PartialDate

PAST_SHOWN = 20
"""How many past meetings one page shows; older ones are part of the plan's history."""
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
    appointment.requested,
    appointment.moved_from,
    appointment.sequence,
    appointment.changed_at,
    (appointment.video_url != "").label("has_link"),
)
IS_CALLED_OFF = has_status(appointment.status, meeting_state.CALLED_OFF)
HAS_BEEN = has_status(appointment.status, (*meeting_state.HELD, *meeting_state.MISSED))
HAS_NO_TIME = appointment.starts_at.is_(None)
AHEAD = and_(
    not_(HAS_BEEN),
    or_(appointment.ends_at > bindparam("now"), and_(HAS_NO_TIME, not_(IS_CALLED_OFF))),
)
BEHIND = or_(HAS_BEEN, appointment.ends_at <= bindparam("now"), and_(HAS_NO_TIME, IS_CALLED_OFF))
OFF = has_status(appointment.status, (*meeting_state.CALLED_OFF, *meeting_state.MISSED))
COMING = policy.narrowed(
    MEETING.where(AHEAD).order_by(HAS_NO_TIME, appointment.starts_at, appointment.id)
)
NEXT = policy.narrowed(
    MEETING.where(
        or_(and_(AHEAD, not_(OFF)), and_(OFF, appointment.changed_at > bindparam("since")))
    )
    .order_by(HAS_NO_TIME, appointment.starts_at, appointment.id)
    .limit(bindparam("most"))
)
PAST = policy.narrowed(
    MEETING.where(BEHIND)
    .order_by(HAS_NO_TIME, appointment.starts_at.desc(), appointment.id.desc())
    .limit(PAST_SHOWN)
)
ONE = policy.narrowed(MEETING.where(appointment.ref == bindparam("ref")))


def coming_meetings(viewer: Viewer) -> tuple[Meeting, ...]:
    """All meetings that are not over, the next one first; cancelled ones say so."""
    return tuple(_meeting(row, viewer) for row in policy.read(viewer, COMING, now=viewer.now))


def past_meetings(viewer: Viewer) -> tuple[Meeting, ...]:
    """The latest meetings that are over, the latest first."""
    return tuple(_meeting(row, viewer) for row in policy.read(viewer, PAST, now=viewer.now))


def next_meetings(viewer: Viewer, *, most: int) -> tuple[Meeting, ...]:
    """The next meetings, with those that were called off, or missed, since the viewer was last
    here. One statement."""
    rows = policy.read(viewer, NEXT, now=viewer.now, since=viewer.since or viewer.now, most=most)
    return tuple(_meeting(row, viewer) for row in rows)


def meeting(viewer: Viewer, ref: str) -> Meeting | None:
    """One meeting, or None when there is none that this viewer may see."""
    rows = policy.read(viewer, ONE, ref=ref)
    return _meeting(rows[0], viewer) if rows else None


def _meeting(row: Row[Any], viewer: Viewer) -> Meeting:
    state = meeting_state.meeting_state(
        row.status, row.starts_at, row.ends_at, viewer.now, moved_from=row.moved_from
    )
    is_online = row.form in ONLINE
    is_near = may_join(starts_at=row.starts_at, ends_at=row.ends_at, now=viewer.now)
    is_over = is_meeting_over(row.starts_at, row.ends_at, viewer.now)
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
        participants=tuple(Participant(**participant) for participant in row.participants or ()),
        requested=tuple(map(_requested, row.requested or ())),
        moved_from=row.moved_from,
        sequence=row.sequence,
        changed_at=row.changed_at,
        state=state,
        is_online=is_online,
        has_link=row.has_link,
        is_open=is_near and is_online and row.has_link and state.is_booked,
        is_past=is_over or state in (MeetingState.HELD, MeetingState.MISSED),
        is_new=viewer.since is not None and row.changed_at > viewer.since,
    )


def _requested(period: dict[str, str]) -> RequestedPeriod:
    first, last = (PartialDate(period.get(name, "")) or None for name in ("start", "end"))
    return RequestedPeriod(first, last)
