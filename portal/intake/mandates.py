"""Guardians and trustees: which RelatedPerson says that somebody decides for the patient.

Only `GUARD` does, with a number that somebody can sign in with. Mother and father (`MTH FTH PRN`)
are kinship: not every parent has custody, so they never open anything.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.intake.identifiers import PEOPLE, number_of
from portal.intake.reading import OWN, codes, value_of
from portal.intake.references import PERSON
from portal.models.grant import MandateScope

ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
GUARD = "GUARD"
SIGNS_IN = frozenset({"personnummer", "samordningsnummer"})

MANDATE_SCOPE = OWN + "mandate-scope"
REACH = {
    "care-for-person": MandateScope.CARE_FOR_PERSON,
    "protect-rights": MandateScope.PROTECT_RIGHTS,
    "manage-property": MandateScope.MANAGE_PROPERTY,
}
"""Sörja för person, bevaka rätt, förvalta egendom: föräldrabalken 11 kap. 4 §."""

Raw = Mapping[str, Any]


def decides(relative: Raw) -> bool:
    """Tell if a RelatedPerson is said to decide for the patient."""
    return any(GUARD in codes(one, ROLES) for one in relative.get("relationship") or [])


def numbers_in(relative: Raw) -> Iterator[tuple[int, Raw]]:
    """The identifiers with which the relative could sign in, and their positions.

    The first identifier is not one: it names the resource.
    """
    for position, identifier in enumerate(relative.get("identifier") or []):
        if position and PEOPLE.get(identifier.get("system", "")) in SIGNS_IN:
            yield position, identifier


def reach_in(relative: Raw) -> MandateScope:
    """What a mandate is said to reach; nothing when it is not said."""
    reach = MandateScope(0)
    for _, code in reach_codes(relative):
        reach |= REACH.get(code, MandateScope(0))
    return reach


def reach_codes(relative: Raw) -> Iterator[tuple[int, str]]:
    """The codes of what a mandate is said to reach, and the positions of their extensions."""
    for position, extension in enumerate(relative.get("extension") or []):
        if extension["url"] == MANDATE_SCOPE:
            yield position, str(value_of(extension))


def states_mandate(resource: Raw) -> bool:
    """Tell if a resource says that somebody decides for the patient now, and not only that it ends."""
    return relative_number_in(resource) is not None and resource.get("active") is not False


def relative_number_in(resource: Raw) -> str | None:
    """The number of who decides for the patient; None when the resource is no mandate."""
    if resource["resourceType"] != "RelatedPerson" or not decides(resource):
        return None
    numbers = (number_of({"identifier": identifier}) for _, identifier in numbers_in(resource))
    return next(numbers, None)


def relative_in(kept: Raw) -> int | None:
    """The person that a kept mandate leads to; None when it is none."""
    if not decides(kept):
        return None
    for identifier in kept.get("identifier") or []:
        if identifier.get("system") == PERSON:
            return int(identifier["value"].removeprefix("Person/"))
    return None
