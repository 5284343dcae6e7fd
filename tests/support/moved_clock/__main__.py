"""Run a command as if on another day; see the package."""

import sys

from tests.support.moved_clock import run

match sys.argv[1:]:
    case [day, *command] if command:
        run(day, command)
    case _:
        sys.exit("usage: python -m tests.support.moved_clock DAY COMMAND…")
