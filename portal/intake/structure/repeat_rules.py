"""The invariants that R4 gives Timing.repeat (tim-1 to tim-10), and a period of zero."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from portal.intake.outcome import Fault

NEEDS = (
    ("duration", "durationUnit", "A duration has a unit (tim-1)"),
    ("period", "periodUnit", "A period has a unit (tim-2)"),
    ("periodMax", "period", "A periodMax has a period (tim-6)"),
    ("durationMax", "duration", "A durationMax has a duration (tim-7)"),
    ("countMax", "count", "A countMax has a count (tim-8)"),
    ("offset", "when", "An offset has a when (tim-9)"),
)
AT_A_MEAL = frozenset({"C", "CM", "CD", "CV"})


def faults_of_repeat(repeat: Mapping[str, Any], at: str) -> Iterator[Fault]:
    """What is told of elements that may be wrong by themselves too: that is told elsewhere."""
    for name, other, why in NEEDS:
        if name in repeat and other not in repeat:
            yield Fault(422, "invariant", f"{at}.{name}", why)
    if _is_below_zero(repeat.get("duration")):
        yield Fault(422, "invariant", f"{at}.duration", "A duration is not below 0 (tim-4)")
    if _is_below_zero(repeat.get("period")):
        yield Fault(422, "invariant", f"{at}.period", "A period is not below 0 (tim-5)")
    if _is_number(repeat.get("period")) and repeat["period"] == 0:
        yield Fault(422, "value", f"{at}.period", "Nothing is repeated each 0 of a unit")
    when = repeat.get("when")
    if "offset" in repeat and isinstance(when, list) and _holds_a_meal(when):
        yield Fault(422, "invariant", f"{at}.offset", "C, CM, CD, CV have no offset (tim-9)")
    if "timeOfDay" in repeat and "when" in repeat:
        yield Fault(422, "invariant", f"{at}.timeOfDay", "Either timeOfDay or when (tim-10)")


def _holds_a_meal(when: list[Any]) -> bool:
    return any(isinstance(one, str) and one in AT_A_MEAL for one in when)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_below_zero(value: Any) -> bool:
    return _is_number(value) and bool(value < 0)
