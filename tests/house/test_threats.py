"""What docs/threats.md says is shown by a test, is."""

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
TEST = re.compile(r"^def (test_\w+)", re.MULTILINE)


def test_every_test_that_the_threats_name_exists():
    named = set(re.findall(r"`(test_\w+)`", (HOUSE / "docs/threats.md").read_text("utf-8")))
    files = (HOUSE / "tests").rglob("test_*.py")
    there = {name for file in files for name in TEST.findall(file.read_text("utf-8"))}
    assert len(named) > 20
    assert not named - there, f"docs/threats.md names {named - there}; write them, or correct it"
