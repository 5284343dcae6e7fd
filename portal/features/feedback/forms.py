"""What somebody writes to us. Words of a form in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 4000
"""Letters; as much as two sheets of paper."""
KINDS = {"hinder": "barrier", "annan-form": "other-form", "annat": "other"}
"""Each with a sentence in templates/feedback/write.html, and its word in `models.feedback`."""


@dataclass(frozen=True, slots=True)
class Written:
    """`kind` is empty until something is chosen; `faults` name the fields to look at again."""

    kind: str = ""
    text: str = ""
    faults: tuple[str, ...] = ()


def written(fields: Mapping[str, str]) -> Written:
    """What was typed, without signs that nobody typed; kept as it is when something is missing."""
    kind = fields.get("vad", "")
    text = "".join(filter(_is_typed, fields.get("text", "").replace("\r\n", "\n"))).strip()
    faults = []
    if kind not in KINDS:
        faults.append("vad")
    if not text:
        faults.append("text")
    if len(text) > LONGEST:
        faults.append("langd")
    return Written(kind, text, tuple(faults))


def _is_typed(sign: str) -> bool:
    return sign.isprintable() or sign in "\n\t"
