"""Insatser: from ServiceRequest, Task or an inline detail to rows of `activity`."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.intake.labels import is_confidential, is_for_patient
from portal.intake.project.days import period
from portal.intake.project.notes import notes
from portal.intake.project.party import Party, party
from portal.intake.project.responsible import nobody, responsible
from portal.intake.project.surroundings import Surroundings
from portal.intake.project.timing import timing_of_detail, timing_of_request, timing_of_task
from portal.intake.reading import all_words, extensions, notes_text, words
from portal.intake.references import key_of
from portal.intake.structure.primitives import is_value

STATUSES = {
    "ServiceRequest": {
        "draft": "not-started",
        "active": "in-progress",
        "on-hold": "on-hold",
        "revoked": "stopped",
        "completed": "completed",
    },
    "Task": {
        "draft": "not-started",
        "requested": "not-started",
        "received": "not-started",
        "ready": "not-started",
        "accepted": "scheduled",
        "in-progress": "in-progress",
        "on-hold": "on-hold",
        "rejected": "cancelled",
        "cancelled": "cancelled",
        "failed": "stopped",
        "completed": "completed",
    },
}
NOT_AGREED = frozenset({"proposal", "option"})
TO_GOAL = ("resource-pertainsToGoal", "workflow-pertainsToGoal")
STATUS_REASON = "request-statusReason"

Raw = Mapping[str, Any]
Row = dict[str, Any]


def activities(plan: Raw, plan_key: str, around: Surroundings, custodian: Party) -> list[Row]:
    """The insatser of a plan, in its order. What was entered in error is not one."""
    rows: list[Row] = []
    given: dict[str, str] = {}  # by each key the one that its last repetition got
    for found in plan.get("activity") or []:
        row = _activity(found, plan_key, around, custodian)
        if row is None or (row["key"] in given and "reference" in found):
            continue
        key = row["key"]
        given[key] = _key(given[key], "again") if key in given else key
        rows.append({"is_proposal": False, **row, "key": given[key], "seq": len(rows)})
    return rows


def _activity(found: Raw, plan_key: str, around: Surroundings, custodian: Party) -> Row | None:
    detail = found.get("detail")
    if detail:
        return _from_detail(found, detail, plan_key, around, custodian)
    reference = found.get("reference")
    if not reference:
        return None
    resource, key = around.of(reference), key_of(reference, around.source)
    if resource.get("status") == "entered-in-error":
        return None
    match resource.get("resourceType"):
        case "ServiceRequest" if key:
            row = _from_request(resource, short_key(key), around, custodian)
        case "Task" if key:
            row = _from_task(resource, short_key(key), around, custodian)
        case _:
            return _by_display(found, key, plan_key, around)
    return {**row, "progress": _progress(found)}


def _by_display(found: Raw, key: str | None, plan_key: str, around: Surroundings) -> Row | None:
    """What is called something, and is of a type that we do not read: its name and no more."""
    reference = found["reference"]
    title = str(reference.get("display", "")).strip()
    if not title or is_to_come(reference, around) or is_gone(reference, around):
        return None
    return {
        "key": short_key(key) if key else _key(plan_key, title),
        "title": title,
        "reason": "",
        "instructions": "",
        "notes": [],
        "progress": _progress(found),
        **nobody(),
        "how_often": "",
        "starts_on": None,
        "ends_on": None,
        "status": "unknown",
        "status_reason": "",
        "goal_keys": _goal_keys(list(_linked_goals(found)), around),
        "is_confidential": False,
        "is_shown": True,
    }


def is_to_come(reference: Raw, around: Surroundings) -> bool:
    """Tell if a reference leads to an insats of a type that we read, and that has not come yet."""
    key = key_of(reference, around.source)
    return around.kind_of(reference) in STATUSES and key is not None and not around.has_come(key)


def is_gone(reference: Raw, around: Surroundings) -> bool:
    """Tell if a reference leads to what has been here, and was taken away or is no insats."""
    key = key_of(reference, around.source)
    return key is not None and around.has_come(key) and not around.of(reference)


def untitled(plan: Raw, around: Surroundings) -> int:
    """How many insatser of a plan there is nothing to show of: not even what they are called."""
    references = [one.get("reference") for one in plan.get("activity") or [] if "detail" not in one]
    return sum(
        reference is not None
        and around.of(reference).get("resourceType") not in STATUSES
        and not is_gone(reference, around)
        and (is_to_come(reference, around) or not str(reference.get("display", "")).strip())
        for reference in references
    )


def _from_request(request: Raw, key: str, around: Surroundings, custodian: Party) -> Row:
    timing = request.get("occurrenceTiming")
    when = request.get("occurrencePeriod") or _bounds(timing)
    starts, ends = period(when or _at(request.get("occurrenceDateTime")))
    parties = [party(one, around) for one in request.get("performer") or []]
    return {
        "key": key,
        "title": words(request["code"]),
        "reason": all_words(request.get("reasonCode")),
        "instructions": request.get("patientInstruction", ""),
        "notes": notes(request.get("note"), around),
        "progress": "",
        **responsible(parties, words(request.get("performerType")), custodian),
        "how_often": timing_of_request(request).text,
        "starts_on": starts,
        "ends_on": ends,
        "status": STATUSES["ServiceRequest"].get(request["status"], "unknown"),
        "status_reason": _status_reason(request),
        **_common(request, around),
    }


def _from_task(task: Raw, key: str, around: Surroundings, custodian: Party) -> Row:
    starts, ends = period(
        task.get("executionPeriod") or (task.get("restriction") or {}).get("period")
    )
    owner = [party(task["owner"], around)] if "owner" in task else []
    return {
        "key": key,
        "title": task.get("description") or words(task.get("code")),
        "reason": words(task.get("reasonCode")),
        "instructions": "",
        "notes": notes(task.get("note"), around),
        "progress": "",
        **responsible(owner, all_words(task.get("performerType")), custodian),
        "how_often": timing_of_task(task).text,
        "starts_on": starts,
        "ends_on": ends,
        "status": STATUSES["Task"].get(task["status"], "unknown"),
        "status_reason": words(task.get("statusReason")),
        **_common(task, around),
    }


def _from_detail(
    found: Raw, detail: Raw, plan_key: str, around: Surroundings, custodian: Party
) -> Row | None:
    if detail["status"] == "entered-in-error":
        return None
    timing, said = detail.get("scheduledTiming"), detail.get("scheduledString", "")
    starts, ends = period(detail.get("scheduledPeriod") or _bounds(timing) or _day_in(said))
    parties = [party(one, around) for one in detail.get("performer") or []]
    title = detail.get("description") or words(detail.get("code"))
    return {
        "key": _key(plan_key, found.get("id") or title),
        "title": title,
        "reason": all_words(detail.get("reasonCode")),
        "instructions": "",
        "notes": [],
        **responsible(parties, "", custodian),
        "how_often": "" if _day_in(said) else timing_of_detail(detail).text,
        "starts_on": starts,
        "ends_on": ends,
        "status": detail["status"],
        "status_reason": words(detail.get("statusReason")),
        "progress": _progress(found),
        "goal_keys": _goal_keys([*(detail.get("goal") or []), *_linked_goals(found)], around),
        "is_confidential": False,
        "is_shown": detail.get("doNotPerform") is not True,
    }


def _progress(found: Raw) -> str:
    """What is said of how it went: what came of it, then the notes on the way."""
    outcomes = all_words(found.get("outcomeCodeableConcept"))
    return "\n\n".join(filter(None, (outcomes, notes_text(found.get("progress")))))


def _common(resource: Raw, around: Surroundings) -> Row:
    """An order *not* to do something would read as one to do it, so it is not shown.

    What is proposed, one of several options, or a draft is not yet agreed.
    """
    return {
        "is_proposal": resource["intent"] in NOT_AGREED or resource["status"] == "draft",
        "goal_keys": _goal_keys(list(_linked_goals(resource)), around),
        "is_confidential": is_confidential(resource),
        "is_shown": is_for_patient(resource) and resource.get("doNotPerform") is not True,
    }


def _linked_goals(element: Raw) -> Iterator[Raw]:
    for extension in extensions(element, *TO_GOAL):
        if "valueReference" in extension:
            yield extension["valueReference"]


def _goal_keys(links: Sequence[Raw], around: Surroundings) -> list[str]:
    keys = (key_of(link, around.source) for link in links)
    return list(dict.fromkeys(short_key(key) for key in keys if key))


def _status_reason(request: Raw) -> str:
    for extension in extensions(request, STATUS_REASON):
        return words(extension.get("valueCodeableConcept"))
    return ""


def _bounds(timing: Raw | None) -> Raw | None:
    """The first and the last day of a Timing, as far as it says."""
    timing = timing or {}
    found: Raw | None = (timing.get("repeat") or {}).get("boundsPeriod")
    events = timing.get("event")
    return found or ({"start": min(events), "end": max(events)} if events else None)


def _at(text: str | None) -> Raw:
    """What is done at one time begins and ends with it: it does not go on from then."""
    return {"start": text, "end": text}


def _day_in(said: str) -> Raw | None:
    """A day, where words were asked for: some systems have nowhere else to put it."""
    return _at(said) if is_value(said, "dateTime") else None


def _key(of: str, name: str) -> str:
    return hashlib.sha256(f"{of}\x1f{name}".encode()).hexdigest()


def short_key(key: str) -> str:
    """Contained resources have longer keys than the column; one of the same length then."""
    return key if len(key) <= 64 else hashlib.sha256(key.encode()).hexdigest()
