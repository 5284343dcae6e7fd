"""Choose versions anew: requirements*.txt from pyproject.toml, package-lock.json from package.json.

Every file of a version is locked by its hash, for all platforms, and no lock names a server:
a region installs from its own mirror with the same lock.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

from tools.node import npm

LOCKS = {
    "requirements.txt": ["pyproject.toml"],
    "requirements-pdf.txt": ["-", "--constraint", "requirements.txt"],
    "requirements-test.txt": ["pyproject.toml", "--extra", "pdf", "--group", "test"],
    "requirements-node.txt": ["--group", "node"],
    "requirements-lock.txt": ["--group", "lock"],
}


def lock_python(target: str, sources: list[str]) -> None:
    """`-` among the sources is the extra alone: it is installed beside the rest, or left out."""
    command = [
        str(Path(sys.executable).with_name("uv")),
        *["pip", "compile", "--quiet", "--generate-hashes"],
        *["--python-version", "3.11", "--python-platform", "linux", "--only-binary", ":all:"],
        *["--no-header", "--no-emit-index-url", "--no-emit-find-links"],
        *["--output-file", target, *sources],
    ]
    extra = tomllib.loads(Path("pyproject.toml").read_text())["project"]["optional-dependencies"]
    subprocess.run(command, input="\n".join(extra["pdf"]), text=True, check=True)


def lock_npm(folder: Path) -> None:
    npm(["install", "--package-lock-only", "--ignore-scripts"], folder)
    if '"resolved"' in (folder / "package-lock.json").read_text():
        sys.exit(f"{folder}/package-lock.json names a server: its .npmrc must say omit-lockfile-…")


def main() -> None:
    for target, sources in LOCKS.items():
        lock_python(target, sources)
    for folder in (Path(), Path("tests"), Path("bench")):
        lock_npm(folder)


if __name__ == "__main__":
    main()
