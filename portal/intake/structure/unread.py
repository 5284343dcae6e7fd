"""Contained resources of types that we do not read: taken, and nothing of them kept.

Plans come with diagnoses and medicines contained in them. To refuse the plan would keep it from
the patient; to keep them would be to hold care data that nobody here may ever see.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from portal.intake.outcome import Fault
from portal.intake.structure.primitives import is_value
from portal.intake.structure.shapes import RESOURCES

TYPE_NAME = re.compile(r"[A-Z][A-Za-z]{1,62}")


def is_unread(contained: Any) -> bool:
    """Tell if it is a resource, of a type that we do not read."""
    kind = contained.get("resourceType") if isinstance(contained, dict) else None
    return isinstance(kind, str) and kind not in RESOURCES and bool(TYPE_NAME.fullmatch(kind))


def faults_of_unread(contained: Mapping[str, Any], at: str) -> Iterator[Fault]:
    """Its id is all that counts: references lead to it."""
    id_ = contained.get("id", "none")
    if not isinstance(id_, str) or not is_value(id_, "id"):
        yield Fault(422, "value", f"{at}.id", "Not a value of id")


def without_unread(resource: dict[str, Any]) -> dict[str, Any]:
    """The resource with only the type and the id of what we do not read in it."""
    contained = resource.get("contained")
    if not contained:
        return resource
    return {**resource, "contained": [_bare(one) for one in contained]}


def _bare(contained: dict[str, Any]) -> dict[str, Any]:
    if not is_unread(contained):
        return contained
    return {name: contained[name] for name in ("resourceType", "id") if name in contained}
