"""What the sender of a resource is told: everything of it that is taken and that no page shows.

The marks of the shapes say it of most elements. What depends on the value of one, or on what stands
beside it, is a rule (`remark_rules`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.intake.labels import APPROVED, unknown_labels
from portal.intake.long_texts import long_texts
from portal.intake.open_ends import open_ends
from portal.intake.outcome import Remark
from portal.intake.phone_remarks import unclear_phones
from portal.intake.project.activity import STATUS_REASON, TO_GOAL
from portal.intake.project.care_manager import VIA_TEAM
from portal.intake.reading import OWN_EXTENSIONS, VIRTUAL_SERVICE
from portal.intake.remark_rules import RULES, Context
from portal.intake.structure.not_shown import Walk, not_shown

Raw = Mapping[str, Any]

WALK = Walk(
    frozenset({*OWN_EXTENSIONS, *VIRTUAL_SERVICE, *VIA_TEAM, *TO_GOAL, STATUS_REASON, APPROVED})
)


def remarks_on(resource: Raw, at: str, context: Context) -> Iterator[Remark]:
    """The remarks on a resource that has no faults, each with its place."""
    for position in unknown_labels(resource):
        yield not_shown(f"{at}.meta.security[{position}]", "Unknown label: kept, not shown")
    yield from WALK.of_resource(resource, at)
    yield from unclear_phones(resource, at)
    yield from open_ends(resource, at)
    yield from long_texts(resource, at)
    yield from _by_rules(resource, at, context)
    for position, contained in enumerate(resource.get("contained") or []):
        yield from _by_rules(contained, f"{at}.contained[{position}]", context)


def _by_rules(resource: Raw, at: str, context: Context) -> Iterator[Remark]:
    for rule in RULES.get(str(resource["resourceType"]), ()):
        yield from rule(resource, at, context)
