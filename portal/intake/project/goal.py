"""Mål: from Goal to rows of `goal`."""

from collections.abc import Mapping
from typing import Any

from portal.intake.labels import is_confidential, is_for_patient
from portal.intake.project.activity import short_key
from portal.intake.project.days import partial
from portal.intake.project.surroundings import Surroundings
from portal.intake.reading import words
from portal.intake.references import key_of
from portal.partial_date import PartialDate

ACHIEVEMENTS = frozenset(
    {
        "in-progress",
        "improving",
        "worsening",
        "no-change",
        "achieved",
        "sustaining",
        "not-achieved",
        "no-progress",
        "not-attainable",
    }
)

Row = dict[str, Any]


def goals(plan: Mapping[str, Any], around: Surroundings) -> list[Row]:
    """The goals of a plan, in its order. What was entered in error is not one."""
    rows: dict[str, Row] = {}
    for reference in plan.get("goal") or []:
        goal, key = around.of(reference), key_of(reference, around.source)
        if not goal or key is None or goal["lifecycleStatus"] == "entered-in-error":
            continue
        row = {
            "key": short_key(key),
            "text": words(goal["description"]),
            "status": goal["lifecycleStatus"],
            "achievement": _achievement(goal),
            "starts_on": partial(goal.get("startDate")),
            "due_on": _due(goal),
            "is_confidential": is_confidential(goal),
            "is_shown": is_for_patient(goal),
        }
        rows.setdefault(row["key"], row)
    return [{**row, "seq": seq} for seq, row in enumerate(rows.values())]


def _achievement(goal: Mapping[str, Any]) -> str:
    codings = (goal.get("achievementStatus") or {}).get("coding") or []
    return next((one["code"] for one in codings if one.get("code") in ACHIEVEMENTS), "")


def _due(goal: Mapping[str, Any]) -> PartialDate | None:
    days = (partial(target.get("dueDate")) for target in goal.get("target") or [])
    return max(filter(None, days), key=lambda day: day.last_day, default=None)
