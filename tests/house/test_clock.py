"""One clock: nobody else asks what time it is, and `make test DAY=…` moves all who do."""

import ast
import json
import os
import subprocess
import sys
import time
from datetime import datetime
from itertools import chain
from pathlib import Path

import pytest

from portal import clock
from portal.clock import STOCKHOLM
from tests.support import moved_clock, shell
from tests.support.parts import node

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for path in chain.from_iterable(ROOT.glob(f"{top}/**/*.py") for top in ("portal", "tests", "bench", "tools"))
    if "node_modules" not in path.parts
]  # fmt: skip
MAY_ASK = {ROOT / "portal/clock.py", *(ROOT / "tests/support/moved_clock").glob("*.py")}
ASKING = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
    ("func", "now"), ("func", "current_timestamp"),
}  # fmt: skip


def asks(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
            return (owner, name) in ASKING
        case ast.ImportFrom(module="time", names=names):
            return any(("time", one.name) in ASKING for one in names)
    return False


def lines_that_ask(code: str) -> list[int]:
    return [node.lineno for node in ast.walk(ast.parse(code)) if asks(node)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "time.time()",
        "from time import time", "default_factory=datetime.now", "func.now()",
    ],
)  # fmt: skip
def test_the_patrol_finds_whoever_asks(code: str):
    assert lines_that_ask(code)


def test_nobody_but_the_one_clock_asks_what_time_it_is():
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in CODE
        if path not in MAY_ASK
        for line in lines_that_ask(path.read_text())
    }
    assert not found, f"take it from portal.clock, or let it be told: {sorted(found)}"


def seconds_told(command: list[str], day: str) -> float:
    environment = moved_clock.moved_to(day, dict(os.environ), real=real())
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def real() -> float:
    return clock.now().timestamp() - moved_clock.offset()


@pytest.mark.parametrize("day", ["2028-02-29", "2031-06-30T23:59", "2026-12-31T23:30"])
def test_python_and_its_children_and_node_have_the_day_that_was_asked_for(day: str):
    # Given a day, at noon when no time is given
    expected = datetime.fromisoformat(day if "T" in day else f"{day}T12:00").replace(
        tzinfo=STOCKHOLM
    )
    ask = "import time; print(time.time())"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {ask!r}], check=True)"
    # Then each of them says it, and goes on from there
    for command in (
        [sys.executable, "-c", ask],
        [sys.executable, "-c", child],
        [str(node()), "--require", str(moved_clock.NODE_PRELOAD), "-p", "Date.now() / 1000"],
        [str(node()), "--require", str(moved_clock.NODE_PRELOAD), "-p", "new Date().getTime() / 1000"],
    ):  # fmt: skip
        assert 0 <= seconds_told(command, day) - expected.timestamp() < 30, command


def test_a_shell_has_the_same_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    moved = moved_clock.moved_to("2028-02-29T12:00", dict(os.environ), real=real())
    monkeypatch.setenv(moved_clock.OFFSET, moved[moved_clock.OFFSET])
    with shell.terminal(tmp_path) as terminal:
        assert terminal.types("date +%F").strip() == "2028-02-29"
        assert terminal.types("date -d '+1 days' +%F").strip() == "2028-03-01"
        assert terminal.types("date -u +%FT%TZ").startswith("2028-02-29T11:0")


def test_durations_are_measured_by_a_clock_that_nobody_moves():
    ask = "import json, time; print(json.dumps([time.monotonic()]))"
    environment = moved_clock.moved_to("2031-06-30", dict(os.environ), real=real())
    done = subprocess.run(
        [sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True
    )
    assert abs(json.loads(done.stdout)[0] - time.monotonic()) < 30


@pytest.mark.parametrize("day", ["", "tomorrow", "2028-02-30", "29 february"])
def test_a_day_that_is_none_is_refused(day: str):
    with pytest.raises(ValueError, match=r"."):
        moved_clock.moved_to(day, {}, real=0)
