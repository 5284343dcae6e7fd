"""Python imports this at start when it stands first on PYTHONPATH: it moves the clock."""

import os
import time

import time_machine

time_machine.travel(time.time() + int(os.environ["MOVED_CLOCK_OFFSET"]), tick=True).start()
