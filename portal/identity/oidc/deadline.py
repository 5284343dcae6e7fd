"""One time limit for everything the portal asks of the identity provider in one step, and a limit
for how many may wait for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import BoundedSemaphore
from time import monotonic
from typing import TypeVar

from portal.identity.left_behind import TooManyRunning, answer

Result = TypeVar("Result")

RUNNING = BoundedSemaphore(48)
"""Calls not yet let go of by the provider, those nobody waits for any longer among them."""
HAS_PLACE: ContextVar[bool] = ContextVar("has_place", default=False)
"""The thread has a place already; its next steps need no second one."""


class ProviderAway(Exception):
    """The identity provider is down, slow or does not speak sense; later may be better."""


class WaitingRoom:
    """How many threads of this process may wait for the identity provider at once.

    Half of the server's, so that those already signed in never notice a provider that is slow.
    """

    def __init__(self, places: int) -> None:
        self.open_for(2 * places)

    def open_for(self, threads: int) -> None:
        """Leave half of the server's threads to everybody else; at least one may always wait."""
        self._places = BoundedSemaphore(max(1, threads // 2))

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place. Raises `ProviderAway` at once when there is none."""
        places = self._places
        if HAS_PLACE.get():
            yield
            return
        if not places.acquire(blocking=False):
            raise ProviderAway("too many wait for the identity provider")
        held = HAS_PLACE.set(True)
        try:
            yield
        finally:
            HAS_PLACE.reset(held)
            places.release()


WAITING = WaitingRoom(places=4)


def within(until: float, call: Callable[[], Result]) -> Result:
    """Give what `call` gives, or raise what it raises; `ProviderAway` when time is up.

    `until` is a moment of `time.monotonic()`, so that several calls can share one limit.
    """
    with WAITING.place():
        try:
            seconds = max(0, until - monotonic())
            return answer(call, seconds=seconds, running=RUNNING, name="identity-provider")
        except TimeoutError:
            raise ProviderAway("the identity provider took too long") from None
        except TooManyRunning:
            raise ProviderAway("too many calls to the identity provider hang") from None
