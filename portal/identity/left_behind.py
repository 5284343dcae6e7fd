"""Calls over a network, each in a thread that is left behind when it is late.

The time-outs of HTTP libraries count from one byte to the next: a server that sends a byte a second
would hold whoever waits, and a thread of the portal's, for ever.
"""

from collections.abc import Callable
from concurrent.futures import Future
from threading import BoundedSemaphore, Thread
from typing import TypeVar

Result = TypeVar("Result")


class TooManyRunning(Exception):
    """No more calls of this kind are begun until some are over."""


def answer(
    call: Callable[[], Result], *, seconds: float, running: BoundedSemaphore, name: str
) -> Result:
    """Give what `call` gives, or raise what it raises; `TimeoutError` when time is up.

    `running` counts the calls that are not yet over, those nobody waits for any longer among them.
    Raises `TooManyRunning`.
    """
    if not running.acquire(blocking=False):
        raise TooManyRunning(name)
    result: Future[Result] = Future()
    Thread(target=_run, args=(call, result, running), daemon=True, name=name).start()
    return result.result(timeout=seconds)


def _run(call: Callable[[], Result], result: Future[Result], running: BoundedSemaphore) -> None:
    try:
        result.set_result(call())
    except BaseException as raised:  # noqa: BLE001 (carried over to the thread that waits)
        result.set_exception(raised)
    finally:
        running.release()
