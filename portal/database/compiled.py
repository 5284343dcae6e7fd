"""SQL that was compiled once, found again without looking at all of its statement."""

from typing import Any

MOST = 1000
"""Statements whose SQL is kept; many times more than the portal has."""


class Compiled:
    """Finds the SQL of a statement that is built once by what it is, not by all that is in it.

    SQLAlchemy looks compiled SQL up by every part of the statement, a thousand for a page, at each
    execution. Its key is `(dialect, parts, …)`, and one statement always gives the same `parts`.
    They are held here, so no other object can come to have their identity.
    """

    def __init__(self) -> None:
        self._by_parts: dict[Any, tuple[Any, Any]] = {}
        self._by_identity: dict[Any, tuple[Any, Any]] = {}

    def get(self, key: Any) -> Any:
        _, parts, *rest = key
        found = self._by_identity.get((id(parts), *rest))
        if found is None:
            found = self._by_parts.get(key)
            if found is None:
                return None
            if found[0] is parts:
                self._by_identity[id(parts), *rest] = found
        return found[1]

    def __setitem__(self, key: Any, compiled: Any) -> None:
        if len(self._by_parts) >= MOST:
            self._by_parts.clear()
            self._by_identity.clear()
        self._by_parts[key] = (key[1], compiled)
