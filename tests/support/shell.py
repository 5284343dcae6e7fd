"""A shell such as a sender has: openssl and curl. Where there is no curl one of ours stands in."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO

from tests.support import moved_clock

STAND_IN = Path(__file__).with_name("curl_stand_in.py")
MOVED_DATE = """#!/bin/sh
when=
[ "$1" = -d ] && { when=$2; shift 2; }
exec DATE -d "$when SECONDS seconds" "$@"
"""
LONGEST = 60
"""Seconds that anything typed may take."""
END = "\x1e"


@dataclass(frozen=True)
class Terminal:
    """One shell that goes on: what was set stays set."""

    process: subprocess.Popen[str]

    def types(self, words: str) -> str:
        """Everything that was said until the prompt would stand there again."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{words}\nprintf '\\036\\n'\n")
        self.process.stdin.flush()
        watch = Timer(LONGEST, self.process.kill)
        watch.start()
        try:
            assert self.process.stdout is not None
            return "".join(_until_end(self.process.stdout))
        finally:
            watch.cancel()


def _until_end(said: IO[str]) -> Iterator[str]:
    for line in said:
        before, end, _ = line.partition(END)
        yield before
        if end:
            return
    raise AssertionError("the shell has ended")


@contextmanager
def terminal(folder: Path, environment: Mapping[str, str] = os.environ) -> Iterator[Terminal]:
    """A terminal in a folder, past any proxy."""
    past = {**environment, "PATH": _path(folder), "NO_PROXY": "*", "no_proxy": "*"}
    with subprocess.Popen(
        ["sh"],
        cwd=folder,
        env=past,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Terminal(process)
        finally:
            process.kill()


def _path(folder: Path) -> str:
    """Where programs are found: ours first, which stand in for curl and move `date`."""
    ours = dict(_stand_ins())
    tools = folder / ".stand-ins"
    tools.mkdir(exist_ok=True)
    for name, script in ours.items():
        (tools / name).write_text(script)
        (tools / name).chmod(0o755)
    return f"{tools}:{os.environ['PATH']}"


def _stand_ins() -> Iterator[tuple[str, str]]:
    if not shutil.which("curl"):
        yield "curl", f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "$@"\n'
    if moved_clock.offset():
        date = shutil.which("date", path=os.defpath) or "date"
        moved = MOVED_DATE.replace("DATE", date).replace("SECONDS", f"{moved_clock.offset():+d}")
        yield "date", moved
