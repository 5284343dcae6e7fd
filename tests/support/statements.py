"""What the portal says to its database: which statements, and whether writes were kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event

CHANGES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Heard:
    """The statements of a while, in order; `lost` are changes that were rolled back."""

    said: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    _open: dict[int, list[str]] = field(default_factory=dict)

    def about(self, *tables: str) -> list[str]:
        return [one for one in self.said if any(table in one for table in tables)]

    def besides(self, *tables: str) -> list[str]:
        """The statements that touch none of the tables."""
        return [one for one in self.said if not any(table in one for table in tables)]

    def execute(self, connection: Connection, statement: str) -> None:
        self.said.append(statement)
        if statement.lstrip().upper().startswith(CHANGES):
            self._open.setdefault(id(connection), []).append(statement)

    def commit(self, connection: Connection) -> None:
        self._open.pop(id(connection), None)

    def rollback(self, connection: Connection) -> None:
        self.lost += self._open.pop(id(connection), [])

    @property
    def unfinished(self) -> list[str]:
        """Changes on connections that neither committed nor rolled back."""
        return [statement for statements in self._open.values() for statement in statements]


@contextmanager
def heard(engine: Engine) -> Iterator[Heard]:
    """Listen to an engine, on all its connections and threads."""
    ear = Heard()

    def execute(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        ear.execute(connection, statement)

    listeners = (
        ("before_cursor_execute", execute),
        ("commit", ear.commit),
        ("rollback", ear.rollback),
    )
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield ear
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)
