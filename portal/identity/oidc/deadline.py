"""One time limit for everything the portal asks of the identity provider in one step."""

from collections.abc import Callable
from threading import BoundedSemaphore
from time import monotonic
from typing import TypeVar

from portal.identity.left_behind import TooManyRunning, answer

Result = TypeVar("Result")

WAITING = BoundedSemaphore(6)
"""So few may wait for the provider at once that those already signed in never notice it."""
RUNNING = BoundedSemaphore(48)
"""Calls not yet let go of by the provider, those nobody waits for any longer among them."""
PATIENCE = 1.0
"""Seconds to wait for a place among the waiting."""


class ProviderAway(Exception):
    """The identity provider is down, slow or does not speak sense; later may be better."""


def within(until: float, call: Callable[[], Result]) -> Result:
    """Give what `call` gives, or raise what it raises; `ProviderAway` when time is up.

    `until` is a moment of `time.monotonic()`, so that several calls can share one limit.
    """
    if not WAITING.acquire(timeout=max(0, min(PATIENCE, until - monotonic()))):
        raise ProviderAway("too many wait for the identity provider")
    try:
        seconds = max(0, until - monotonic())
        return answer(call, seconds=seconds, running=RUNNING, name="identity-provider")
    except TimeoutError:
        raise ProviderAway("the identity provider took too long") from None
    except TooManyRunning:
        raise ProviderAway("too many calls to the identity provider hang") from None
    finally:
        WAITING.release()
