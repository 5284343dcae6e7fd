"""Notes (Annotation) with whose they are, as the source says it and no further."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.intake.project.party import party
from portal.intake.project.surroundings import Surroundings

KINDS = {"patient": "patient", "relative": "relative", "staff": "staff", "unit": "staff"}

Raw = Mapping[str, Any]
Row = dict[str, str]


def notes(annotations: Sequence[Raw] | None, around: Surroundings) -> list[Row]:
    """`by` is patient, relative, staff, or unknown; `name` is who, when it is said."""
    return list(_notes(annotations or [], around))


def _notes(annotations: Sequence[Raw], around: Surroundings) -> Iterator[Row]:
    for note in annotations:
        author = note.get("authorReference")
        who = party(author, around)
        name = note.get("authorString", "") or who.name
        kind = KINDS.get(who.kind, "unknown") if author else "unknown"
        yield {"text": note["text"].strip(), "by": kind, "name": str(name).strip()}
