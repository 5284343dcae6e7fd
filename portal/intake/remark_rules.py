"""What is taken and not shown because of its value, or of what stands beside it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.identity.numbers import born_on
from portal.intake.identifiers import number_of
from portal.intake.mandates import reach_in, states_mandate
from portal.intake.outcome import Remark
from portal.intake.project.contact_details import (
    is_name,
    is_place,
    own_phones,
    whole_name,
    work_phones,
)
from portal.intake.project.days import first_day, is_within
from portal.intake.project.goal import ACHIEVEMENTS
from portal.intake.project.mandate import kind_of
from portal.intake.project.plan import KINDS, UNFINISHED
from portal.intake.project.timing import timing_not_shown
from portal.intake.project.virtual_service import unused_parts
from portal.intake.reading import MEETING_FORM, codes, is_care_contact, says_nothing, words
from portal.intake.structure.not_shown import not_shown
from portal.models.grant import GrantKind, MandateScope
from portal.settings import USUAL_AGES

PRIVATE = "Not shown: private, not in use now, or not a telephone number"
SECOND = "Not shown: another comes before it"
FORMER = "Not shown: a name that is not used, or not now"
BESIDE = "Not shown: what stands beside it is shown instead"
ONLY_NAME = "Of what it leads to only the display is shown"
NO_NAME = "Not shown, and counted on the page: of a type that is not read here, and without display"
MUTE_MANDATE = "This mandate opens nothing: its mandate-scope does not say care-for-person"
WHOLE = "Nothing of it is shown, because of this"

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Context:
    """What a rule may have to know beside the resource: `kinds` by the fullUrls of the bundle."""

    now: datetime
    kinds: Mapping[str, str] = field(default_factory=dict)

    def kind_of(self, reference: Raw, resource: Raw) -> str:
        """The type that a reference leads to, as far as the bundle says; else empty."""
        to = reference.get("reference", "")
        contained = {
            f"#{one.get('id')}": one["resourceType"] for one in resource.get("contained") or []
        }
        return str(contained.get(to) or self.kinds.get(to.lower()) or reference.get("type") or "")


Rule = Callable[[Raw, str, Context], Iterator[Remark]]


def _work_phones(resource: Raw, at: str, context: Context) -> Iterator[Remark]:
    yield from _phones(resource, work_phones(resource.get("telecom")), at, context)


def _own_phones(resource: Raw, at: str, context: Context) -> Iterator[Remark]:
    yield from _phones(resource, own_phones(resource.get("telecom")), at, context)


def _phones(resource: Raw, usable: Sequence[Raw], at: str, context: Context) -> Iterator[Remark]:
    current = [one for one in usable if is_within(one.get("period"), context.now)]
    for position, point in enumerate(resource.get("telecom") or []):
        if not any(point is one for one in current):
            yield not_shown(f"{at}.telecom[{position}]", PRIVATE)
        elif point is not current[0]:
            yield not_shown(f"{at}.telecom[{position}]", SECOND)


def _names(resource: Raw, at: str, context: Context) -> Iterator[Remark]:
    usable = [
        name
        for name in resource.get("name") or []
        if is_name(name) and whole_name(name) and is_within(name.get("period"), context.now)
    ]
    first = next(iter(sorted(usable, key=lambda name: name.get("use") == "temp")), None)
    for position, name in enumerate(resource.get("name") or []):
        if name is not first:
            why = SECOND if any(name is one for one in usable) else FORMER
            yield not_shown(f"{at}.name[{position}]", why)


def _address(location: Raw, at: str, context: Context) -> Iterator[Remark]:
    address = location.get("address")
    if address and not (is_place(address) and is_within(address.get("period"), context.now)):
        yield not_shown(f"{at}.address", "Not shown: not an address to go to now")


def _first_of(*names: str) -> Rule:
    """Elements of which only the first that is there is shown."""

    def rule(resource: Raw, at: str, _: Context) -> Iterator[Remark]:
        present = [name for name in names if name in resource]
        for name in present[1:]:
            yield not_shown(f"{at}.{name}", BESIDE)

    return rule


def _titles(meeting: Raw, at: str, context: Context) -> Iterator[Remark]:
    """As `_first_of`; an appointmentType in our own code says in what form one meets."""
    ours = codes(meeting.get("appointmentType"), MEETING_FORM)
    names = ("description", "serviceType", *(() if ours else ("appointmentType",)), "reasonCode")
    yield from _first_of(*names)(meeting, at, context)


def _first_words(name: str) -> Rule:
    """A list of concepts of which the first with words is shown."""

    def rule(resource: Raw, at: str, _: Context) -> Iterator[Remark]:
        worded = [position for position, one in enumerate(resource.get(name) or []) if words(one)]
        for position in worded[1:]:
            yield not_shown(f"{at}.{name}[{position}]", SECOND)

    return rule


def _activities(plan: Raw, at: str, context: Context) -> Iterator[Remark]:
    for position, activity in enumerate(plan.get("activity") or []):
        inner = f"{at}.activity[{position}]"
        reference, detail = activity.get("reference"), activity.get("detail") or {}
        if reference and context.kind_of(reference, plan) not in ("ServiceRequest", "Task"):
            yield not_shown(f"{inner}.reference", ONLY_NAME if _is_named(reference) else NO_NAME)
        if detail.get("description") and words(detail.get("code")):
            yield not_shown(f"{inner}.detail.code", BESIDE)
        if detail.get("doNotPerform"):
            yield not_shown(f"{inner}.detail.doNotPerform", WHOLE)


def _is_named(reference: Raw) -> bool:
    return bool(str(reference.get("display", "")).strip())


def _plan(plan: Raw, at: str, context: Context) -> Iterator[Remark]:
    if says_nothing(plan):
        yield not_shown(at, "Nothing in it to show: a narrative is never shown")
    if plan["status"] in UNFINISHED:
        yield not_shown(f"{at}.status", WHOLE)
    if plan["intent"] in ("proposal", "option"):
        yield not_shown(f"{at}.intent", WHOLE)
    for position, reference in enumerate(plan.get("goal") or []):
        if "reference" not in reference and "identifier" not in reference:
            yield not_shown(
                f"{at}.goal[{position}]", ONLY_NAME if _is_named(reference) else "Leads nowhere"
            )
    for position, reference in enumerate(plan.get("contributor") or []):
        if context.kind_of(reference, plan) in ("Patient", "RelatedPerson", "Device"):
            yield not_shown(f"{at}.contributor[{position}]")
    coded = [bool(codes(one, KINDS)) for one in plan.get("category") or []]
    for position in range(len(coded)):
        if True in coded and position != coded.index(True):
            yield not_shown(f"{at}.category[{position}]", SECOND)


def _leads_to(name: str, kind: str) -> Rule:
    """References of which those to one type are followed."""

    def rule(resource: Raw, at: str, context: Context) -> Iterator[Remark]:
        for position, reference in enumerate(resource.get(name) or []):
            if context.kind_of(reference, resource) not in (kind, "") or not {
                "reference",
                "identifier",
            } & set(reference):
                yield not_shown(f"{at}.{name}[{position}]")

    return rule


def _goal(goal: Raw, at: str, _: Context) -> Iterator[Remark]:
    achieved = goal.get("achievementStatus") or {}
    known = {coding.get("code") for coding in achieved.get("coding") or []} & ACHIEVEMENTS
    if achieved and not known:
        yield not_shown(f"{at}.achievementStatus", "Not shown: none of the codes of R4")


def _do_not_perform(request: Raw, at: str, _: Context) -> Iterator[Remark]:
    if request.get("doNotPerform"):
        yield not_shown(f"{at}.doNotPerform", WHOLE)


def _document(document: Raw, at: str, _: Context) -> Iterator[Remark]:
    if document["status"] != "current":
        yield not_shown(f"{at}.status", WHOLE)
    attachments = [one["attachment"] for one in document["content"]]
    named = [name for name in ("description", "type") if name in document]
    if all(one.get("title") for one in attachments):
        yield from (not_shown(f"{at}.{name}", BESIDE) for name in named)
    if "date" in document and all(one.get("creation") for one in attachments):
        yield not_shown(f"{at}.date", BESIDE)


def _team(team: Raw, at: str, _: Context) -> Iterator[Remark]:
    if is_care_contact(team):
        if team.get("status", "active") != "active":
            yield not_shown(f"{at}.status", WHOLE)
        if "name" in team:
            yield not_shown(f"{at}.name", "Not shown: it is the name of its one member")
    elif "note" in team:
        yield not_shown(f"{at}.note", "Not shown: of a fast kontakt only")


def _virtual_service(meeting: Raw, at: str, _: Context) -> Iterator[Remark]:
    yield from unused_parts(meeting, at)


def _mandate(relative: Raw, at: str, _: Context) -> Iterator[Remark]:
    """A mandate that opens nothing looks like one that does to whoever sends it."""
    reach = reach_in(relative)
    if not states_mandate(relative) or MandateScope.CARE_FOR_PERSON in reach:
        return
    began = first_day((relative.get("period") or {}).get("start", "")) or date.min
    kind = kind_of(began, born_on(number_of(relative["patient"]) or ""), USUAL_AGES)
    if reach or kind == GrantKind.TRUSTEE:
        yield not_shown(at, MUTE_MANDATE)


def _timing(resource: Raw, at: str, _: Context) -> Iterator[Remark]:
    for place, why in timing_not_shown(resource):
        yield not_shown(f"{at}.{place}", why)


RULES: Mapping[str, tuple[Rule, ...]] = {
    "Appointment": (
        _virtual_service,
        _titles,
        _leads_to("supportingInformation", "CarePlan"),
    ),
    "CarePlan": (_plan, _activities, _timing, _leads_to("supportingInfo", "DocumentReference")),
    "CareTeam": (_work_phones, _team),
    "DocumentReference": (_document,),
    "Goal": (_goal,),
    "Location": (_address,),
    "Organization": (_work_phones,),
    "Practitioner": (_work_phones, _names),
    "PractitionerRole": (_work_phones, _first_words("code"), _first_of("code", "specialty")),
    "RelatedPerson": (_own_phones, _names, _first_words("relationship"), _mandate),
    "ServiceRequest": (_do_not_perform, _timing),
    "Task": (
        _first_of("description", "code"),
        _timing,
    ),
}
"""By the type of the resource: what the marks alone cannot tell."""
