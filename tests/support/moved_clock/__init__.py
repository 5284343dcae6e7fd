"""Run a command as if on another day: `python -m tests.support.moved_clock DAY COMMAND…`.

DAY is an ISO 8601 date or date and time in Sweden; without a time it is noon. Every Python process
below starts with its clock moved (sitecustomize.py), and so do the other parts that read a clock:
Node (date.cjs) and `date` in a shell (shell.py). The clock goes on from there, and only the wall
clock moves, never the monotonic one. PostgreSQL and Chromium keep the real time: no statement and
no script of ours asks them what time it is. Why so: docs/decisions/0027-one-clock.md.
"""

import os
import time
from collections.abc import MutableMapping
from datetime import datetime
from datetime import time as time_of_day
from math import ceil
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
OFFSET = "MOVED_CLOCK_OFFSET"
"""The environment variable with the whole seconds between the real time and that of the tests."""
NODE_PRELOAD = HERE / "date.cjs"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = time_of_day(12)


def offset() -> int:
    """Return the seconds by which the clock of this process and its children is moved."""
    return int(os.environ.get(OFFSET, "0"))


def moved_to(
    day: str, environment: MutableMapping[str, str], *, real: float
) -> MutableMapping[str, str]:
    """Add to an environment what moves the clock of a child process.

    `real` is the real time in seconds since 1970. Raises `ValueError` when DAY is not a date.
    """
    path = environment.get("PYTHONPATH", "")
    environment[OFFSET] = str(ceil(_moment(day).timestamp() - real))
    environment["PYTHONPATH"] = f"{HERE}{os.pathsep}{path}" if path else str(HERE)
    return environment


def _moment(day: str) -> datetime:
    moment = datetime.fromisoformat(day)
    if len(day) == len("2026-11-24"):
        moment = datetime.combine(moment, NOON)
    return moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)


def run(day: str, command: list[str]) -> None:
    """Replace this process by the command, on that day."""
    moved_to(day, os.environ, real=time.time() - offset())
    os.execvp(command[0], command)
