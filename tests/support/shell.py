"""A shell such as a sender has: openssl and curl. Where there is no curl one of ours stands in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

STAND_IN = Path(__file__).with_name("curl_stand_in.py")


def shell(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script or a command in a folder, past any proxy, and give what it said."""
    environment = {**os.environ, "PATH": _path(folder), "NO_PROXY": "*", "no_proxy": "*"}
    return subprocess.run(
        ["sh", *map(str, words)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _path(folder: Path) -> str:
    usual = os.environ["PATH"]
    if shutil.which("curl"):
        return usual
    tools = folder / ".tools"
    tools.mkdir(exist_ok=True)
    curl = tools / "curl"
    curl.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "$@"\n')
    curl.chmod(0o755)
    return f"{tools}:{usual}"
