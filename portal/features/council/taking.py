"""A council's table that comes back, filled in by somebody: what stands in it, or what is wrong."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from portal.features.council.queries import Finding
from portal.features.council.report import AIDS, HEADINGS, SEVERITIES
from portal.features.council.wcag import is_criterion
from portal.web import spreadsheet

NUMBER = re.compile(r"[2-9A-Z]{6}")
PAGE = re.compile(r"([a-z_]+\.[a-z_]+)?")
NEEDED = frozenset(HEADINGS) - {"Adress", "Omgång"}
LONGEST = 2000

Word = TypeVar("Word", bound=StrEnum)


class TableRefused(Exception):
    """Nothing of it is taken; the message names the row and the column."""


def findings_in(content: bytes) -> tuple[Finding, ...]:
    """All findings of a table. Raises `TableRefused`."""
    try:
        rows = spreadsheet.read(content.decode())
    except UnicodeDecodeError:
        raise TableRefused("it is not text in UTF-8: keep it as “CSV UTF-8”") from None
    return tuple(_findings(rows))


def _findings(rows: list[dict[str, str]]) -> Iterator[Finding]:
    for number, row in enumerate(rows, 2):
        missing = NEEDED - row.keys()
        if missing:
            raise TableRefused(f"there is no column {', '.join(sorted(missing))}")
        try:
            yield _finding({name: cell.strip() for name, cell in row.items()})
        except ValueError as wrong:
            raise TableRefused(f"row {number}, {wrong.args[0]}") from None


def _finding(row: Mapping[str, str]) -> Finding:
    if not NUMBER.fullmatch(row["Nummer"]):
        raise ValueError("Nummer: six signs, as in the report")
    if not PAGE.fullmatch(row["Sida"]):
        raise ValueError("Sida: a page's name, as in the report")
    if not 0 < len(row["Fynd"]) <= LONGEST:
        raise ValueError(f"Fynd: 1 to {LONGEST} letters")
    if row["WCAG"] and not is_criterion(row["WCAG"]):
        raise ValueError("WCAG: a number of WCAG 2.2, as 2.4.7, or nothing")
    return Finding(
        number=row["Nummer"],
        on=_day("Dag", row["Dag"]),
        task=row["Uppgift"],
        page=row["Sida"],
        what=row["Fynd"],
        severity=_word("Hur svårt", row["Hur svårt"], SEVERITIES),
        aid=_word("Hjälpmedel", row["Hjälpmedel"], AIDS),
        criterion=row["WCAG"],
        mended_on=_day("Rättat", row["Rättat"]) if row["Rättat"] else None,
    )


def _day(column: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{column}: a day, as 2026-11-24") from None


def _word(column: str, text: str, words: Mapping[Word, str]) -> Word:
    for word, swedish in words.items():
        if text == swedish:
            return word
    raise ValueError(f"{column}: one of {', '.join(words.values())}")
