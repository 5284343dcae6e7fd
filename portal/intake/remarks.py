"""What the sender of a resource is told: everything of it that is taken and that no page shows.

The marks of the shapes say it of most elements. What depends on the value of one, or on what stands
beside it, is a rule here.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from portal.identity.numbers import born_on
from portal.intake.identifiers import number_of
from portal.intake.labels import APPROVED, unknown_labels
from portal.intake.mandates import reach_in, states_mandate
from portal.intake.open_ends import open_ends
from portal.intake.outcome import Remark
from portal.intake.phone_remarks import unclear_phones
from portal.intake.project.activity import STATUS_REASON, TO_GOAL
from portal.intake.project.care_manager import VIA_TEAM
from portal.intake.project.days import first_day
from portal.intake.project.mandate import kind_of
from portal.intake.project.timing import timing_not_shown
from portal.intake.project.virtual_service import unused_parts
from portal.intake.reading import OWN_EXTENSIONS, VIRTUAL_SERVICE, says_nothing
from portal.intake.structure.not_shown import Walk, not_shown
from portal.models.grant import GrantKind, MandateScope
from portal.settings import USUAL_AGES

Raw = Mapping[str, Any]
Rule = Callable[[Raw, str], Iterator[Remark]]

MUTE_MANDATE = "This mandate opens nothing: its mandate-scope does not say care-for-person"
WALK = Walk(
    frozenset({*OWN_EXTENSIONS, *VIRTUAL_SERVICE, *VIA_TEAM, *TO_GOAL, STATUS_REASON, APPROVED})
)


def remarks_on(resource: Raw, at: str) -> Iterator[Remark]:
    """The remarks on a resource that has no faults, each with its place."""
    for position in unknown_labels(resource):
        yield not_shown(f"{at}.meta.security[{position}]", "Unknown label: kept, not shown")
    yield from WALK.of_resource(resource, at)
    yield from unclear_phones(resource, at)
    yield from open_ends(resource, at)
    yield from _by_rules(resource, at)
    for position, contained in enumerate(resource.get("contained") or []):
        yield from _by_rules(contained, f"{at}.contained[{position}]")


def _by_rules(resource: Raw, at: str) -> Iterator[Remark]:
    for rule in RULES.get(str(resource["resourceType"]), ()):
        yield from rule(resource, at)


def _of_empty_plan(plan: Raw, at: str) -> Iterator[Remark]:
    if says_nothing(plan):
        yield not_shown(at, "Nothing in it to show: a narrative is never shown")


def _of_timing(resource: Raw, at: str) -> Iterator[Remark]:
    for place, why in timing_not_shown(resource):
        yield not_shown(f"{at}.{place}", why)


def _of_mandate(relative: Raw, at: str) -> Iterator[Remark]:
    """A mandate that opens nothing looks like one that does to whoever sends it."""
    reach = reach_in(relative)
    if not states_mandate(relative) or MandateScope.CARE_FOR_PERSON in reach:
        return
    began = first_day((relative.get("period") or {}).get("start", "")) or date.min
    kind = kind_of(began, born_on(number_of(relative["patient"]) or ""), USUAL_AGES)
    if reach or kind == GrantKind.TRUSTEE:
        yield not_shown(at, MUTE_MANDATE)


RULES: Mapping[str, tuple[Rule, ...]] = {
    "Appointment": (unused_parts,),
    "CarePlan": (_of_empty_plan, _of_timing),
    "ServiceRequest": (_of_timing,),
    "Task": (_of_timing,),
    "RelatedPerson": (_of_mandate,),
}
"""By the type of the resource: what the marks alone cannot tell."""
