"""The wall round everything that is about one patient.

Whoever can name a private noun has imported it from here, and so has met the wall: on any engine
in this process a statement that touches a private table is refused unless

- it runs in a `Transaction`, under a `Permit` that says whose data it is,
- and, when it reads, its rows were narrowed by `portal.access`.

The words that reach the driver are read once more, for a private name that no statement showed.
A transaction that touched somebody's data and left no trace of it is refused at commit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ClauseElement,
    Connection,
    Engine,
    ForeignKey,
    SelectBase,
    TableClause,
    TextClause,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import visitors

from portal.database import Transaction


@lru_cache(maxsize=2048)
def _names_private(words: str) -> bool:
    return _private_word().search(words) is not None


@cache
def _private_word() -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(sorted(private_names()))})\b", re.IGNORECASE)


class Private:
    """A noun that is about one patient, and can be read only through the policy."""

    patient_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    def __init_subclass__(cls, **options: Any) -> None:
        """Let a noun that is loaded late be known too."""
        super().__init_subclass__(**options)
        _private_word.cache_clear()
        _names_private.cache_clear()


@dataclass(frozen=True, slots=True)
class Permit:
    """Says whose data a statement touches; made only by `portal.access` and `portal.audit`."""

    patient_id: int
    others: frozenset[int] = frozenset()
    """More patients, where one statement traces that something of each was fetched."""


class Unpermitted(Exception):
    """A private noun was reached past the policy."""


class Untraced(Exception):
    """Somebody's data was read or changed, and nothing says so in the access log."""


_private: WeakKeyDictionary[ClauseElement, frozenset[str]] = WeakKeyDictionary()


def private_names() -> frozenset[str]:
    """The names of all private tables."""
    return frozenset(noun.__tablename__ for noun in _nouns(Private))


def private_tables_in(statement: ClauseElement) -> frozenset[str]:
    """The private tables a statement touches, also where it only filters or joins by them."""
    found = _private.get(statement)
    if found is None:
        names = {part.name for part in visitors.iterate(statement) if isinstance(part, TableClause)}
        names |= {
            table.name
            for part in visitors.iterate(statement)
            if isinstance(table := getattr(part, "table", None), TableClause)
        }
        found = _private[statement] = private_names() & names
    return found


@event.listens_for(Engine, "before_execute")
def _refuse_without_permit(
    _connection: Connection,
    statement: Any,
    _multiparams: Any,
    _params: Any,
    options: Any,
) -> None:
    transaction = options.get("transaction")
    if transaction is not None and isinstance(statement, TextClause):
        raise Unpermitted("raw SQL is not read by the policy; write a statement")
    if not isinstance(statement, ClauseElement):
        return
    permit = options.get("permit")
    if permit and isinstance(statement, SelectBase) and not options.get("narrowed"):
        raise Unpermitted("a private noun was selected unnarrowed; use portal.access.policy")
    if not private_tables_in(statement):
        return
    if not isinstance(transaction, Transaction) or not isinstance(permit, Permit):
        raise Unpermitted("a private noun was reached without a permit; use portal.access.policy")
    transaction.touched.add(permit.patient_id)
    transaction.touched.update(permit.others)


@event.listens_for(Engine, "before_cursor_execute")
def _refuse_private_words(
    connection: Connection,
    _cursor: Any,
    words: str,
    _parameters: Any,
    context: Any,
    _many: Any,
) -> None:
    """Literal columns and words to the driver hide a name from the reading of statements."""
    options = context.execution_options if context else connection.get_execution_options()
    is_ours = "transaction" in connection.get_execution_options()
    if is_ours and not options.get("permit") and _names_private(words):
        raise Unpermitted("raw SQL names a private noun; use portal.access.policy")


@event.listens_for(Engine, "commit")
def _refuse_without_trace(connection: Connection) -> None:
    transaction = connection.get_execution_options().get("transaction")
    if transaction is not None and transaction.touched - transaction.traced:
        connection.connection.rollback()
        raise Untraced("private data was touched without an access event; use portal.audit.trail")


def _nouns(kind: type[Any]) -> Iterator[type[Any]]:
    for noun in kind.__subclasses__():
        yield noun
        yield from _nouns(noun)
