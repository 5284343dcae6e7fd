"""What a patient has that a grant can open: all that a relative could see, read for the patient."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, literal, select

from portal.access import policy
from portal.access.grants.values import Hideable
from portal.access.plan_language import plan_language
from portal.features.sharing.values import Kind, Thing
from portal.identity.viewer import Viewer
from portal.models.activity import Activity, Change
from portal.models.appointment import Appointment
from portal.models.care_manager import CareManager
from portal.models.care_plan import CarePlan, PlanState, PlanVersion
from portal.models.goal import Goal
from portal.models.meeting_state import CLOSED, is_meeting_over
from portal.models.plan_document import PlanDocument

activity = policy.visible(Activity)
goal = policy.visible(Goal)
document = policy.visible(PlanDocument)
version = policy.visible(PlanVersion)
plan = policy.visible(CarePlan)
meeting = policy.visible(Appointment)
contact = policy.visible(CareManager)
IS_READ = (plan.state == PlanState.SHOWN) & version.is_current
ACTIVITIES = policy.narrowed(
    select(
        activity.key,
        activity.name_key,
        activity.family,
        activity.title,
        activity.answered_by,
        activity.change,
        version.language,
    )
    .join(version, version.id == activity.version_id)
    .join(plan, plan.id == version.plan_id)
    .where(IS_READ, activity.is_confidential.is_(False))
    .order_by(version.id.desc(), activity.seq)
)
GOALS = policy.narrowed(
    select(goal.key, goal.name_key, goal.family, goal.text, version.language)
    .join(version, version.id == goal.version_id)
    .join(plan, plan.id == version.plan_id)
    .where(IS_READ, goal.is_confidential.is_(False))
    .order_by(version.id.desc(), goal.seq)
)
DOCUMENTS = policy.narrowed(
    select(document.key, document.name_key, document.family, document.title, version.language)
    .join(version, version.id == document.version_id)
    .join(plan, plan.id == version.plan_id)
    .where(IS_READ, document.is_confidential.is_(False), document.key != "")
    .order_by(version.id.desc(), document.id)
)
MEETINGS = policy.narrowed(
    select(
        meeting.ref, meeting.title, meeting.form, meeting.starts_at, meeting.ends_at, meeting.status
    )
    .where(meeting.status != literal("entered-in-error"), meeting.is_confidential.is_(False))
    .order_by(meeting.starts_at.is_(None), meeting.starts_at)
)
CONTACTS = policy.narrowed(
    select(contact.ref, contact.name, contact.function, contact.unit)
    .where(contact.is_confidential.is_(False))
    .order_by(contact.id)
)


@dataclass(frozen=True, slots=True)
class Openable:
    """What the patient has that a grant can open; what is confidential is not among it."""

    things: tuple[Thing, ...]

    @property
    def activities(self) -> tuple[Thing, ...]:
        """The insatser of the patient's current plans."""
        return tuple(one for one in self.things if one.kind == Kind.ACTIVITY and not one.is_over)


def openable(viewer: Viewer) -> Openable:
    """All that a relative can be shown: past and cancelled meetings, and ended insatser, too."""
    language = plan_language(viewer)
    found = (
        *(_activity(row) for row in policy.read(viewer, ACTIVITIES)),
        *(_meeting(row, viewer, language) for row in policy.read(viewer, MEETINGS)),
        *(_contact(row, language) for row in policy.read(viewer, CONTACTS)),
        *(_part(Kind.GOAL, row, row.text) for row in policy.read(viewer, GOALS)),
        *(_part(Kind.DOCUMENT, row, row.title) for row in policy.read(viewer, DOCUMENTS)),
    )
    return Openable(tuple({one.key: one for one in found}.values()))


def _hideable(row: Row[Any]) -> Hideable:
    return Hideable(row.key, row.name_key, row.family)


def _part(kind: Kind, row: Row[Any], title: str) -> Thing:
    return Thing(kind, _hideable(row), title, language=row.language)


def _activity(row: Row[Any]) -> Thing:
    is_over = row.change == Change.REMOVED
    return Thing(
        Kind.ACTIVITY,
        _hideable(row),
        row.title,
        language=row.language,
        answered_by=row.answered_by,
        is_over=is_over,
    )


def _meeting(row: Row[Any], viewer: Viewer, language: str) -> Thing:
    is_over = row.status in CLOSED or is_meeting_over(row.starts_at, row.ends_at, viewer.now)
    return Thing(
        Kind.MEETING,
        Hideable(row.ref),
        row.title,
        language=language,
        form=row.form,
        at=row.starts_at,
        is_over=is_over,
    )


def _contact(row: Row[Any], language: str) -> Thing:
    return Thing(
        Kind.CONTACT, Hideable(row.ref), row.name or row.function or row.unit, language=language
    )
