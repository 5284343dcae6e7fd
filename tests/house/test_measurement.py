"""The measurement that the accessibility statement tells of goes with the pages it is of."""

import subprocess
from datetime import date, timedelta
from pathlib import Path

from portal.features.about.measured import measured

HOUSE = Path(__file__).parents[2]
HOLDS_FOR = timedelta(days=60)


def test_the_measurement_is_not_much_older_than_the_pages():
    """By the dates of git, which do not pass by themselves: what is released stays green."""
    asked = ["git", "log", "-1", "--format=%cs", "--", "templates", "static"]
    told = subprocess.run(asked, cwd=HOUSE, capture_output=True, text=True, check=True).stdout
    changed = date.fromisoformat(told.strip())
    assert changed - measured().on < HOLDS_FOR, "older than the pages: run `make accessibility`"
