"""Find identity numbers where none may be: in addresses, titles, logs, errors, other pages.

Written apart from the portal's own reading of them, so that one mistake cannot hide another.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote_plus

from portal.demo.numbers import allowed

# 8 or 6 digits of birth, perhaps a sign, 4 more; nothing of a longer row of digits.
WRITINGS = re.compile(r"(?<![\d.])(\d\d)?(\d{6})(\s|[-+\u2010-\u2013])?(\d{4})(?!\d)")


def identity_numbers_in(text: str) -> list[str]:
    """Every identity number in a text, masked: a failing test must not print it either."""
    return [_masked(number) for number in dict.fromkeys(_numbers_in(text))]


def _numbers_in(text: str) -> Iterator[str]:
    for writing in {text, unquote_plus(text)}:
        for century, birth, sign, rest in WRITINGS.findall(writing):
            short = birth + rest
            if short in _known() or ((century or sign) and _is_possible(century, birth, rest)):
                yield century + short


def _is_possible(century: str, birth: str, rest: str) -> bool:
    if century not in ("", "18", "19", "20"):
        return False
    year, month, day = int((century or "20") + birth[:2]), int(birth[2:4]), int(birth[4:])
    day -= 60 if day > 60 else 0
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return False
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(birth + rest))
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


@cache
def _known() -> frozenset[str]:
    """The last ten digits of everybody fictional: these are found without sign and century too."""
    return frozenset(number[2:] for number in allowed())


def _masked(number: str) -> str:
    return f"{number[:-6]}**-**{number[-2:]}"
