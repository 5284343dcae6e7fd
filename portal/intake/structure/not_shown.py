"""What of a resource is taken and not shown, by the marks of the tables: for its sender to know."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.intake.outcome import Remark
from portal.intake.structure.primitives import PRIMITIVES
from portal.intake.structure.shapes import OF_ALL, Element, Mark, Shape, shapes
from portal.intake.structure.unread import is_unread

NOT_SHOWN = "Taken, and not shown to the patient"

Raw = Mapping[str, Any]


def not_shown(at: str, why: str = NOT_SHOWN) -> Remark:
    """The remark on the element at an expression."""
    return Remark("informational", at, why)


@dataclass(frozen=True)
class Walk:
    """A walk through a resource without faults, to the elements that are marked `told`.

    `extensions`: the last part of the address of each extension that is read.
    """

    extensions: frozenset[str]

    def of_resource(self, resource: Raw, at: str) -> Iterator[Remark]:
        """One remark for each element that is kept and not shown, at its place."""
        rest = {name: value for name, value in resource.items() if name != "resourceType"}
        yield from self._of_object(rest, shapes()[resource["resourceType"]], at)

    def _of_object(self, value: Raw, shape: Shape, at: str) -> Iterator[Remark]:
        for name, inner in value.items():
            if name.startswith("_"):
                yield from self._of_sibling(inner, f"{at}.{name[1:]}")
            elif shape[name].mark == Mark.TOLD:
                yield not_shown(f"{at}.{name}")
            else:
                yield from self._of_element(inner, shape[name], f"{at}.{name}")

    def _of_element(self, value: Any, element: Element, at: str) -> Iterator[Remark]:
        if element.type in PRIMITIVES:
            return
        for position, one in enumerate(value if element.is_list else [value]):
            yield from self._of_one(
                one, element.type, f"{at}[{position}]" if element.is_list else at
            )

    def _of_one(self, value: Raw, type_: str, at: str) -> Iterator[Remark]:
        if type_ == "Extension":
            if value["url"].rpartition("/")[2] not in self.extensions:
                yield not_shown(at)
        elif type_ == "Contained" and is_unread(value):
            yield not_shown(at)
        elif type_ in ("Resource", "Contained"):
            yield from self.of_resource(value, at)
        else:
            yield from self._of_object(value, shapes()[type_], at)

    def _of_sibling(self, value: Any, at: str) -> Iterator[Remark]:
        """Extensions of a primitive; of a list of primitives, each by its position."""
        if isinstance(value, list):
            for position, one in enumerate(value):
                yield from self._of_sibling(one or {}, f"{at}[{position}]")
        else:
            yield from self._of_object(value, OF_ALL, at)
