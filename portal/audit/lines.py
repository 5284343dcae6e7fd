"""Files of lines that are added to until somebody takes from their end.

One file for all processes of this machine, each alone with it while it writes.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from portal.private_files import make_folder

LAST = 128 * 1024
"""Bytes; at least so much as is taken at once, and what a process that was killed has half written."""


def has_any(file: Path) -> bool:
    """Tell if there is something to take."""
    return file.exists() and file.stat().st_size > 0


def is_ours(file: Path) -> bool:
    """Tell if the portal's own user has made it: nobody else adds to it and takes away."""
    try:
        return file.lstat().st_uid == os.geteuid()
    except FileNotFoundError:
        return False


def add(file: Path, lines: bytes) -> bool:
    """Add lines, which are on the disk when this returns; tell if they are the first.

    Raises `OSError`; then nothing of it is there.
    """
    make_folder(file.parent)
    with alone_with(file) as opened:
        end = opened.seek(0, os.SEEK_END)
        try:
            if opened.write(lines) != len(lines):
                raise OSError(errno.ENOSPC, "the disk took a part")
            os.fsync(opened.fileno())
        except OSError:
            opened.truncate(end)
            raise
    return not end


@contextmanager
def alone_with(file: Path) -> Iterator[FileIO]:
    """The file, locked, and without a line that was never finished.

    Raises `OSError`, and that for a link and for a file of somebody else's, too.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with FileIO(descriptor, "r+") as opened:
        if os.fstat(descriptor).st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, "a file of somebody else's")
        fcntl.flock(opened, fcntl.LOCK_EX)
        end = opened.seek(0, os.SEEK_END)
        opened.seek(max(end - LAST, 0))
        last = opened.readall()
        opened.truncate(end - len(last) + last.rfind(b"\n") + 1)
        yield opened
