"""What the status of a goal and the source's judgement of it mean: the one place that decides."""

from datetime import datetime
from enum import StrEnum

from portal.partial_date import PartialDate


class GoalState(StrEnum):
    """How far a goal has come."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    """Agreed, and not begun."""
    WORKING = "working"
    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CHANGE = "no-change"
    NOT_THERE = "not-there"
    UNATTAINABLE = "unattainable"
    ON_HOLD = "on-hold"
    REACHED = "reached"
    SUSTAINING = "sustaining"
    """Reached, and something is done to keep it so."""
    NOT_REACHED = "not-reached"
    """Nobody works towards it any more, and it was not reached."""
    CLOSED = "closed"
    """Nobody works towards it any more; whether it was reached is not said."""
    ABANDONED = "abandoned"
    UNKNOWN = "unknown"

    @property
    def is_open(self) -> bool:
        """Somebody still means to reach it."""
        return self not in OVER


OVER = frozenset(
    {
        GoalState.REACHED,
        GoalState.SUSTAINING,
        GoalState.NOT_REACHED,
        GoalState.CLOSED,
        GoalState.ABANDONED,
    }
)
REACHED = {"achieved": GoalState.REACHED, "sustaining": GoalState.SUSTAINING}
JUDGED = {
    **REACHED,
    "improving": GoalState.IMPROVING,
    "worsening": GoalState.WORSENING,
    "no-change": GoalState.NO_CHANGE,
    "no-progress": GoalState.NOT_THERE,
    "not-achieved": GoalState.NOT_THERE,
    "not-attainable": GoalState.UNATTAINABLE,
    "in-progress": GoalState.WORKING,
}
LIFECYCLE = {
    "planned": GoalState.PLANNED,
    "accepted": GoalState.PLANNED,
    "active": GoalState.WORKING,
}


def goal_state(
    status: str, achievement: str, starts_on: PartialDate | None, now: datetime
) -> GoalState:
    """Decide from FHIR `Goal.lifecycleStatus` and `achievementStatus`; either may be empty."""
    if status in ("cancelled", "rejected"):
        return GoalState.ABANDONED
    if achievement in REACHED:
        return REACHED[achievement]
    if status == "proposed":
        return GoalState.PROPOSED
    if status == "completed":
        failed = achievement in ("not-achieved", "no-progress", "not-attainable")
        return GoalState.NOT_REACHED if failed else GoalState.CLOSED
    if status == "on-hold":
        return GoalState.ON_HOLD
    if starts_on is not None and starts_on.begins_after(now) and status == "active":
        return GoalState.PLANNED
    return JUDGED.get(achievement) or LIFECYCLE.get(status, GoalState.UNKNOWN)
