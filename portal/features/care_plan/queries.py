"""A plan as a viewer may see it: four statements, however much is in it."""

from typing import Any

from sqlalchemy import Row

from portal.access import policy
from portal.features.care_plan import statements
from portal.features.care_plan.values import (
    Companion,
    Document,
    Note,
    OtherPlan,
    Party,
    Plan,
    PlannedActivity,
    PlannedGoal,
    Target,
    Version,
)
from portal.identity.viewer import Viewer
from portal.models.activity import Change
from portal.models.activity_state import activity_state
from portal.models.care_plan import PlanState
from portal.models.goal_state import goal_state
from portal.partial_date import PartialDate


def current_plan(viewer: Viewer, ref: str | None = None) -> Plan | None:
    """The plan named by `ref`, else the foremost one; None when there is none."""
    rows = policy.read(viewer, statements.PLANS, now=viewer.now)
    chosen = next((row for row in rows if ref in (None, row.ref)), None)
    if chosen is None or chosen.version_id is None:
        return chosen and _not_shown(chosen)
    others = tuple(
        OtherPlan(
            row.ref,
            row.title,
            row.made_on,
            row.starts_on,
            row.kind,
            row.kind_text,
            row.kept_by,
        )
        for row in rows
        if row.version_id and row != chosen
    )
    return _plan(viewer, chosen, others)


def versions(viewer: Viewer, plan_ref: str) -> tuple[Version, ...]:
    """All versions of a plan, the newest first."""
    rows = policy.read(viewer, statements.VERSIONS, ref=plan_ref)
    return tuple(Version(row.ref, row.source_at, row.is_current) for row in rows)


def version_content(viewer: Viewer, ref: str) -> Plan | None:
    """What one version said, for comparing with another; None when there is no such version."""
    rows = policy.read(viewer, statements.VERSION, ref=ref)
    if not rows:
        return None
    [row] = rows
    goals, activities = _content(viewer, row.id)
    return Plan(
        ref=ref,
        state=PlanState.SHOWN,
        kept_by="",
        kept_by_phone="",
        own_words=row.own_words,
        lead=_lead(row.lead),
        units=tuple(Party(**unit) for unit in row.units or ()),
        goals=goals,
        activities=activities,
    )


def file(viewer: Viewer, ref: str) -> tuple[str, bytes] | None:
    """A document's media type and bytes, or None when this viewer may see no such document."""
    rows = policy.read(viewer, statements.FILE, ref=ref)
    return (rows[0].content_type, rows[0].content) if rows else None


def _not_shown(row: Row[Any]) -> Plan:
    return Plan(row.ref, row.state, row.kept_by, row.kept_by_phone)


def _plan(viewer: Viewer, row: Row[Any], others: tuple[OtherPlan, ...]) -> Plan:
    goals, activities = _content(viewer, row.version_id)
    return Plan(
        ref=row.ref,
        state=row.state,
        kept_by=row.kept_by,
        kept_by_phone=row.kept_by_phone,
        title=row.title,
        description=row.description,
        kind=row.kind,
        kind_text=row.kind_text,
        status=row.status,
        language=row.language,
        changed_at=row.source_at,
        fetched_at=row.received_at,
        made_on=row.made_on,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        begins_later=row.starts_on is not None and row.starts_on.begins_after(viewer.now),
        has_ended=row.ends_on is not None and row.ends_on.is_over(viewer.now),
        follow_up_at=row.follow_up_at,
        follow_up_ref=row.follow_up_ref,
        own_words=row.own_words,
        notes=_notes(row),
        lead=_lead(row.lead),
        units=tuple(Party(**unit) for unit in row.units or ()),
        narrative=(row.not_shown or {}).get("narrative", "empty"),
        unnamed_activities=(row.not_shown or {}).get("activities", 0),
        goals=goals,
        activities=activities,
        documents=_documents(viewer, row.version_id),
        other_plans=others,
        is_readable=True,
    )


def _content(
    viewer: Viewer, version_id: int
) -> tuple[tuple[PlannedGoal, ...], tuple[PlannedActivity, ...]]:
    """The goals and the activities of a version, each with what it has of the other."""
    goals = policy.read(viewer, statements.GOALS, version_id=version_id)
    texts = {row.key: row.text for row in goals}
    rows = policy.read(viewer, statements.ACTIVITIES, version_id=version_id)
    activities = tuple(
        planned for row in rows if (planned := planned_activity(viewer, row, texts)).is_in_plan
    )
    return tuple(_goal(viewer, row, activities) for row in goals), activities


def planned_activity(viewer: Viewer, row: Row[Any], goal_texts: dict[str, str]) -> PlannedActivity:
    """One activity from a row of `statements.ACTIVITY_COLUMNS`."""
    return PlannedActivity(
        key=row.key,
        title=row.title,
        reason=row.reason,
        instructions=row.instructions,
        progress=row.progress,
        notes=_notes(row),
        goals=tuple(goal_texts[key] for key in row.goal_keys or () if key in goal_texts),
        answered_by=row.answered_by,
        authority=row.authority,
        unit=row.unit,
        person=row.person,
        phone=row.phone,
        together=tuple(Companion(**one) for one in row.together or ()),
        how_often=row.how_often,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=activity_state(
            row.status, row.starts_on, row.ends_on, viewer.now, is_proposal=row.is_proposal
        ),
        status_reason=row.status_reason,
        change=_change(viewer, row),
        changed_at=row.changed_at,
        is_new=viewer.since is not None and row.changed_at > viewer.since,
        is_proposal=row.is_proposal,
    )


def _change(viewer: Viewer, row: Row[Any]) -> str:
    """What changed before the viewer could see it is new to the viewer."""
    is_unseen = viewer.widened_at is not None and row.changed_at <= viewer.widened_at
    return Change.ADDED if is_unseen and row.change == Change.CHANGED else str(row.change)


def _goal(viewer: Viewer, row: Row[Any], activities: tuple[PlannedActivity, ...]) -> PlannedGoal:
    return PlannedGoal(
        key=row.key,
        text=row.text,
        state=goal_state(row.status, row.achievement, row.starts_on, viewer.now),
        due_on=row.due_on,
        is_due_past=row.due_on is not None and row.due_on.is_over(viewer.now),
        activities=tuple(one for one in activities if row.text in one.goals and one.is_agreed),
        targets=tuple(_target(target) for target in row.targets or ()),
        notes=_notes(row),
    )


def _target(target: dict[str, str]) -> Target:
    due = PartialDate(target["due"]) if target["due"] else None
    return Target(target["measure"], target["value"], due)


def _notes(row: Row[Any]) -> tuple[Note, ...]:
    return tuple(Note(**note) for note in row.notes or ())


def _documents(viewer: Viewer, version_id: int) -> tuple[Document, ...]:
    return tuple(
        Document(
            row.ref,
            row.title,
            row.content_type,
            row.size,
            row.made_on,
            row.content.decode("utf-8", "replace"),
        )
        for row in policy.read(viewer, statements.DOCUMENTS, version_id=version_id)
    )


def _lead(lead: dict[str, Any] | None) -> Party | None:
    return Party(**lead) if lead else None
