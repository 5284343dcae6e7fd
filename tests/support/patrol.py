"""One test for a rule: it is asked of each thing, and every one that breaks it is told at once."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Thing = TypeVar("Thing")
Rule = Callable[[Thing], None]


def each_of(
    things: Iterable[Thing], *, name: Callable[[Thing], str]
) -> Callable[[Rule[Thing]], Callable[[], None]]:
    """Make a test of a rule about one thing: `@each_of(TEMPLATES, name=str)`."""
    walked = tuple(things)
    assert walked, "a patrol that meets nothing cannot fail"

    def patrol(rule: Rule[Thing]) -> Callable[[], None]:
        def test() -> None:
            broken = []
            for thing in walked:
                try:
                    rule(thing)
                except AssertionError as fault:
                    broken.append(f"{name(thing)}: {fault}")
            assert not broken, "\n".join(broken)

        test.__name__, test.__doc__ = rule.__name__, rule.__doc__
        return test

    return patrol
