"""A plan as it stood at one moment: from CarePlan and what it refers to, to values of rows."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.intake import hashing
from portal.intake.identifiers import PROVENANCE_OF, Key
from portal.intake.labels import is_confidential, is_for_patient
from portal.intake.project.activity import activities, untitled
from portal.intake.project.days import partial, period
from portal.intake.project.document import documents
from portal.intake.project.goal import goals
from portal.intake.project.notes import notes
from portal.intake.project.party import Party, is_open, party
from portal.intake.project.surroundings import Surroundings
from portal.intake.reading import codes, words
from portal.models.care_plan import PlanState

KINDS = "https://fhir.inera.se/CodeSystem/typeofcareplan-cs"
UNFINISHED = frozenset({"draft", "unknown"})

Raw = Mapping[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class PlanContent:
    """Everything a patient could read in one version of a plan."""

    state: PlanState
    kept_by: str
    kept_by_phone: str
    values: Row
    goals: list[Row]
    activities: list[Row]
    documents: list[Row]

    @cached_property
    def fingerprint(self) -> str:
        """Equal for equal contents."""
        parts = [self.state, self.values, self.goals, self.activities, self.documents]
        return hashlib.sha256(hashing.text(parts).encode()).hexdigest()


def plan_content(plan: Raw, plan_key: str, around: Surroundings) -> PlanContent:
    """The content of one version."""
    author = party(plan.get("author"), around) if "author" in plan else Party("unknown")
    custodian = _custodian(plan_key, around)
    goal_rows = goals(plan, around)
    rows = activities(plan, plan_key, around, custodian)
    files = documents(plan, around)
    own_words, others = _notes(plan, around)
    if is_only_text(others) and not (goal_rows or rows or files or own_words):
        files, others = [_as_document(others, plan)], []
    starts_on, ends_on = period(plan.get("period"))
    return PlanContent(
        state=_state(plan),
        kept_by=author.unit or author.name or custodian.name,
        kept_by_phone=author.unit_phone or author.phone or custodian.phone,
        values={
            "title": plan.get("title", ""),
            "description": plan.get("description", ""),
            **_kind(plan),
            "status": plan["status"],
            "language": plan.get("language", "sv"),
            "made_on": partial(plan.get("created")),
            "starts_on": starts_on,
            "ends_on": ends_on,
            "own_words": own_words,
            "notes": others,
            "lead": _lead(custodian, author),
            "units": _units(plan, around),
            "not_shown": _not_shown(plan, around),
            "is_confidential": is_confidential(plan),
        },
        goals=goal_rows,
        activities=rows,
        documents=files,
    )


def _state(plan: Raw) -> PlanState:
    """Why a patient may not read it, or that they may. An unfinished plan is not theirs yet."""
    match plan["status"]:
        case "entered-in-error":
            return PlanState.ENTERED_IN_ERROR
        case "revoked":
            return PlanState.WITHDRAWN
        case status if status in UNFINISHED or plan["intent"] in ("proposal", "option"):
            return PlanState.NOT_FOR_PATIENT
    return PlanState.SHOWN if is_for_patient(plan) else PlanState.NOT_FOR_PATIENT


def _kind(plan: Raw) -> Row:
    """The kind of plan: a code that we have words for, else the source's own words."""
    categories = plan.get("category") or []
    code = next((code for one in categories for code in codes(one, KINDS)), "")
    texts = dict.fromkeys(filter(None, map(words, categories)))
    return {"kind": code, "kind_text": "" if code else ", ".join(texts)}


def _lead(custodian: Party, author: Party) -> Row:
    """Who has the overall responsibility; empty when it is not said."""
    if not (custodian.name or custodian.hsa or author.unit or author.name or author.hsa):
        return {}
    return {
        "name": custodian.name,
        "authority": (custodian if custodian.hsa else author).authority,
        "unit": author.unit or author.name,
        "phone": author.unit_phone or author.phone or custodian.phone,
    }


def _not_shown(plan: Raw, around: Surroundings) -> Row:
    """What the page must say that it leaves out: a narrative, and insatser without a name.

    A narrative that is `generated` says what the elements say, when there are any.
    """
    narrative = (plan.get("text") or {}).get("status", "empty")
    return {"narrative": narrative, "activities": untitled(plan, around)}


def _custodian(plan_key: str, around: Surroundings) -> Party:
    """Who has the overall responsibility: R4 says so only in the plan's Provenance."""
    key = Key(around.source, "Provenance", PROVENANCE_OF, plan_key).digest
    for agent in (around.find(key) or {}).get("agent") or []:
        concepts = [agent.get("type") or {}, *(agent.get("role") or [])]
        found = {one.get("code") for concept in concepts for one in concept.get("coding") or []}
        if "custodian" in found:
            return party(agent["who"], around)
    return Party("unknown")


def _notes(plan: Raw, around: Surroundings) -> tuple[str, list[Row]]:
    """The patient's own words, and everybody else's with whose they are."""
    found = notes(plan.get("note"), around)
    own = [note["text"] for note in found if note["by"] == "patient"]
    others: list[Row] = [dict(note) for note in found if note["by"] != "patient"]
    return "\n\n".join(own), others


def is_only_text(notes: list[Row]) -> bool:
    """Tell if notes are in nobody's name: then they are the plan itself, written as a text."""
    return bool(notes) and all(note["by"] == "unknown" and not note["name"] for note in notes)


def _as_document(notes: list[Row], plan: Raw) -> Row:
    """A plan with nothing but a text is a document: that is how many are sent."""
    return {
        "title": plan.get("title", ""),
        "content_type": "text/plain",
        "content": "\n\n".join(note["text"] for note in notes).encode(),
        "made_on": partial(plan.get("created")),
        "is_confidential": False,
        "is_shown": True,
    }


def _units(plan: Raw, around: Surroundings) -> list[Row]:
    """The units that take part, and staff without one, each once, in the order they are named."""
    found: dict[str, Row] = {}
    for one in _parties(plan, around):
        name = one.unit or (one.name if one.kind == "staff" else "")
        if name:
            found.setdefault(one.hsa or name, {"name": name, "authority": one.authority})
    return list(found.values())


def _parties(plan: Raw, around: Surroundings) -> Iterator[Party]:
    for reference in plan.get("contributor") or []:
        yield party(reference, around)
    for reference in plan.get("careTeam") or []:
        yield from _team(reference, around)
    if "author" in plan:
        yield party(plan["author"], around)


def _team(reference: Raw, around: Surroundings) -> Iterator[Party]:
    """The members of a team that there is; of one that is only named, the team."""
    team = around.of(reference)
    members = team.get("participant") or []
    if not members and (not team or is_open(team, around)):
        yield party(reference, around)
    for member in members if is_open(team, around) else []:
        if around.is_in_force(member.get("period")):
            yield party(member.get("member"), around)
