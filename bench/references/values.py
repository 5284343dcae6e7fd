"""Rows of the raw driver, made into the values that the portal's templates show."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from bench.references.drivers import Driver
from bench.references.duties import Asking
from bench.references.statements import (
    ACTIVITIES,
    CONTACTS,
    DOCUMENTS,
    GOALS,
    MEETINGS,
    PLAN_IN_SHORT,
    PLANS,
)
from portal.features.appointments.queries import ONLINE
from portal.features.appointments.values import Meeting, Participant
from portal.features.care_plan.values import (
    Document,
    Note,
    OtherPlan,
    Party,
    Plan,
    PlannedActivity,
    PlannedGoal,
)
from portal.features.contacts.queries import Contact
from portal.features.home.values import Home, News
from portal.models.activity_state import activity_state
from portal.models.appointment import OPENS_BEFORE
from portal.models.goal_state import goal_state
from portal.models.meeting_state import MeetingState
from portal.models.noun import swedish_date

Value = TypeVar("Value")


def home(driver: Driver, asking: Asking) -> Home:
    """Everything on the home page, in three statements."""
    now, since = driver.stored(asking.now), driver.stored(asking.since or asking.now)
    today = str(swedish_date(asking.now))
    rows = driver.rows(MEETINGS, (asking.person_id, now, since))
    meetings = [_meeting(row, asking) for row in rows]
    rows = driver.rows(CONTACTS, (asking.person_id, today, today))
    people = tuple(
        _made(Contact, *row, place == 0, _is_new(row[12], asking)) for place, row in enumerate(rows)
    )
    rows = driver.rows(PLAN_IN_SHORT, (asking.person_id,))
    activities = [_activity(row, {}, asking) for row in rows]
    news = [
        *(
            News("meeting", one.title, one.changed_at, one.ref, one)
            for one in meetings
            if one.is_new
        ),
        *(News("contact", one.name, one.changed_at, one.ref) for one in people if one.is_new),
        *(
            News(f"activity-{one.change}", one.title, one.changed_at)
            for one in activities
            if one.is_new
        ),
    ]
    ref, state, kept_by, phone, title, changed_at, fetched_at = rows[0][17:]
    return Home(
        meeting=next((one for one in meetings if one.is_booked), None),
        undecided=tuple(one for one in meetings if one.is_undecided),
        contacts=people,
        plan=Plan(
            ref,
            state,
            kept_by,
            phone,
            title,
            changed_at=changed_at,
            fetched_at=fetched_at,
            activities=tuple(one for one in activities if one.change != "removed"),
        ),
        news=tuple(sorted(news, key=lambda one: one.at, reverse=True)),
        since=asking.since,
    )


def plan(driver: Driver, asking: Asking) -> Plan:
    """The foremost plan, in four statements."""
    row, *others = driver.rows(PLANS, (driver.stored(asking.now), asking.person_id))
    *told, notes, lead, units, version_id = row
    mine = (version_id, asking.person_id)
    goals = driver.rows(GOALS, mine)
    texts = {goal[0]: goal[1] for goal in goals}
    found = [_activity(row, texts, asking) for row in driver.rows(ACTIVITIES, mine)]
    activities = tuple(one for one in found if one.change != "removed")
    return _made(
        Plan,
        *told,
        tuple(Note(**note) for note in notes),
        Party(**lead) if lead else None,
        tuple(Party(**unit) for unit in units),
        tuple(
            PlannedGoal(
                key,
                text,
                goal_state(status, achievement, starts_on, asking.now),
                due_on,
                due_on.is_over(asking.now),
                tuple(one for one in activities if text in one.goals),
            )
            for key, text, status, achievement, due_on, starts_on in goals
        ),
        activities,
        tuple(Document(*document) for document in driver.rows(DOCUMENTS, mine)),
        tuple(
            OtherPlan(other[0], other[4], other[10], other[11], other[5], "", other[2])
            for other in others
        ),
        _is_new(told[9], asking),
    )


def _meeting(row: Sequence[Any], asking: Asking) -> Meeting:
    *told, participants, _requested, moved_from, sequence, changed_at, status, has_link = row
    starts_at, ends_at, form = told[2:5]
    is_online = form in ONLINE
    is_near = starts_at - OPENS_BEFORE <= asking.now < ends_at
    return _made(
        Meeting,
        *told,
        tuple(Participant(**one) for one in participants),
        (),
        moved_from,
        sequence,
        changed_at,
        MeetingState(status),
        is_online,
        has_link,
        is_near and is_online and has_link,
        ends_at <= asking.now,
        _is_new(changed_at, asking),
    )


def _activity(row: Sequence[Any], goals: dict[str, str], asking: Asking) -> PlannedActivity:
    key, title, reason, goal_keys, *told, status, why, change, changed_at, is_proposal = row[:17]
    towards = tuple(goals[one] for one in goal_keys if one in goals)
    first, last = told[-2:]
    state = activity_state(status, first, last, asking.now, is_proposal=is_proposal)
    values = (key, title, reason, towards, *told, state, why, change, changed_at)
    return _made(PlannedActivity, *values, _is_new(changed_at, asking), is_proposal)


def _made(kind: Callable[..., Value], *values: Any) -> Value:
    """A value from columns in the order of its fields; no type checker can count a row."""
    return kind(*values)


def _is_new(at: Any, asking: Asking) -> bool:
    return asking.since is not None and at > asking.since
