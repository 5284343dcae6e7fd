"""What of a bundle itself is taken and not used: what a server that was asked writes round it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from portal.intake.outcome import EntryResult, Remark
from portal.intake.structure.not_shown import not_shown
from portal.intake.structure.shapes import Mark, shapes

Raw = Mapping[str, Any]


def with_remarks(results: Sequence[EntryResult], bundle: Raw) -> tuple[EntryResult, ...]:
    """The results of a bundle's entries, in its order; what is about all of it is in the first."""
    return tuple(
        replace(result, remarks=(*result.remarks, *_on_entry(bundle, position)))
        for position, result in enumerate(results)
    )


def _on_entry(bundle: Raw, position: int) -> Iterator[Remark]:
    if position == 0:
        yield from _told(bundle, "Bundle", "Bundle")
    yield from _told(bundle["entry"][position], "Bundle.entry", f"Bundle.entry[{position}]")


def _told(element: Raw, type_: str, at: str) -> Iterator[Remark]:
    shape = shapes()[type_]
    for name in element:
        if name in shape and shape[name].mark == Mark.TOLD:
            yield not_shown(f"{at}.{name}", "Not used in a transaction: not kept")
