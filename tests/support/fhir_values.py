"""Values for the elements of our shapes: small, right, and with a word of one's own in them."""

from typing import Any

from portal.intake.structure.primitives import PRIMITIVES
from portal.intake.structure.shapes import Element, shapes

WORD = "Kanariefågel"
SAMPLES: dict[str, Any] = {
    "base64Binary": "SGVq",
    "boolean": True,
    "canonical": "https://exempel.example/profil",
    "code": "kod",
    "date": "2026-11-03",
    "dateTime": "2026-11-03",
    "decimal": 3,
    "id": "id-1",
    "instant": "2026-11-03T09:00:00+01:00",
    "integer": 3,
    "oid": "urn:oid:1.2.3",
    "positiveInt": 3,
    "time": "09:00:00",
    "unsignedInt": 3,
    "uri": "https://exempel.example/namn",
    "url": "https://exempel.example/sida",
    "uuid": "urn:uuid:0b1f6c1e-1c0f-4a55-9d4e-0f3b8f1f7a01",
}

Raw = dict[str, Any]


def value_of(element: Element, word: str = WORD) -> Any:
    """A right value for an element, a list where one is wanted."""
    value = one_of(element, word)
    return [value] if element.is_list else value


def one_of(element: Element, word: str = WORD) -> Any:
    if element.codes:
        return min(element.codes)
    if element.type == "xhtml":
        return f'<div xmlns="http://www.w3.org/1999/xhtml">{word}</div>'
    if element.type in PRIMITIVES:
        return SAMPLES.get(element.type, word)
    return of_type(element.type, word)


def of_type(type_: str, word: str = WORD) -> Raw:
    """What a type requires, and the word in the first element that can hold it."""
    shape = shapes()[type_]
    found = {name: value_of(one, word) for name, one in shape.items() if one.is_required}
    if type_ in ("CodeableConcept", "HumanName"):
        found["text"] = word
    elif type_ == "Reference":
        found["display"] = word
    elif not found:
        name, one = next(
            (name, one)
            for name, one in shape.items()
            if name not in ("id", "extension") and not one.codes
        )
        found[name] = value_of(one, word)
    return found


def minimal(kind: str) -> Raw:
    """A resource with only what R4 requires of it."""
    required = {
        name: value_of(one, "krav") for name, one in shapes()[kind].items() if one.is_required
    }
    return {"resourceType": kind, **required}
