"""The table of version decisions, row by row."""

from datetime import UTC, datetime
from itertools import permutations

import pytest

from portal.intake.decide import Effect, Stamp, current, decide, in_order


def at(hour: int, content: str | None = "A", version: str | None = None) -> Stamp:
    return Stamp(content, datetime(2026, 11, 3, hour, tzinfo=UTC), version)


A1, B2, A3, B5 = at(1, "A"), at(2, "B"), at(3, "A"), at(5, "B")

TABLE = {
    "nothing was there": ([], A1, Effect.CREATED),
    "the same again": ([A1], A1, Effect.REPLAYED),
    "the same content later": ([A1], A3, Effect.CONFIRMED),
    "the same content earlier": ([A3], A1, Effect.CONFIRMED),
    "back to what it was": ([A1, B2], A3, Effect.UPDATED),
    "an old content at an old time": ([A1, B5], A3, Effect.CONFIRMED),
    "newer": ([A1], B2, Effect.UPDATED),
    "older": ([A3], B2, Effect.SUPERSEDED),
    "a late one between two of the same": ([A1, A3], B2, Effect.SUPERSEDED),
    "the same moment, other content": ([A1], at(1, "B"), Effect.CONFLICT),
    "the same moment and version, other content": (
        [at(1, "A", "7")],
        at(1, "B", "7"),
        Effect.CONFLICT,
    ),
    "the same version written otherwise": ([at(1, "A", "7")], at(1, "B", "07"), Effect.CONFLICT),
    "a higher version at the same moment": ([at(1, "A", "7")], at(1, "B", "8"), Effect.UPDATED),
    "a lower version at the same moment": ([at(1, "A", "8")], at(1, "B", "7"), Effect.SUPERSEDED),
    "a higher version by a clock that was set back": (
        [at(5, "A", "7")],
        at(3, "B", "8"),
        Effect.UPDATED,
    ),
    "9 is before 10": ([at(1, "A", "9")], at(2, "B", "10"), Effect.UPDATED),
    "versions that are no numbers: the time decides": (
        [at(5, "A", "v2")],
        at(3, "B", "v3"),
        Effect.SUPERSEDED,
    ),
    "deleted": ([A1], at(2, None), Effect.DELETED),
    "deleted before it came": ([], at(2, None), Effect.DELETED),
    "deleted, but older than what is current": ([A3], at(2, None), Effect.SUPERSEDED),
    "a late older version after a deletion": ([at(2, None)], A1, Effect.SUPERSEDED),
    "revived by a newer version": ([A1, at(2, None)], A3, Effect.UPDATED),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_decision_is_the_one_in_the_table(name: str):
    stamps, new, effect = TABLE[name]
    assert decide(stamps, new) is effect


@pytest.mark.parametrize(
    ("stamps", "new", "effect"),
    [
        ([A1], at(1, "B"), Effect.TIED),
        ([A1, B5], at(1, "C"), Effect.SUPERSEDED),
        ([A1, at(1, "B")], A1, Effect.REPLAYED),
        ([A1], at(2, "B"), Effect.UPDATED),
    ],
)
def test_of_two_contents_in_one_second_the_later_fetched_counts(
    stamps: list[Stamp], new: Stamp, effect: Effect
):
    assert decide(stamps, new, takes_ties=True) is effect
    if effect is Effect.TIED:
        assert current([*stamps, new]) == new.content
        assert decide(stamps, new) is Effect.CONFLICT


@pytest.mark.parametrize(
    "stamps",
    [
        [A1, B2, A3, B5],
        [at(1, "A", "1"), at(1, "B", "2"), at(9, "C", "3"), at(4, "D", "4")],
        [at(1, "A", "1"), at(2, "B", None), at(3, "C", "x"), at(3, None)],
    ],
)
def test_what_is_current_does_not_depend_on_the_order_of_arrival(stamps: list[Stamp]):
    assert len({current(list(order)) for order in permutations(stamps)}) == 1
    assert len({tuple(in_order(order)) for order in permutations(stamps)}) == 1


def test_nothing_is_current_before_anything_was_said_and_after_a_deletion():
    assert current([]) is None
    assert current([A1, at(2, None)]) is None
