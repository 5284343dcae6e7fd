"""The log as a table for a spreadsheet, in which no cell can be a formula."""

import csv
import io
from collections.abc import Iterable

from portal.features.access_log.queries import Entry
from portal.models.noun import SWEDEN
from portal.web.languages import gettext as _

BYTE_ORDER_MARK = "\ufeff"
"""Without it some spreadsheets read å as two signs."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def csv_file(entries: Iterable[Entry]) -> str:
    """A line for each entry, and one with headings; parted by semicolons, as in Sweden."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=";")
    table.writerow([_("Dag"), _("Klockan"), _("Vem"), _("Vad"), _("Delning")])
    for one in entries:
        at = one.at.astimezone(SWEDEN)
        row = [f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", _who(one), one.words, one.relation]
        table.writerow([safe(cell) for cell in row])
    return BYTE_ORDER_MARK + file.getvalue()


def safe(cell: str) -> str:
    """A cell that begins like a formula is marked as text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _who(one: Entry) -> str:
    match one.kind:
        case "patient":
            return _("Du")
        case "care-system":
            return _("Ett system i vården, %(id)s", id=one.who)
        case _:
            return one.who
