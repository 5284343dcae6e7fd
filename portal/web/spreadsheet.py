"""Tables for a spreadsheet, in which no cell can be a formula; parted by semicolons, as in Sweden."""

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
"""Without it some spreadsheets read å as two signs."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def written(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A file with a line for each row, after one with headings."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=";")
    table.writerow(headings)
    table.writerows([safe(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + file.getvalue()


def read(text: str) -> list[dict[str, str]]:
    """The rows of such a file, by their headings; also after a spreadsheet has kept it anew."""
    plain = text.removeprefix(BYTE_ORDER_MARK)
    parting = ";" if ";" in plain.partition("\n")[0] else ","
    rows = csv.DictReader(io.StringIO(plain, newline=""), delimiter=parting, restval="")
    return [{name: unmarked(cell) for name, cell in row.items() if name} for row in rows]


def safe(cell: str) -> str:
    """A cell that begins like a formula, also after blanks, is marked as text."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def unmarked(cell: str) -> str:
    """The cell as it was before `safe`."""
    is_marked = cell.startswith("'") and cell[1:].lstrip(" ").startswith(FORMULA)
    return cell[1:] if is_marked else cell
