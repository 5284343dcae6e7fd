"""Files and folders that only the portal's own user may open, whatever the umask says."""

import os
from contextlib import suppress
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this user alone.

    One that is there already is somebody's decision, and stays as it is. Raises `OSError`.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        with suppress(FileExistsError):
            one.mkdir(FOLDER)
            one.chmod(FOLDER)


def make_file(file: Path) -> None:
    """Make an empty file for this user alone, if there is none. Raises `OSError`."""
    with suppress(FileExistsError):
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE)
        os.fchmod(descriptor, FILE)
        os.close(descriptor)


def write(file: Path, content: bytes) -> None:
    """Write a new file for this user alone. Raises `OSError`, also when it is there already."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE)
    with os.fdopen(descriptor, "wb") as opened:
        os.fchmod(descriptor, FILE)
        opened.write(content)


def restrict(file: Path) -> None:
    """Take a file that an earlier version has left open to others away from them, if we may."""
    with suppress(OSError):
        if file.stat().st_mode & 0o077:
            file.chmod(FILE)
