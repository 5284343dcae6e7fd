"""Tables for a spreadsheet, in which no cell can be a formula; parted by semicolons, as in Sweden."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

CONTROLS = ("\t", "\r", "\n", "\0")
"""Some programs go on behind these as if the cell began there."""
PARTING = ';,\t"\r\n'
BYTE_ORDER_MARK = "\ufeff"
"""Without it some spreadsheets read å as two signs."""
FORMULA = ("=", "+", "-", "@", "\u2212")
"""What a formula begins with, in whatever width or height its sign is written; the last one is the
minus of good typography, which some programs take for the other."""


def written(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A file with a line for each row, after one with headings."""
    lines = [";".join(map(_quoted, headings))]
    lines += [";".join(_quoted(safe(cell)) for cell in row) for row in rows]
    return BYTE_ORDER_MARK + "".join(f"{line}\r\n" for line in lines)


def _quoted(cell: str) -> str:
    """In quotation marks where it is needed, also for a program that parts cells by commas or tabs:
    it must not find the beginning of a cell in the middle of one.
    """
    is_parted = any(sign in PARTING for sign in cell)
    return '"{}"'.format(cell.replace('"', '""')) if is_parted else cell


def read(text: str) -> list[dict[str, str]]:
    """The rows of such a file, by their headings; also after a spreadsheet has kept it anew."""
    plain = text.removeprefix(BYTE_ORDER_MARK)
    parting = ";" if ";" in plain.partition("\n")[0] else ","
    rows = csv.DictReader(io.StringIO(plain, newline=""), delimiter=parting, restval="")
    return [{name: unmarked(cell) for name, cell in row.items() if name} for row in rows]


def safe(cell: str) -> str:
    """A cell that begins like a formula, also after what cannot be seen, is marked as text."""
    return f"'{cell}" if _looks_like_a_formula(cell) else cell


def unmarked(cell: str) -> str:
    """The cell as it was before `safe`."""
    return cell[1:] if cell.startswith("'") and _looks_like_a_formula(cell[1:]) else cell


def _looks_like_a_formula(cell: str) -> bool:
    """A mark that stands there already counts as nothing, so that each is taken off once."""
    if cell.lstrip(" '").startswith(CONTROLS):
        return True
    seen = (sign for sign in cell if sign != "'" and not _is_unseen(sign))
    return unicodedata.normalize("NFKC", next(seen, "")).startswith(FORMULA)


def _is_unseen(sign: str) -> bool:
    """A blank of any kind, a control or a mark without width."""
    return sign.isspace() or unicodedata.category(sign) in ("Cc", "Cf", "Mn", "Me")
