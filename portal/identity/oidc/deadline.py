"""One time limit for everything the portal asks of the identity provider in one step.

The time-outs of HTTP libraries count from one byte to the next: a provider that sends a byte a
second would hold a person, and a thread, for ever.
"""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from threading import BoundedSemaphore, Thread
from time import monotonic
from typing import TypeVar

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

    `until` is a moment of `time.monotonic()`, so that several calls can share one limit. The call
    runs in a thread of its own, which is left behind when it is late.
    """
    if not WAITING.acquire(timeout=max(0, min(PATIENCE, until - monotonic()))):
        raise ProviderAway("too many wait for the identity provider")
    try:
        return _started(call).result(timeout=max(0, until - monotonic()))
    except TooLate:
        raise ProviderAway("the identity provider took too long") from None
    finally:
        WAITING.release()


def _started(call: Callable[[], Result]) -> Future[Result]:
    if not RUNNING.acquire(blocking=False):
        raise ProviderAway("too many calls to the identity provider hang")
    result: Future[Result] = Future()
    Thread(target=_run, args=(call, result), daemon=True, name="identity-provider").start()
    return result


def _run(call: Callable[[], Result], result: Future[Result]) -> None:
    try:
        result.set_result(call())
    except BaseException as raised:  # noqa: BLE001 (carried over to the thread that waits)
        result.set_exception(raised)
    finally:
        RUNNING.release()
