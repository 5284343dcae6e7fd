"""Words for an element that no shape has: whose it is, as far as a published name tells.

A name that somebody made up may hold anything, a person's number too, so it is never repeated. A
name that FHIR R4 or R5 has says nothing about anybody: that one is told.
"""

import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from portal.intake.structure.shapes import UNREAD_VALUES, Shape, shapes

R5 = Path(__file__).parent / "r5" / "elements.txt"
GUIDE = "docs/integrate-mapping.md tells how to write it in R4"
BY_R4_RULES = {
    ("Bundle.entry", "response"): "R4 has `response`, but never in a transaction (bdl-4)",
}
LIKENESS = 0.75

Names = frozenset[str]


def why_unknown(name: str, type_: str, position: int) -> str:
    """Why an element of this type is refused; `position` counts from 0 among its siblings."""
    shape, bare = shapes().get(type_, {}), name.removeprefix("_")
    if (type_, name) in BY_R4_RULES:
        return BY_R4_RULES[type_, name]
    if bare in _new_in_r5(type_):
        return f"`{bare}` is of FHIR R5, and R4 is taken here: {GUIDE}"
    if name != bare and bare in shape:
        return f"`{name}`: only a primitive has such an element beside it"
    if type_ == "Extension" and bare in {f"value{one}" for one in UNREAD_VALUES}:
        return f"R4 has `{bare}`, but Min plan does not read it"
    if bare in vocabulary():
        return f"`{bare}` is no element of {type_} in FHIR R4"
    return f"Element {position + 1} here is not known in FHIR R4{_meant(bare, shape)}"


def is_otherwise_in_r5(name: str, type_: str) -> bool:
    """Tell if FHIR R5 writes this element of R4 in another form (a list, another type)."""
    return name in _of_r5().get(type_, (frozenset(), frozenset()))[1]


@cache
def vocabulary() -> Names:
    """Every name of an element that our tables of R4 and R5 hold."""
    of_r4 = {name for shape in shapes().values() for name in shape}
    of_r5 = {name for new, _ in _of_r5().values() for name in new}
    return frozenset({"resourceType", *of_r4, *of_r5})


def _meant(name: str, shape: Shape) -> str:
    """The element of the shape that is so like it that it was probably meant."""
    known = {one.casefold(): one for one in shape}
    close = difflib.get_close_matches(name[:64].casefold(), known, n=1, cutoff=LIKENESS)
    return f"; is `{known[close[0]]}` meant?" if close else ""


def _new_in_r5(type_: str) -> Names:
    return _of_r5().get(type_, (frozenset(), frozenset()))[0]


@cache
def _of_r5() -> Mapping[str, tuple[Names, Names]]:
    """By type: what R5 alone has, and what it writes otherwise than R4."""
    return MappingProxyType(dict(_lines()))


def _lines() -> Iterator[tuple[str, tuple[Names, Names]]]:
    for line in R5.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            type_, _, elements = line.partition(":")
            new, _, otherwise = elements.partition("~")
            yield type_, (frozenset(new.split()), frozenset(otherwise.split()))
