"""Rows of which there is one for each resource: contacts and meetings."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import String, Table, delete, insert, select, update

from portal.access.keeper import Keeper
from portal.intake.kept import Kept

CUT = "…"
NOT_NEWS = frozenset({"sequence"})
"""Columns that follow the source, and are nothing new to read."""

Row = dict[str, Any]


def keep_single(keeper: Keeper, table: Table, kept: Kept, values: Row | None) -> None:
    """Insert, change, remove or leave alone the row of one resource.

    A row that says the same keeps its `changed_at`: sent again is not new. One that comes back
    has the reference it had: it is that of its resource.
    """
    resource_id = kept.id
    mine = (table.c.resource_id == resource_id) & (table.c.patient_id == keeper.patient_id)
    old = keeper.read(select(table).where(table.c.resource_id == resource_id)).mappings().first()
    if values is None:
        if old is not None:
            keeper.write(delete(table).where(mine))
        return
    row = fitted(table, values)
    if old is None:
        named = {"ref": kept.ref, "resource_id": resource_id, "patient_id": keeper.patient_id}
        keeper.write(insert(table), {**row, **named, **_changed(table, keeper)})
        return
    differs = {name for name, value in row.items() if old[name] != value}
    if differs:
        is_news = not differs <= NOT_NEWS
        keeper.write(update(table).where(mine), row | (_changed(table, keeper) if is_news else {}))


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


def _changed(table: Table, keeper: Keeper) -> Row:
    return {"changed_at": keeper.transaction.now} if "changed_at" in table.c else {}
