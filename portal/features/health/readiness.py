"""Asking whether what the portal leans on is there, without waiting long for the answer."""

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow

Check = Callable[[], bool]
PATIENCE = 1.0
"""Seconds a check may take; one that takes longer has failed."""
REMEMBERED = 30.0
"""Seconds for which the answer of another machine is believed."""

log = logging.getLogger(__name__)
_askers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="readiness")


def missing_of(checks: Mapping[str, Check]) -> list[str]:
    """The names of the checks that do not hold."""
    asked = {name: _askers.submit(check) for name, check in checks.items()}
    until = time.monotonic() + PATIENCE
    missing = []
    for name, answer in asked.items():
        try:
            holds = answer.result(max(0.0, until - time.monotonic()))
        except TooSlow:
            holds = False
        except Exception:
            log.exception("readiness-check-failed")
            holds = False
        if not holds:
            missing.append(name)
    return missing


def remembered(check: Check) -> Check:
    """A check that asks anew only when its last answer is old."""
    known: list[tuple[float, bool]] = []

    def answer() -> bool:
        if known and time.monotonic() - known[-1][0] < REMEMBERED:
            return known[-1][1]
        holds = check()
        known[:] = [(time.monotonic(), holds)]
        return holds

    return answer
