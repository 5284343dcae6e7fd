"""Mål: from Goal to rows of `goal`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.intake.labels import is_confidential, is_for_patient
from portal.intake.project.activity import short_key
from portal.intake.project.days import last_day
from portal.intake.project.surroundings import Surroundings
from portal.intake.reading import words
from portal.intake.references import key_of

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
OPEN = frozenset({"proposed", "planned", "accepted", "active", "on-hold"})

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
            "due_on": _due(goal),
            "is_confidential": is_confidential(goal),
            "is_shown": is_for_patient(goal),
        }
        rows.setdefault(row["key"], row)
    return [{**row, "seq": seq} for seq, row in enumerate(rows.values())]


def follow_up_on(rows: list[Row]) -> date | None:
    """When the first goal that is still open is to be looked at."""
    return min(
        (row["due_on"] for row in rows if row["due_on"] and row["status"] in OPEN), default=None
    )


def _achievement(goal: Mapping[str, Any]) -> str:
    codings = (goal.get("achievementStatus") or {}).get("coding") or []
    return next((one["code"] for one in codings if one.get("code") in ACHIEVEMENTS), "")


def _due(goal: Mapping[str, Any]) -> date | None:
    days = (last_day(target.get("dueDate")) for target in goal.get("target") or [])
    return max(filter(None, days), default=None)
