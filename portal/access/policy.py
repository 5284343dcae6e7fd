"""Which rows a viewer may see. The only way to read a private noun.

A query takes each private noun as `visible(Noun)`: the noun narrowed to what the viewer may see,
as a derived table, so that outer joins, counts and subqueries are narrowed too. What is not
visible does not exist.
"""

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from sqlalchemy import (
    ClauseElement,
    ColumnClause,
    Row,
    Select,
    Subquery,
    Table,
    TableClause,
    TextClause,
    select,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql import visitors

from portal.access import visibility
from portal.access.alone import shortened
from portal.identity.viewer import Viewer
from portal.models.private import Permit, Private, Unpermitted, private_names

VISIBLE = "visible_"

AnySelect = Select[*tuple[Any, ...]]
PrivateNoun = TypeVar("PrivateNoun", bound=Private)


def visible(
    noun: type[PrivateNoun], name: str = "", *, only: Collection[str] = ()
) -> type[PrivateNoun]:
    """The noun as the viewer may see it; `name` tells two uses in one statement apart.

    `only` names the columns a statement needs, for one that is asked often: psycopg reads a text
    of more than 4096 characters anew each time. Another column than these is refused.
    """
    table: Table = noun.__table__  # type: ignore[attr-defined]
    wanted = [one for one in visibility.columns(table) if not only or one.key in only]
    rows = select(*wanted).where(*visibility.rows(table))
    narrow = rows.subquery(VISIBLE + (name or table.name))
    return aliased(noun, narrow, adapt_on_names=True)


def narrowed(statement: AnySelect) -> AnySelect:
    """Mark a statement as narrowed, after proving that it reads private nouns in no other way.

    Raises `Unpermitted` when a private noun is used as itself; do this where a module is loaded.
    """
    parts = list(_parts_outside_visible(statement))
    bare = private_names() & {part.name for part in parts if isinstance(part, TableClause)}
    if bare:
        raise Unpermitted(f"use policy.visible(…) for {', '.join(sorted(bare))}")
    if any(map(_is_raw, parts)):
        raise Unpermitted("raw SQL is not read by the policy; write a statement")
    short = shortened(statement, visibility.READS_ALONE).execution_options(narrowed=True)
    return statement.execution_options(narrowed=True, short=short)


def read(viewer: Viewer, statement: AnySelect, **parameters: Any) -> list[Row[Any]]:
    """Read the rows of a narrowed statement that this viewer may see."""
    if viewer.is_patient and viewer.is_alone:
        statement = statement.get_execution_options().get("short", statement)
    result = viewer.transaction.execute(
        statement,
        {**visibility.parameters(viewer), **parameters},
        permit=Permit(viewer.patient_id),
    )
    return list(result.all())


def _parts_outside_visible(part: ClauseElement) -> Iterator[ClauseElement]:
    if isinstance(part, Subquery) and _is_visible(part):
        return
    yield part
    for child in part.get_children():
        yield from _parts_outside_visible(child)


def _is_visible(rows: Subquery) -> bool:
    """A name is soon given; what counts is that the rows are held against the viewer."""
    return rows.name.startswith(VISIBLE) and any(
        getattr(part, "key", None) == "viewer_patient_id" for part in visitors.iterate(rows.element)
    )


def _is_raw(part: ClauseElement) -> bool:
    if isinstance(part, ColumnClause):
        return part.is_literal and part.name != "*"
    return isinstance(part, TextClause)
