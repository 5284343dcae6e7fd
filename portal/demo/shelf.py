"""Things kept in memory for a while, each under a handle that nobody can guess."""

import secrets
import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """Keeps each thing for a number of seconds; safe when several requests use it at once."""

    def __init__(self, *, seconds: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._things: dict[str, tuple[float, Thing]] = {}

    def put(self, thing: Thing) -> str:
        """Keep a thing under a new 256-bit handle."""
        handle = secrets.token_urlsafe(32)
        self.put_once(handle, thing=thing)
        return handle

    def put_once(self, handle: str, *, thing: Thing) -> bool:
        """Keep a thing under a handle of one's own; False when the handle is already in use."""
        with self._lock:
            self._forget_old()
            if handle in self._things:
                return False
            self._things[handle] = (self._clock() + self._seconds, thing)
            return True

    def look(self, handle: str | None) -> Thing | None:
        with self._lock:
            return self._alive(self._things.get(handle or ""))

    def take(self, handle: str | None) -> Thing | None:
        """Like look, and gone afterwards: of two that ask at once only one gets it."""
        with self._lock:
            return self._alive(self._things.pop(handle or "", None))

    def __iter__(self) -> Iterator[tuple[str, Thing]]:
        with self._lock:
            self._forget_old()
            kept = [(handle, thing) for handle, (_, thing) in self._things.items()]
        return iter(kept)

    def _alive(self, kept: tuple[float, Thing] | None) -> Thing | None:
        return kept[1] if kept and kept[0] > self._clock() else None

    def _forget_old(self) -> None:
        now = self._clock()
        self._things = {name: kept for name, kept in self._things.items() if kept[0] > now}
