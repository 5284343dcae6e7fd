"""Python imports this at start when it stands first on PYTHONPATH: it moves the clock.

A Python outside .venv has no time-machine: it keeps the real time, and says nothing.
"""

import contextlib
import os
import time

with contextlib.suppress(ModuleNotFoundError):
    import time_machine

    time_machine.travel(time.time() + int(os.environ["MOVED_CLOCK_OFFSET"]), tick=True).start()
