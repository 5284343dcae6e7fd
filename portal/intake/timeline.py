"""The versions of one plan, from what was said of it and of its parts.

A version begins where the plan, a goal, an insats or a document of it changed, by the source's
clock. The versions depend only on what has been said, not on the order in which it arrived.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.intake.chronicle import ALWAYS, PARTS_OF_A_PLAN, Chronicle
from portal.intake.kept import Kept
from portal.intake.project.plan import PlanContent, plan_content
from portal.models.activity import Change
from portal.models.care_plan import PlanState

NEWS = ("change", "changed_at", "others_change", "others_changed_at")
NOT_COMPARED = frozenset({"seq", "is_confidential", *NEWS})
"""Who may see an insats changes nothing for the patient, who saw it before."""
NOT_TOLD_TO_OTHERS = NOT_COMPARED | {"goal_keys"}
"""Which goals an insats is for may lead to one that the viewer cannot see."""

Row = dict[str, Any]


@dataclass
class Version:
    """The plan from one moment on; without content it was deleted."""

    source_at: datetime
    received_at: datetime
    content: PlanContent | None
    activities: list[Row] = field(default_factory=list)
    """As in the content, and those that left, with how and when each last changed."""

    @property
    def state(self) -> PlanState:
        return self.content.state if self.content else PlanState.WITHDRAWN

    @property
    def fingerprint(self) -> str:
        return self.content.fingerprint if self.content else ""


def versions(plan: Kept, chronicle: Chronicle) -> list[Version]:
    """All versions of a plan, the first one first."""
    found: list[Version] = []
    for version in _stations(plan, chronicle):
        if not found or found[-1].fingerprint != version.fingerprint:
            found.append(version)
    _mark_changes(found, chronicle)
    return found


def _stations(plan: Kept, chronicle: Chronicle) -> Iterator[Version]:
    """The plan at each moment where something of it may have changed."""
    parts = [key for key in chronicle.reach(plan.key) if _is_part(key, plan, chronicle)]
    arrivals: dict[datetime, datetime] = {}
    for key in parts:
        for period in chronicle.periods[key]:
            known = arrivals.get(period.since, period.received_at)
            arrivals[period.since] = max(known, period.received_at)
    begins = chronicle.periods[plan.key][0].since
    moments = sorted(moment for moment in arrivals if moment >= begins)
    for moment, until in zip(moments, [*moments[1:], ALWAYS], strict=True):
        body = chronicle.body_at(plan.key, moment, until)
        around = chronicle.around(plan.source, moment, until)
        content = plan_content(body, plan.key, around) if body else None
        yield Version(moment, arrivals[moment], content)


def _is_part(key: str, plan: Kept, chronicle: Chronicle) -> bool:
    kept = chronicle.kept.get(key)
    return key == plan.key or (
        kept is not None and kept.kind in PARTS_OF_A_PLAN - {"CarePlan"} and bool(kept.said)
    )


def _mark_changes(found: list[Version], chronicle: Chronicle) -> None:
    """Say of each insats how and when it last changed, from one version to the next."""
    before: dict[str, Row] = {}
    for version in found:
        if version.content is None:
            continue
        goals = {row["key"] for row in version.content.goals if row["is_shown"]}
        secret = version.content.values["is_confidential"]
        now = {
            row["key"]: {**row, **_as_seen(row, goals, is_secret=secret)}
            for row in version.content.activities
        }
        rows = [
            {
                **row,
                **_change(row, before.get(key), version, chronicle),
                **_others_change(row, before.get(key), version, chronicle),
            }
            for key, row in now.items()
        ]
        left = [row for key, row in before.items() if key not in now]
        removed = dict.fromkeys(NEWS, version.received_at) | {
            "change": Change.REMOVED,
            "others_change": Change.REMOVED,
        }
        version.activities = rows + [
            {**row, **removed, "seq": len(rows) + position} for position, row in enumerate(left)
        ]
        before = {row["key"]: row for row in rows}


def _change(
    row: Row, before: Row | None, version: Version, chronicle: Chronicle
) -> Mapping[str, Any]:
    if before is None or (row["is_shown"] and not before["is_shown"]):
        return {"change": Change.ADDED, "changed_at": _arrived(row, version, chronicle)}
    if _without(row, NOT_COMPARED) != _without(before, NOT_COMPARED):
        return {"change": Change.CHANGED, "changed_at": version.received_at}
    return {"change": before["change"], "changed_at": before["changed_at"]}


def _others_change(
    row: Row, before: Row | None, version: Version, chronicle: Chronicle
) -> Mapping[str, Any]:
    """As it is told to whoever could not see it while it was confidential."""
    if before is None:
        change, at = Change.ADDED, _arrived(row, version, chronicle)
    elif (row["is_shown"] and not before["is_shown"]) or (
        before["is_confidential"] and not row["is_confidential"]
    ):
        change, at = Change.ADDED, version.received_at
    elif _without(row, NOT_TOLD_TO_OTHERS) != _without(before, NOT_TOLD_TO_OTHERS):
        change, at = Change.CHANGED, version.received_at
    else:
        change, at = before["others_change"], before["others_changed_at"]
    return {"others_change": change, "others_changed_at": at}


def _arrived(row: Row, version: Version, chronicle: Chronicle) -> datetime:
    period = chronicle.period_at(row["key"], version.source_at, ALWAYS)
    return max(version.received_at, period.received_at if period else version.received_at)


def _as_seen(row: Row, goals: Collection[str], *, is_secret: bool) -> Row:
    """With the goals that are shown, and confidential with the whole plan."""
    return {
        "goal_keys": [key for key in row["goal_keys"] if key in goals],
        "is_confidential": row["is_confidential"] or is_secret,
    }


def _without(row: Row, names: Collection[str]) -> Row:
    return {name: value for name, value in row.items() if name not in names}
