"""What the sender of a resource is told: everything of it that is taken and that no page shows.

The marks of the shapes say it of most elements. What depends on the value of one, or on what stands
beside it, is a rule here.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from portal.intake.labels import APPROVED, unknown_labels
from portal.intake.outcome import Remark
from portal.intake.phone_remarks import unclear_phones
from portal.intake.project.activity import STATUS_REASON, TO_GOAL
from portal.intake.project.care_manager import VIA_TEAM
from portal.intake.project.timing import timing_not_shown
from portal.intake.project.virtual_service import unused_parts
from portal.intake.reading import OWN_EXTENSIONS, VIRTUAL_SERVICE, says_nothing
from portal.intake.structure.not_shown import Walk, not_shown

Raw = Mapping[str, Any]
Rule = Callable[[Raw, str], Iterator[Remark]]

WALK = Walk(
    frozenset({*OWN_EXTENSIONS, *VIRTUAL_SERVICE, *VIA_TEAM, *TO_GOAL, STATUS_REASON, APPROVED})
)


def remarks_on(resource: Raw, at: str) -> Iterator[Remark]:
    """The remarks on a resource that has no faults, each with its place."""
    for position in unknown_labels(resource):
        yield not_shown(f"{at}.meta.security[{position}]", "Unknown label: kept, not shown")
    yield from WALK.of_resource(resource, at)
    yield from unclear_phones(resource, at)
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


RULES: Mapping[str, tuple[Rule, ...]] = {
    "Appointment": (unused_parts,),
    "CarePlan": (_of_empty_plan, _of_timing),
    "ServiceRequest": (_of_timing,),
    "Task": (_of_timing,),
}
"""By the type of the resource: what the marks alone cannot tell."""
