"""The shapes of FHIR R4, read once from the tables in `r4/`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

TABLES = Path(__file__).parent / "r4"
ANY = (
    "base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|"
    "positiveInt|string|time|unsignedInt|uri|url|uuid|Address|Age|Annotation|Attachment|"
    "CodeableConcept|Coding|ContactPoint|Count|Distance|Duration|HumanName|Identifier|Meta|Period|"
    "Quantity|Range|Ratio|Reference|Signature|Timing"
)
UNREAD_VALUES = frozenset(
    {
        "ContactDetail",
        "Contributor",
        "DataRequirement",
        "Dosage",
        "Expression",
        "Money",
        "ParameterDefinition",
        "RelatedArtifact",
        "SampledData",
        "TriggerDefinition",
        "UsageContext",
    }
)
"""What an extension of R4 may hold besides, and nothing here could read."""
QUANTITIES = frozenset({"Age", "Count", "Distance", "Duration"})
RESOURCES = frozenset(
    {
        "Appointment",
        "CarePlan",
        "CareTeam",
        "Consent",
        "DocumentReference",
        "Flag",
        "Goal",
        "Location",
        "Organization",
        "Practitioner",
        "PractitionerRole",
        "Provenance",
        "RelatedPerson",
        "ServiceRequest",
        "Task",
    }
)


class Mark(StrEnum):
    """What becomes of an element that is taken; each has exactly one (decision 31)."""

    SHOWN = "shown"
    """A patient can read it."""
    USED = "used"
    """Nothing to read: it names, dates or steers."""
    TOLD = "told"
    """Kept, and never shown; the sender gets a remark."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a shape; `group` is the same for all types of a choice."""

    type: str
    group: str
    mark: Mark = Mark.USED
    is_required: bool = False
    is_list: bool = False
    codes: frozenset[str] = frozenset()


Shape = Mapping[str, Element]

OF_ALL = {
    "id": Element("string", "id"),
    "extension": Element("Extension", "extension", is_list=True),
}
OF_RESOURCES = {
    "id": Element("id", "id"),
    "meta": Element("Meta", "meta"),
    "language": Element("code", "language"),
    "text": Element("Narrative", "text", Mark.TOLD),
    "contained": Element("Contained", "contained", is_list=True),
    "extension": Element("Extension", "extension", is_list=True),
}


@cache
def shapes() -> Mapping[str, Shape]:
    """All shapes by the name of their type."""
    found: dict[str, dict[str, Element]] = {}
    for table in sorted(TABLES.glob("*.shapes")):
        name = ""
        for line in table.read_text(encoding="utf-8").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            if not line.startswith(" "):
                name = line.strip()
                found[name] = dict(OF_RESOURCES if name in RESOURCES else OF_ALL)
            else:
                found[name].update(_elements(line))
    found |= dict.fromkeys(QUANTITIES, found["Quantity"])
    found["Element"] = dict(OF_ALL)
    del found["Bundle"]["extension"]
    return MappingProxyType(found)


def _elements(line: str) -> Iterator[tuple[str, Element]]:
    left, _, codes = line.partition(" = ")
    mark, name, kind, *rest = left.split()
    cardinality = rest[0] if rest else "?"
    group = name.removesuffix("[x]")
    for type_ in (ANY if kind == "any" else kind).split("|"):
        named = group + type_[0].upper() + type_[1:] if group != name else name
        yield (
            named,
            Element(
                type_,
                group,
                Mark(mark),
                is_required=cardinality in "1+",
                is_list=cardinality in "*+",
                codes=frozenset(codes.split()),
            ),
        )
