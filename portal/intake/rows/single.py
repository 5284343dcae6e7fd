"""Rows of which there is one for each resource: contacts and meetings."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import String, Table, delete, insert, select, update

from portal.access.keeper import Keeper
from portal.intake.kept import Kept

CUT = "…"
NOT_NEWS = frozenset({"sequence"})
"""Columns that follow the source, and are nothing new to read."""
OPENING = {"is_confidential": False, "is_shown": True}
"""What opens a row to others, to whom all of it is new then."""
TOLD = {
    "appointment": {
        "time_changed_at": frozenset(
            {"status", "form", "starts_at", "ends_at", "requested", "moved_from"}
        ),
        "place_changed_at": frozenset(
            {"title", "place", "address", "directions", "convener", "convener_phone"}
        ),
        "join_changed_at": frozenset({"video_url", "help_url", "phone", "phone_code"}),
    }
}
"""Columns by which moment tells that they changed: those that one scope opens together."""

Row = dict[str, Any]


def keep_single(
    keeper: Keeper, table: Table, kept: Kept, values: Row | None, *, is_sent: bool = True
) -> bool:
    """Insert, change, remove or leave alone the row of one resource; tell if it was not left alone.

    A row that says the same keeps its `changed_at`: sent again is not new. One that comes back
    has the reference it had: it is that of its resource. Unless something `is_sent`, only our
    reading of it is new, and that is no news: a row that comes is as old as what was sent.
    """
    resource_id = kept.id
    mine = (table.c.resource_id == resource_id) & (table.c.patient_id == keeper.patient_id)
    old = keeper.read(select(table).where(table.c.resource_id == resource_id)).mappings().first()
    if values is None:
        if old is not None:
            keeper.write(delete(table).where(mine))
        return old is not None
    row = fitted(table, values)
    if old is None:
        named = {"ref": kept.ref, "resource_id": resource_id, "patient_id": keeper.patient_id}
        at = keeper.transaction.now if is_sent else kept.periods()[-1].received_at
        news = dict.fromkeys(_news_of(table), at)
        keeper.write(insert(table), {**row, **named, **news})
        return True
    differs = {name for name, value in row.items() if old[name] != value}
    if differs:
        news = _news(table, old, row, differs - NOT_NEWS, keeper) if is_sent else {}
        keeper.write(update(table).where(mine), row | news)
    return bool(differs)


def fitted(table: Table, row: Mapping[str, Any]) -> Row:
    """The row with texts cut to their columns: both databases, the same, and never an error.

    Telephone numbers are left out instead: a part of one is a wrong one.
    """
    return {name: _fit(table.c[name].type, name, value) for name, value in row.items()}


def _fit(type_: Any, name: str, value: Any) -> Any:
    longest = type_.length if isinstance(type_, String) else None
    if longest is None or not isinstance(value, str) or len(value) <= longest:
        return value
    return "" if name.endswith("phone") else value[: longest - 1] + CUT


def _news(table: Table, old: Any, row: Row, changed: set[str], keeper: Keeper) -> Row:
    """When what changed is new to whom: see `TOLD`."""
    opened = {name for name in changed & OPENING.keys() if bool(row[name]) is OPENING[name]}
    now = keeper.transaction.now
    news: Row = {}
    for name in _news_of(table):
        columns = TOLD.get(table.name, {}).get(name)
        if name == "changed_at":
            is_news = bool(changed - {"is_confidential"})
        else:
            is_news = bool(opened or (changed if columns is None else changed & columns))
        news[name] = now if is_news else old[name] or old["changed_at"]
    return news


def _news_of(table: Table) -> list[str]:
    return [column.name for column in table.c if column.name.endswith("changed_at")]
