"""What a sender is told of telephone numbers that nobody can press: a page shows them as text."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal import telephone
from portal.intake.outcome import Remark
from portal.intake.structure.not_shown import not_shown

LONGEST = 40
TOO_LONG = f"Not shown: longer than {LONGEST} characters, and a part of a number is a wrong one"
NOT_CLEAR = "Shown as text that cannot be pressed: not one clear telephone number"


def unclear_phones(value: Any, at: str) -> Iterator[Remark]:
    """One remark for each ContactPoint of a resource, or of a part of it, that no link is made of."""
    if isinstance(value, list):
        for position, one in enumerate(value):
            yield from unclear_phones(one, f"{at}[{position}]")
    elif isinstance(value, Mapping):
        number = value.get("value")
        if value.get("system") == "phone" and isinstance(number, str):
            if len(number.strip()) > LONGEST:
                yield not_shown(f"{at}.value", TOO_LONG)
            elif not _is_pressed(number):
                yield not_shown(f"{at}.value", NOT_CLEAR)
        for name, inner in value.items():
            yield from unclear_phones(inner, f"{at}.{name}")


def _is_pressed(number: str) -> bool:
    return any(part.dialled for part in telephone.parts(number))
