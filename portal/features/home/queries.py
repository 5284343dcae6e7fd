"""The four answers of home, in three statements: meetings, contacts, the plan in short."""

from collections.abc import Iterator

from sqlalchemy import select

from portal.access import policy
from portal.access.plan_language import SWEDISH
from portal.features.appointments.queries import next_meetings
from portal.features.appointments.values import Meeting, next_booked
from portal.features.care_plan import statements
from portal.features.care_plan.queries import planned_activity
from portal.features.care_plan.values import Plan, PlannedActivity
from portal.features.contacts.queries import Contact, contacts
from portal.features.home.values import Home, News
from portal.identity.viewer import Viewer
from portal.models.care_plan import CarePlan, PlanVersion

MEETINGS_READ = 10
"""The next meeting is among these; the others are read for what is new in them."""

any_plan = policy.visible(CarePlan, "any_plan", only=("id", "state"))
any_version = policy.visible(
    PlanVersion, "any_version", only=("plan_id", "is_current", "status", "made_on")
)
FOREMOST_PLAN = (
    select(any_plan.id)
    .outerjoin(any_version, (any_version.plan_id == any_plan.id) & any_version.is_current)
    .order_by(*statements.foremost(any_plan, any_version))
    .limit(1)
    .scalar_subquery()
)
plan = policy.visible(CarePlan, only=("id", "ref", "state", "kept_by", "kept_by_phone"))
version = policy.visible(
    PlanVersion,
    only=(
        *("id", "plan_id", "is_current", "title", "language", "source_at", "received_at"),
        *("status", "starts_on", "ends_on"),
    ),
)
PLAN_IN_SHORT = policy.narrowed(
    select(
        plan.ref.label("plan_ref"),
        plan.state,
        plan.kept_by,
        plan.kept_by_phone,
        version.title.label("plan_title"),
        version.language,
        version.status.label("plan_status"),
        version.starts_on.label("plan_starts_on"),
        version.ends_on.label("plan_ends_on"),
        version.source_at,
        version.received_at,
        *statements.ACTIVITY_COLUMNS,
    )
    .select_from(plan)
    .outerjoin(version, (version.plan_id == plan.id) & version.is_current)
    .outerjoin(statements.activity, statements.activity.version_id == version.id)
    .where(plan.id == FOREMOST_PLAN)
    .order_by(statements.activity.seq)
)


def home(viewer: Viewer) -> Home:
    """Everything on the home page."""
    meetings = next_meetings(viewer, most=MEETINGS_READ)
    people = contacts(viewer)
    plan, activities = _plan_in_short(viewer)
    news = sorted(
        (*_new_meetings(meetings), *_new_contacts(people), *_new_activities(activities)),
        key=lambda item: item.at,
        reverse=True,
    )
    return Home(
        meeting=next_booked(meetings),
        undecided=tuple(one for one in meetings if one.is_undecided),
        contacts=people,
        plan=plan,
        news=tuple(news),
        since=viewer.since,
    )


def _plan_in_short(viewer: Viewer) -> tuple[Plan | None, tuple[PlannedActivity, ...]]:
    rows = policy.read(viewer, PLAN_IN_SHORT)
    if not rows:
        return None, ()
    first = rows[0]
    activities = tuple(planned_activity(viewer, row, {}) for row in rows if row.key is not None)
    plan = Plan(
        ref=first.plan_ref,
        state=first.state,
        kept_by=first.kept_by,
        kept_by_phone=first.kept_by_phone,
        title=first.plan_title or "",
        status=first.plan_status or "",
        starts_on=first.plan_starts_on,
        ends_on=first.plan_ends_on,
        begins_later=bool(first.plan_starts_on and first.plan_starts_on.begins_after(viewer.now)),
        has_ended=bool(first.plan_ends_on and first.plan_ends_on.is_over(viewer.now)),
        language=first.language or SWEDISH,
        changed_at=first.source_at,
        fetched_at=first.received_at,
        activities=tuple(one for one in activities if one.is_in_plan),
    )
    return plan, activities


def _new_meetings(meetings: tuple[Meeting, ...]) -> Iterator[News]:
    for one in meetings:
        if one.is_new:
            yield News("meeting", one.title, one.changed_at, one.ref, one)


def _new_contacts(people: tuple[Contact, ...]) -> Iterator[News]:
    for one in people:
        if one.is_new:
            yield News("contact", one.name or one.function, one.changed_at, one.ref)


def _new_activities(activities: tuple[PlannedActivity, ...]) -> Iterator[News]:
    for one in activities:
        if one.is_new:
            what = "proposal" if one.is_proposal else "activity"
            yield News(f"{what}-{one.change}", one.title, one.changed_at)
