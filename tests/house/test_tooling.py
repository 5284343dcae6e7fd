"""What arrives from outside is locked by hash, and nothing here names where it comes from."""

import json
import re
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent.parent
LOCKS = sorted(path.name for path in HOUSE.glob("requirements*.txt"))
NPM_LOCKS = ["package-lock.json", "tests/package-lock.json"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_an_exact_version_and_hashes(lock: str):
    text = (HOUSE / lock).read_text()
    packages = re.split(r"\n(?=\S)", text.strip())
    loose = [package.split()[0] for package in packages if not _is_locked(package)]
    assert loose == [], f"Not locked in {lock}: run `make lock`."


def _is_locked(package: str) -> bool:
    return bool(re.match(r"[\w.\[\]-]+==\S+ .*--hash=sha256:", package, re.DOTALL))


def test_runtime_and_tests_agree_on_every_version():
    runtime, tests = (
        dict(re.findall(r"(?m)^([\w-]+)==(\S+)", (HOUSE / lock).read_text()))
        for lock in ("requirements.txt", "requirements-test.txt")
    )
    assert {name: tests.get(name) for name in runtime} == runtime, "Run `make lock`."


@pytest.mark.parametrize("lock", NPM_LOCKS)
def test_every_npm_package_is_locked_by_hash_and_names_no_server(lock: str):
    packages = json.loads((HOUSE / lock).read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, f"{name}: keep .npmrc beside {lock} and `make lock`."
        assert name == "" or package["integrity"].startswith("sha512-"), name


def test_make_alone_lists_every_target_a_person_may_call():
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=HOUSE, capture_output=True, text=True, check=True
    ).stdout
    phony = re.search(r"^\.PHONY: (.+)$", (HOUSE / "Makefile").read_text(), re.MULTILINE)
    assert phony is not None
    for target in phony[1].split():
        assert re.search(rf"^  make {target} +\S", listed, re.MULTILINE), f"{target} needs a ##"
