"""Mål: from Goal to rows of `goal`."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from portal.intake.labels import is_confidential, is_for_patient
from portal.intake.project.activity import short_key
from portal.intake.project.amounts import amount
from portal.intake.project.days import partial
from portal.intake.project.notes import notes
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
        row = _goal(goal, short_key(key), around) if goal and key else _by_display(reference, key)
        if row is not None:
            rows.setdefault(row["key"], row)
    return [{**row, "seq": seq} for seq, row in enumerate(rows.values())]


def _goal(goal: Mapping[str, Any], key: str, around: Surroundings) -> Row | None:
    if goal["lifecycleStatus"] == "entered-in-error":
        return None
    return {
        "key": key,
        "text": words(goal["description"]),
        "status": goal["lifecycleStatus"],
        "achievement": _achievement(goal),
        "starts_on": partial(goal.get("startDate")),
        "due_on": _due(goal),
        "targets": list(_targets(goal)),
        "notes": notes(goal.get("note"), around),
        "is_confidential": is_confidential(goal),
        "is_shown": is_for_patient(goal),
    }


def _by_display(reference: Mapping[str, Any], key: str | None) -> Row | None:
    """A goal that stands in the plan by its words alone."""
    text = str(reference.get("display", "")).strip()
    if key is not None or not text:
        return None
    return {
        "key": hashlib.sha256(text.encode()).hexdigest(),
        "text": text,
        "status": "",
        "achievement": "",
        "starts_on": None,
        "due_on": None,
        "targets": [],
        "notes": [],
        "is_confidential": False,
        "is_shown": True,
    }


def _targets(goal: Mapping[str, Any]) -> Iterator[Row]:
    """What is measured, what it should be, and by when, of each target that says any of it."""
    for target in goal.get("target") or []:
        detail = next((value for name, value in target.items() if name.startswith("detail")), None)
        row = {
            "measure": words(target.get("measure")),
            "value": amount(detail),
            "due": target.get("dueDate", ""),
        }
        if row["measure"] or row["value"] or row["due"]:
            yield row


def _achievement(goal: Mapping[str, Any]) -> str:
    codings = (goal.get("achievementStatus") or {}).get("coding") or []
    return next((one["code"] for one in codings if one.get("code") in ACHIEVEMENTS), "")


def _due(goal: Mapping[str, Any]) -> PartialDate | None:
    days = (partial(target.get("dueDate")) for target in goal.get("target") or [])
    return max(filter(None, days), key=lambda day: day.last_day, default=None)
