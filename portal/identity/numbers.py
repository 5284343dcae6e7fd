"""Identity numbers: which kind a number is, and how to show one without giving it away."""

import re
from datetime import date
from pathlib import Path
from typing import Literal

Kind = Literal["personnummer", "samordningsnummer"]

TWELVE_DIGITS = re.compile(r"[0-9]{12}")


def kind(number: str) -> Kind | None:
    """Tell the kind of a twelve-digit number with a real date and a right check digit, or None.

    Only the one form `YYYYMMDDNNNN` is known: hyphens, plus signs, ten digits and digits of other
    scripts are refused rather than repaired, so that two spellings can never be two people.
    """
    if not TWELVE_DIGITS.fullmatch(number):
        return None
    year, month, day = int(number[:4]), int(number[4:6]), int(number[6:8])
    try:
        date(year, month, day - 60 if day > 60 else day)
    except ValueError:
        return None
    if sum(sum(divmod(int(c) * (2 - i % 2), 10)) for i, c in enumerate(number[2:])) % 10:
        return None
    return "samordningsnummer" if day > 60 else "personnummer"


def born_on(number: str) -> date | None:
    """The date of birth that a number tells; None for a number that tells none."""
    if kind(number) is None:
        return None
    day = int(number[6:8])
    return date(int(number[:4]), int(number[4:6]), day - 60 if day > 60 else day)


def masked(number: str) -> str:
    """The date of birth, and nothing that tells one person from another born that day."""
    return f"{number[:8]}-****"


def listed(path: Path) -> frozenset[str]:
    """Read an allow-list: numbers parted by blanks; from `#` to the end of a line is a comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(number for line in lines for number in line.partition("#")[0].split())
