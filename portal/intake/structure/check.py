"""Does a resource have the shape R4 gives it? One fault for each place where it does not."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from portal.intake.outcome import Fault
from portal.intake.structure.primitives import LIES, PRIMITIVES, is_json_type, is_value
from portal.intake.structure.repeat_rules import faults_of_repeat
from portal.intake.structure.shapes import OF_ALL, RESOURCES, Element, Shape, shapes
from portal.intake.structure.unknown import is_otherwise_in_r5, why_unknown
from portal.intake.structure.unread import faults_of_unread, is_unread

NEVER = {
    "modifierExtension": "A modifier extension could change the meaning of what we show",
    "implicitRules": "Rules that we do not know could change the meaning of what we show",
}

NULL = "null: leave the element out; beside an extension in a list it is R4, and not read here"
TURNED = "Characters that turn the direction of text could make it say something else"


def faults_of_resource(resource: Any, at: str) -> Iterator[Fault]:
    """The faults of one resource, of a type that we take."""
    if not isinstance(resource, dict):
        yield Fault(400, "structure", at, "A resource is a JSON object")
        return
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or kind not in RESOURCES:
        yield Fault(
            400, "invalid", at, f"resourceType must be one of {' '.join(sorted(RESOURCES))}"
        )
        return
    rest = {name: value for name, value in resource.items() if name != "resourceType"}
    yield from faults_of(rest, kind, at)


def faults_of(value: Any, type_: str, at: str) -> Iterator[Fault]:
    """The faults of one value that should be of `type_`, at the expression `at`."""
    if type_ == "Contained" and is_unread(value):
        yield from faults_of_unread(value, at)
    elif type_ == "Contained" and isinstance(value, dict) and "contained" in value:
        yield Fault(422, "invariant", f"{at}.contained", "Nothing contained contains more (dom-2)")
    elif type_ in ("Resource", "Contained"):
        yield from faults_of_resource(value, at)
    elif type_ in PRIMITIVES:
        yield from _of_primitive(value, type_, at)
    elif not isinstance(value, dict):
        yield Fault(400, "structure", at, f"{type_} is a JSON object")
    elif not value:
        yield Fault(400, "structure", at, "An empty object says nothing; leave it out")
    else:
        yield from _of_object(value, type_, at)
        if type_ == "Period" and _ends_before_it_starts(value):
            yield Fault(422, "invariant", at, "The end is before the start (per-1)")
        elif type_ == "Timing.repeat":
            yield from faults_of_repeat(value, at)


def _ends_before_it_starts(period: Mapping[str, Any]) -> bool:
    """Compare days only: parts of a day would need the zones, and nothing hangs on them."""
    start, end = period.get("start"), period.get("end")
    if not isinstance(start, str) or not isinstance(end, str):
        return False
    return end[: min(len(start), 10)] < start[: min(len(end), 10)]


def _of_primitive(value: Any, type_: str, at: str) -> Iterator[Fault]:
    if value is None:
        yield Fault(400, "structure", at, NULL)
    elif not is_json_type(value, type_):
        yield Fault(400, "structure", at, f"Not a JSON value for {type_}, or blank")
    elif isinstance(value, str) and LIES.search(value):
        yield Fault(422, "value", at, TURNED)
    elif not is_value(value, type_):
        yield Fault(422, "value", at, f"Not a value of {type_}")


def _of_object(value: dict[str, Any], type_: str, at: str) -> Iterator[Fault]:
    shape = shapes()[type_]
    for position, (name, inner) in enumerate(value.items()):
        element = shape.get(name)
        if name in NEVER:
            yield Fault(422, "extension", f"{at}.{name}", NEVER[name])
        elif name.startswith("_") and _is_primitive(shape.get(name[1:])):
            yield from _of_sibling(inner, f"{at}.{name}")
        elif element is None:
            yield Fault(400, "structure", at, why_unknown(name, type_, position))
        elif is_otherwise_in_r5(name, type_):
            yield from map(_perhaps_r5, _of_element(inner, element, f"{at}.{name}"))
        else:
            yield from _of_element(inner, element, f"{at}.{name}")
    yield from _of_presence(value, shape, at)


def _perhaps_r5(fault: Fault) -> Fault:
    if fault.status != 400 or "R5" in fault.diagnostics:
        return fault
    return replace(fault, diagnostics=f"{fault.diagnostics} (FHIR R5 has another form; this is R4)")


def _of_element(value: Any, element: Element, at: str) -> Iterator[Fault]:
    if not element.is_list:
        yield from _of_one(value, element, at)
    elif not isinstance(value, list) or not value:
        yield Fault(400, "structure", at, "A list with something in it is wanted")
    else:
        for position, one in enumerate(value):
            yield from _of_one(one, element, f"{at}[{position}]")


def _of_one(value: Any, element: Element, at: str) -> Iterator[Fault]:
    faults = list(faults_of(value, element.type, at))
    yield from faults
    if not faults and element.codes and value not in element.codes:
        yield Fault(422, "code-invalid", at, f"Allowed: {' '.join(sorted(element.codes))}")


def _of_presence(value: Mapping[str, Any], shape: Shape, at: str) -> Iterator[Fault]:
    groups: dict[str, list[str]] = {}
    for name, element in shape.items():
        groups.setdefault(element.group, []).append(name)
    for group, names in groups.items():
        present = sum(name in value for name in names)
        if present > 1:
            yield Fault(400, "structure", at, f"{group}[x] may be given once")
        if not present and shape[names[0]].is_required:
            yield Fault(422, "required", f"{at}.{group}", "Required, and missing")


def _of_sibling(value: Any, at: str) -> Iterator[Fault]:
    """`_birthDate` and the like carry only an id and extensions of a primitive."""
    at = at.replace("_", "")
    for one in value if isinstance(value, list) else [value]:
        if one is None:
            continue
        if isinstance(one, dict) and set(one) <= OF_ALL.keys():
            yield from _of_object(one, "Element", at)
        else:
            yield Fault(400, "structure", at, "Only id and extension may stand here")


def _is_primitive(element: Element | None) -> bool:
    return element is not None and element.type in PRIMITIVES
