"""Names, numbers and addresses: which of several a patient is shown, and when.

By `use`, `rank` and `period` of R4's HumanName, ContactPoint and Address. What is private to a
professional, or was, is nobody's to read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from portal.intake.project.surroundings import Surroundings

FORMER_NAMES = frozenset({"old", "maiden", "nickname", "anonymous"})
NOT_AT_WORK = frozenset({"home", "old"})
NOT_A_PLACE = frozenset({"old", "billing"})
LAST_RANK = 1_000

Raw = Mapping[str, Any]


def person_name(names: Sequence[Raw] | None, around: Surroundings) -> str:
    """What somebody is called now; a temporary name only when there is no other."""
    current = [
        name for name in names or [] if is_name(name) and around.is_in_force(name.get("period"))
    ]
    by_use = sorted(current, key=lambda name: name.get("use") == "temp")
    return next(filter(None, map(whole_name, by_use)), "")


def is_name(name: Raw) -> bool:
    """Tell if a name is one to be called by."""
    return name.get("use") not in FORMER_NAMES


def whole_name(name: Raw) -> str:
    parts = [*(name.get("given") or []), name.get("family", "")]
    return str(name.get("text") or " ".join(parts)).strip()


def work_phone(points: Sequence[Raw] | None, around: Surroundings) -> str:
    """The number of a professional or a unit to ring first: by rank, then as they were ordered."""
    return next(_numbers(work_phones(points), around), "")


def own_phone(points: Sequence[Raw] | None, around: Surroundings) -> str:
    """The number of a relative, at home or not."""
    return next(_numbers(own_phones(points), around), "")


def work_phones(points: Iterable[Raw] | None) -> list[Raw]:
    """The telephone numbers among contact points that a patient may be given, the first first."""
    return _ranked(point for point in points or [] if point.get("use") not in NOT_AT_WORK)


def own_phones(points: Iterable[Raw] | None) -> list[Raw]:
    """As `work_phones`, of somebody who is not at work."""
    return _ranked(point for point in points or [] if point.get("use") != "old")


def is_place(address: Raw) -> bool:
    """Tell if an address is one to go to."""
    return address.get("use") not in NOT_A_PLACE and address.get("type") != "postal"


def _ranked(points: Iterable[Raw]) -> list[Raw]:
    numbers = [one for one in points if one.get("system") == "phone" and one.get("value")]
    return sorted(numbers, key=lambda point: point.get("rank", LAST_RANK))


def _numbers(points: Iterable[Raw], around: Surroundings) -> Iterator[str]:
    for point in points:
        if around.is_in_force(point.get("period")):
            yield str(point["value"]).strip()
