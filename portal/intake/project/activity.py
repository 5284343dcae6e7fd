"""Insatser: from ServiceRequest, Task or an inline detail to rows of `activity`."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.intake.labels import is_confidential, is_for_patient
from portal.intake.project.days import period
from portal.intake.project.party import Party, party
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
    resource = around.of(reference)
    key = key_of(reference, around.source) if reference else None
    if key is None or resource.get("status") == "entered-in-error":
        return None
    match resource.get("resourceType"):
        case "ServiceRequest":
            return _from_request(resource, short_key(key), around, custodian)
        case "Task":
            return _from_task(resource, short_key(key), around, custodian)
    return None


def _from_request(request: Raw, key: str, around: Surroundings, custodian: Party) -> Row:
    timing = request.get("occurrenceTiming")
    when = request.get("occurrencePeriod") or _bounds(timing)
    starts, ends = period(when or _at(request.get("occurrenceDateTime")))
    reasons = all_words(request.get("reasonCode")) or notes_text(request.get("note"))
    parties = [party(one, around) for one in request.get("performer") or []]
    return {
        "key": key,
        "title": words(request["code"]),
        "reason": reasons or request.get("patientInstruction", ""),
        **_who(parties, words(request.get("performerType")), custodian),
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
        "reason": words(task.get("reasonCode")) or notes_text(task.get("note")),
        **_who(owner, all_words(task.get("performerType")), custodian),
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
        "reason": all_words(detail.get("reasonCode")) or notes_text(found.get("progress")),
        **_who(parties, "", custodian),
        "how_often": "" if _day_in(said) else timing_of_detail(detail).text,
        "starts_on": starts,
        "ends_on": ends,
        "status": detail["status"],
        "status_reason": words(detail.get("statusReason")),
        "goal_keys": _goal_keys([*(detail.get("goal") or []), *_linked_goals(found)], around),
        "is_confidential": False,
        "is_shown": detail.get("doNotPerform") is not True,
    }


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


def _who(parties: Sequence[Party], function: str, custodian: Party) -> Row:
    """Who answers: the first one named; unit, person and telephone from the first that has one."""
    first = next(iter(parties), Party("unknown"))
    staff = next((one for one in parties if one.kind == "staff"), Party("staff"))
    unit = next((one for one in parties if one.unit), Party("unit"))
    named = staff.name or function or staff.function
    if first.kind in ("patient", "relative"):
        return {
            "answered_by": first.kind,
            "authority": "",
            "unit": "",
            "person": first.name if first.kind == "relative" else "",
            "phone": first.phone if first.kind == "relative" else "",
        }
    return {
        "answered_by": first.answered_by,
        "authority": _authority(unit, custodian),
        "unit": unit.unit or (first.name if first.kind != "staff" else ""),
        "person": ", ".join(filter(None, (named, _in_a_sentence(staff)))),
        "phone": staff.phone or unit.unit_phone or first.phone,
    }


def _in_a_sentence(staff: Party) -> str:
    """As in "Karin Lind, distriktssköterska", however the source writes titles."""
    title = staff.function if staff.name else ""
    return title if title.isupper() else title[:1].lower() + title[1:]


def _authority(unit: Party, custodian: Party) -> str:
    """The huvudman by name: as the unit says, or the plan's keeper when it is the same body."""
    if unit.authority_name:
        return unit.authority_name
    same = unit.hsa[:12].upper() == custodian.hsa[:12].upper()
    return custodian.name if unit.hsa and same else ""


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
