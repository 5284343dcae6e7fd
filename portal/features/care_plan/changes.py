"""What changed between two versions of a plan: a pure function."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.features.care_plan.values import Party, Plan, PlannedActivity, PlannedGoal
from portal.partial_date import PartialDate

ACTIVITY_FIELDS = (
    "title",
    "reason",
    "answered_by",
    "authority",
    "unit",
    "person",
    "phone",
    "how_often",
    "starts_on",
    "ends_on",
    "state",
    "status_reason",
)
GOAL_FIELDS = ("text", "state", "due_on")
PLAN_FIELDS = ("own_words",)

Told = str | PartialDate | None
"""What a page can say of a value: words, a state it knows, or a date as it was sent."""


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One thing that is different; a page turns it into a sentence.

    `kind` is added, removed or changed; `what` is plan, goal or activity; `field` is empty
    unless something was changed.
    """

    kind: str
    what: str
    title: str
    field: str = ""
    before: Told = None
    after: Told = None


def changes_between(older: Plan, newer: Plan) -> tuple[PlanChange, ...]:
    """What a reader of the older version needs to be told to know the newer one."""
    return (
        *_changed("plan", "", older, newer, PLAN_FIELDS),
        *_parties(older, newer),
        *_things("goal", older.goals, newer.goals, "text", GOAL_FIELDS),
        *_things("activity", older.activities, newer.activities, "title", ACTIVITY_FIELDS),
    )


def _things(
    what: str,
    older: tuple[PlannedGoal, ...] | tuple[PlannedActivity, ...],
    newer: tuple[PlannedGoal, ...] | tuple[PlannedActivity, ...],
    name: str,
    fields: tuple[str, ...],
) -> Iterator[PlanChange]:
    before = {one.key: one for one in older}
    after = {one.key: one for one in newer}
    for key, one in after.items():
        if key not in before:
            yield PlanChange("added", what, getattr(one, name))
        else:
            yield from _changed(what, getattr(one, name), before[key], one, fields)
    for key, one in before.items():
        if key not in after:
            yield PlanChange("removed", what, getattr(one, name))


def _changed(
    what: str, title: str, older: Any, newer: Any, fields: tuple[str, ...]
) -> Iterator[PlanChange]:
    for field in fields:
        before, after = getattr(older, field), getattr(newer, field)
        if before != after:
            yield PlanChange("changed", what, title, field, before, after)


def _parties(older: Plan, newer: Plan) -> Iterator[PlanChange]:
    """Who leads and who takes part: a renamed unit is one that left and one that came."""
    if _name(older.lead) != _name(newer.lead):
        yield PlanChange("changed", "plan", "", "lead", _name(older.lead), _name(newer.lead))
    before, after = _names(older.units), _names(newer.units)
    if before != after:
        yield PlanChange("changed", "plan", "", "units", before, after)


def _name(party: Party | None) -> str:
    return party.name if party else ""


def _names(parties: tuple[Party, ...]) -> str:
    return ", ".join(sorted(party.name for party in parties))
