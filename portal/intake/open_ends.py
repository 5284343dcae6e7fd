"""Periods that end in the year 9999, which is how many systems write that there is no end."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.intake.outcome import Remark
from portal.intake.structure.not_shown import not_shown

NEVER = "9999"
OPEN = "Taken for a period without an end: no end is shown"


def stated_end(period: Mapping[str, Any]) -> str | None:
    """The end of a Period as a FHIR dateTime; None without one, and for the year 9999."""
    end: str | None = period.get("end")
    return None if end and end.startswith(NEVER) else end


def open_ends(value: Any, at: str) -> Iterator[Remark]:
    """One remark for each Period in a resource, or in a part of it, whose end is not shown."""
    if isinstance(value, list):
        for position, one in enumerate(value):
            yield from open_ends(one, f"{at}[{position}]")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name == "end" and isinstance(inner, str) and inner.startswith(NEVER):
                yield not_shown(f"{at}.end", OPEN)
            yield from open_ends(inner, f"{at}.{name}")
