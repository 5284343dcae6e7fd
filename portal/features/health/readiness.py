"""Asking whether what the portal leans on is there, without waiting long for the answer."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow

from portal.web.logs import fault

Check = Callable[[], bool]
PATIENCE = 1.0
"""Seconds for all checks together; one that has not answered by then has failed."""

log = logging.getLogger(__name__)
_askers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="readiness")


def missing_of(checks: Mapping[str, Check]) -> list[str]:
    """The names of the checks that do not hold."""
    return list(_missing(checks))


def _missing(checks: Mapping[str, Check]) -> Iterator[str]:
    asked = {name: _askers.submit(check) for name, check in checks.items()}
    until = time.monotonic() + PATIENCE
    for name, answer in asked.items():
        try:
            failure = answer.exception(max(0.0, until - time.monotonic()))
        except TooSlow as slow:
            failure = slow
        if failure:
            log.error("not-ready", extra={"source": name, **fault(failure)})
        if failure or not answer.result():
            yield name
