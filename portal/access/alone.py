"""A statement in two forms: as it narrows for anybody, and short for the patient who reads alone.

Most looks are a patient's own, and every condition about grants costs each of them time. The short
form asks once, of the whole statement, whether it is the patient who reads alone; after that it
leaves out what this answers in each table. Read by anybody else it finds nothing at all.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

PART = InternalTraversal.dp_clauseelement
ONE = [("condition", PART)]
TWO = [("alone", PART), ("anybody", PART)]
"""What SQLAlchemy finds in the elements below, when it walks through a statement."""


class ReadsAlone(ColumnElement[bool]):
    """The condition of a statement's short form."""

    inherit_cache = True
    _traverse_internals = ONE

    def __init__(self, condition: ColumnElement[bool]) -> None:
        self.condition, self.type = condition, condition.type


class Either(ColumnElement[Any]):
    """`alone` in a statement's short form, else `anybody`."""

    inherit_cache = True
    _traverse_internals = TWO

    def __init__(self, *, alone: ColumnElement[Any], anybody: ColumnElement[Any]) -> None:
        self.alone, self.anybody, self.type = alone, anybody, anybody.type


def shortened(
    statement: Select[*tuple[Any, ...]], condition: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """The short form of a statement."""
    return statement.where(ReadsAlone(condition))


@compiles(ReadsAlone)
def _condition(element: ReadsAlone, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.condition, **options)


@compiles(Either)
def _form(element: Either, compiler: SQLCompiler, **options: Any) -> str:
    form = element.alone if _is_short(compiler) else element.anybody
    return f"({compiler.process(form, **options)})"


def _is_short(compiler: SQLCompiler) -> bool:
    where = getattr(compiler.statement, "whereclause", None)
    return where is not None and any(
        isinstance(part, ReadsAlone) for part in visitors.iterate(where)
    )
