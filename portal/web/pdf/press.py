"""The press: sets an outline as a PDF, in a process of its own that can open nothing.

typst is an extra (`requirements-pdf.txt`). Where it is not installed `is_here()` says so, and no
page offers a PDF. Nothing of a plan touches a disk: the outline goes in and the PDF comes out by
pipes, and the process may write no file, not even the picture of a crash.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from threading import BoundedSemaphore

from portal.web.pdf.outline import Outline

PRESSMAN = Path(__file__).with_name("pressman.py")
FONTS = Path(sys.prefix) / "share" / "min-plan" / "fonts"
"""Put there by `make install-pdf` (tools/fonts.py)."""
AT_ONCE = 2
"""PDFs in the making at the same time, in each process of the server."""
PATIENCE = 1.0
"""Seconds to wait for a free press."""
TIME_LIMIT = 10.0
"""Seconds; a plan of the usual size takes a tenth of one."""
LARGEST_PDF = 16_000_000
CANNOT_BE_SET = 3
"""The exit code of a pressman whose outline typst refuses; see pressman.py."""

_free = BoundedSemaphore(AT_ONCE)


class NotPressed(Exception):
    """There is no PDF. Nothing of the outline is in the message."""


class PressBusy(NotPressed):
    """All presses were taken for too long, or this one took too long: later may be better."""


class CannotBeSet(NotPressed):
    """It holds a sign that no typeface here has, or is too large: later is no better."""


def is_here() -> bool:
    """Tell if this portal can make PDFs."""
    return find_spec("typst") is not None and any(FONTS.glob("*.ttf"))


def pressed(outline: Outline) -> bytes:
    """The outline as a PDF. Raises `PressBusy` or `CannotBeSet`."""
    if not _free.acquire(timeout=PATIENCE):
        raise PressBusy("no free press")
    try:
        return _pressed(json.dumps(asdict(outline)).encode())
    finally:
        _free.release()


def _pressed(order: bytes) -> bytes:
    try:
        # Isolated and with an empty environment: it knows no key, no address and no password.
        done = subprocess.run(
            [sys.executable, "-I", str(PRESSMAN), str(FONTS)],
            input=order,
            capture_output=True,
            env={},
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PressBusy("took too long") from None
    if done.returncode == CANNOT_BE_SET or len(done.stdout) > LARGEST_PDF:
        raise CannotBeSet("typst refuses it")
    if done.returncode != 0:
        raise PressBusy(f"the pressman ended with {done.returncode}")
    return done.stdout
