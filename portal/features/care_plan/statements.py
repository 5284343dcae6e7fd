"""The statements of the plan pages, each built and proven narrowed once."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, literal, select

from portal.access import policy
from portal.models.activity import Activity
from portal.models.appointment import Appointment
from portal.models.care_plan import CarePlan, PlanState, PlanVersion
from portal.models.goal import Goal
from portal.models.meeting_state import BOOKED, has_status
from portal.models.plan_document import PlanDocument


def foremost(plan: type[CarePlan], version: type[PlanVersion]) -> tuple[ColumnElement[Any], ...]:
    """The order of a patient's plans: one that can be read, is active, and was made last, first."""
    return (
        case((plan.state == PlanState.SHOWN, 0), else_=1),
        case((version.status == "active", 0), else_=1),
        version.made_on.desc().nulls_last(),
        plan.id.desc(),
    )


plan = policy.visible(CarePlan)
version = policy.visible(PlanVersion)
activity = policy.visible(Activity)
goal = policy.visible(Goal)
document = policy.visible(PlanDocument)
meeting = policy.visible(Appointment)

CURRENT = (version.plan_id == plan.id) & version.is_current
FOLLOW_UP = (
    select(meeting.id)
    .where(
        meeting.plan_resource_id == plan.resource_id,
        meeting.starts_at > bindparam("now"),
        has_status(meeting.status, BOOKED),
    )
    .order_by(meeting.starts_at)
    .limit(1)
    .correlate(plan)
    .scalar_subquery()
)
follow_up = policy.visible(Appointment, "follow_up")
PLANS = policy.narrowed(
    select(
        plan.ref,
        plan.state,
        plan.kept_by,
        plan.kept_by_phone,
        version.id.label("version_id"),
        version.title,
        version.description,
        version.kind,
        version.kind_text,
        version.status,
        version.language,
        version.source_at,
        version.received_at,
        version.made_on,
        version.starts_on,
        version.ends_on,
        version.own_words,
        version.notes,
        version.lead,
        version.units,
        version.not_shown,
        follow_up.starts_at.label("follow_up_at"),
        follow_up.ref.label("follow_up_ref"),
    )
    .select_from(plan)
    .outerjoin(version, CURRENT)
    .outerjoin(follow_up, follow_up.id == FOLLOW_UP)
    .order_by(*foremost(plan, version))
)
ACTIVITY_COLUMNS = (
    activity.key,
    activity.title,
    activity.reason,
    activity.instructions,
    activity.progress,
    activity.notes,
    activity.goal_keys,
    activity.answered_by,
    activity.authority,
    activity.unit,
    activity.person,
    activity.phone,
    activity.together,
    activity.how_often,
    activity.starts_on,
    activity.ends_on,
    activity.status,
    activity.status_reason,
    activity.is_proposal,
    activity.change,
    activity.changed_at,
)
ACTIVITIES = policy.narrowed(
    select(*ACTIVITY_COLUMNS)
    .where(activity.version_id == bindparam("version_id"))
    .order_by(activity.seq)
)
GOALS = policy.narrowed(
    select(
        goal.key,
        goal.text,
        goal.status,
        goal.achievement,
        goal.starts_on,
        goal.due_on,
        goal.targets,
        goal.notes,
    )
    .where(goal.version_id == bindparam("version_id"))
    .order_by(goal.seq)
)
IS_TEXT = document.content_type == "text/plain"
DOCUMENTS = policy.narrowed(
    select(
        document.ref,
        document.title,
        document.content_type,
        func.length(document.content).label("size"),
        document.made_on,
        case((IS_TEXT, document.content), else_=literal(b"")).label("content"),
    )
    .where(document.version_id == bindparam("version_id"))
    .order_by(document.id)
)
FILE = policy.narrowed(
    select(document.content_type, document.content)
    .join(version, version.id == document.version_id)
    .where(document.ref == bindparam("ref"))
)
VERSIONS = policy.narrowed(
    select(version.id, version.ref, version.source_at, version.is_current)
    .join(plan, plan.id == version.plan_id)
    .where(plan.ref == bindparam("ref"))
    .order_by(version.source_at.desc())
)
VERSION = policy.narrowed(
    select(version.id, version.own_words, version.lead, version.units).where(
        version.ref == bindparam("ref")
    )
)
