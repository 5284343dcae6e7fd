"""What a sender is told of texts that are longer than their columns: a page shows a part of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.intake.outcome import Remark
from portal.intake.structure.not_shown import not_shown

CUT = "Longer than {longest} characters: the end of it is not shown"
TEXT, NAME = 300, 200
LONGEST: Mapping[str, Mapping[str, int]] = {
    "Appointment": {"description": TEXT, "serviceType.text": TEXT},
    "CarePlan": {"title": TEXT, "category.text": TEXT},
    "CareTeam": {"name": NAME},
    "DocumentReference": {"description": TEXT, "content.attachment.title": TEXT},
    "Location": {"name": TEXT, "address.text": TEXT},
    "Organization": {"name": NAME},
    "Practitioner": {"name.text": NAME},
    "PractitionerRole": {"code.text": NAME},
}
"""The lengths of the columns that the elements come to; a test holds them against the columns."""


def long_texts(resource: Mapping[str, Any], at: str) -> Iterator[Remark]:
    """One remark for each text of a resource that a page shows the beginning of."""
    for path, longest in LONGEST.get(resource["resourceType"], {}).items():
        for place, text in _found(resource, path.split("."), at):
            if len(text) > longest:
                yield not_shown(place, CUT.format(longest=longest))


def _found(value: Any, path: list[str], at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for position, one in enumerate(value):
            yield from _found(one, path, f"{at}[{position}]")
    elif isinstance(value, Mapping):
        if path and path[0] in value:
            yield from _found(value[path[0]], path[1:], f"{at}.{path[0]}")
    elif not path:
        yield at, str(value)
