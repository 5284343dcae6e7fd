"""Measure every page with axe, and keep the result where the accessibility statement reads it.

    make accessibility

A barrier does not stop it: the statement is to tell of it. `make check` is what refuses barriers.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from portal import clock
from portal.features.about.measured import RESULT, fingerprint

ROOT = Path(__file__).parents[1]
PAGES = "tests/journeys/test_every_page.py"
LAW = frozenset(("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"))
CRITERION = re.compile(r"wcag(\d)(\d)(\d+)")


def main() -> int:
    of_these = fingerprint()  # before the run: what changes while it runs was not measured
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run.jsonl"
        run.touch()
        environment = {**os.environ, "ACCESSIBILITY_RUN": str(run)}
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", PAGES, *sys.argv[1:]],
            cwd=ROOT, env=environment, check=False,
        )  # fmt: skip
        looks = [json.loads(line) for line in run.read_text().splitlines()]
    if not looks:
        print("No page was looked at; the last result stays.")
        return 1
    RESULT.write_text(json.dumps(result(looks, of_these), ensure_ascii=False, indent=1) + "\n")
    print(f"{len(looks)} looks at pages are in {RESULT.relative_to(ROOT)}.")
    return 0


def result(looks: Iterable[dict[str, Any]], of_these: str) -> dict[str, Any]:
    """The looks of one run, in short. Only what the law asks for counts as a barrier."""
    looks = list(looks)
    lock = json.loads((ROOT / "tests" / "package-lock.json").read_text())
    barriers = {
        (look["address"], criterion)
        for look in looks
        for _, tags in look["broken"]
        if LAW & set(tags)
        for criterion in _criteria(tags)
    }
    return {
        "on": f"{clock.now():%Y-%m-%d}",
        "tool": f"axe-core {lock['packages']['node_modules/axe-core']['version']}",
        "languages": sorted({look["language"] for look in looks}),
        "ways": sorted({way for look in looks for way in look["ways"]}),
        "barriers": [
            {"page": page, "criterion": criterion} for page, criterion in sorted(barriers)
        ],
        "fingerprint": of_these,
        "addresses": sorted({look["address"] for look in looks}),
    }


def _criteria(tags: Iterable[str]) -> list[str]:
    return [".".join(found.groups()) for tag in tags if (found := CRITERION.fullmatch(tag))]


if __name__ == "__main__":
    sys.exit(main())
