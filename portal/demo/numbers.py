"""Keep real people out of the demo: the list of test numbers, and the rule that uses it."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("test_numbers.txt")


class RealPersonFound(Exception):
    """Somebody is, or may be, a real person; the message never holds a number."""


@cache
def allowed() -> frozenset[str]:
    """Every identity number, twelve digits, that the demo may know."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(number for line in lines for number in line.partition("#")[0].split())


def only_fictional(numbers: Iterable[str]) -> None:
    """Refuse when any of the numbers is not a listed test number (raises RealPersonFound)."""
    strangers = len(set(numbers) - allowed())
    if strangers:
        raise RealPersonFound(
            f"{strangers} identity number(s) are not on the list of test numbers. The demo knows"
            " fictional people only: give it an empty database, or take the others out of it."
        )
