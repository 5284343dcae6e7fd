"""What a patient has that a grant can open: insatser and meetings, read for the patient."""

from dataclasses import dataclass

from sqlalchemy import bindparam, not_, or_, select

from portal.access import policy
from portal.features.sharing.values import Thing
from portal.identity.viewer import Viewer
from portal.models.activity import Activity, Change
from portal.models.appointment import Appointment
from portal.models.care_plan import CarePlan, PlanState, PlanVersion
from portal.models.meeting_state import CLOSED, has_status

activity = policy.visible(Activity)
version = policy.visible(PlanVersion)
plan = policy.visible(CarePlan)
meeting = policy.visible(Appointment)
ACTIVITIES = policy.narrowed(
    select(activity.key, activity.title, activity.answered_by)
    .join(version, version.id == activity.version_id)
    .join(plan, plan.id == version.plan_id)
    .where(
        plan.state == PlanState.SHOWN,
        version.is_current,
        activity.change != Change.REMOVED,
        activity.is_confidential.is_(False),
    )
    .order_by(version.id.desc(), activity.seq)
)
MEETINGS = policy.narrowed(
    select(meeting.ref, meeting.title, meeting.form, meeting.starts_at)
    .where(
        or_(meeting.ends_at > bindparam("now"), meeting.starts_at.is_(None)),
        not_(has_status(meeting.status, CLOSED)),
        meeting.is_confidential.is_(False),
    )
    .order_by(meeting.starts_at.is_(None), meeting.starts_at)
)


@dataclass(frozen=True, slots=True)
class Openable:
    """What the patient has that a grant can open; what is confidential is not among it."""

    activities: tuple[Thing, ...]
    meetings: tuple[Thing, ...]


def openable(viewer: Viewer) -> Openable:
    """Insatser of the patient's current plans, and coming meetings."""
    activities = {
        row.key: Thing(row.key, row.title, answered_by=row.answered_by)
        for row in policy.read(viewer, ACTIVITIES)
    }
    meetings = tuple(
        Thing(row.ref, row.title, form=row.form, at=row.starts_at)
        for row in policy.read(viewer, MEETINGS, now=viewer.now)
    )
    return Openable(tuple(activities.values()), meetings)
