"""What the documents say of settings, parts, decisions and other files is so."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
DOCS = HOUSE / "docs"
DOCUMENTS = sorted((*HOUSE.glob("*.md"), *DOCS.rglob("*.md")))
SETTING = re.compile(r"\bPORTAL_[A-Z_]+[A-Z]\b")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)")
UNDER_ANOTHER_NAME = {
    "brotli": "Brotli",
    "psycopg[binary]": "psycopg",
    "types-html5lib": "mypy",
    "types-psutil": "mypy",
    "types-requests": "mypy",
}
"""Parts that a document calls as people do, or that stand in the line of another."""


def test_every_setting_is_in_the_operators_page_and_every_one_there_is_a_setting():
    read = {name for path in (HOUSE / "portal/settings").glob("*.py") for name in settings_in(path)}
    told = settings_in(DOCS / "operate.md")
    assert not read - told, f"docs/operate.md does not tell of {sorted(read - told)}"
    assert not told - read, f"docs/operate.md tells of {sorted(told - read)}, which nobody reads"


def test_every_part_stands_once_among_the_dependencies_in_the_version_we_use():
    lines = (DOCS / "dependencies.md").read_text("utf-8").splitlines()
    for name, version in parts():
        rows = [line for line in lines if is_about(line, name)]
        assert len(rows) == 1, f"docs/dependencies.md has {len(rows)} lines about {name}"
        is_itself = not name.startswith("types-")
        assert not is_itself or version in rows[0], f"docs/dependencies.md: {name} is {version}"


def test_each_decision_has_a_number_of_its_own():
    """None is used twice; decisions made side by side may land in any order."""
    files = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [int(path.name[:4]) for path in files]
    assert numbers == sorted(set(numbers))
    for path, number in zip(files, numbers, strict=True):
        assert path.read_text("utf-8").startswith(f"# {number}. "), path.name


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_leads_only_to_what_is_there(path: Path):
    for link in LINK.findall(path.read_text("utf-8")):
        assert (path.parent / link).exists(), f"{path.name} leads to {link}"


def settings_in(path: Path) -> set[str]:
    return set(SETTING.findall(path.read_text("utf-8")))


def parts() -> Iterator[tuple[str, str]]:
    """Each part that we have chosen ourselves, by name and version."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))
    chosen = [*project["project"]["dependencies"]]
    for more in (project["project"]["optional-dependencies"], project["dependency-groups"]):
        chosen += [one for group in more.values() for one in group if isinstance(one, str)]
    yield from (tuple(one.split("==")) for one in chosen)
    for file in ("package.json", "tests/package.json", "bench/package.json"):
        yield from json.loads((HOUSE / file).read_text("utf-8"))["dependencies"].items()


def is_about(line: str, name: str) -> bool:
    called = UNDER_ANOTHER_NAME.get(name, name)
    first = line.partition(" | ")[0]
    return re.search(rf"(?:^\| |, ){re.escape(called)} \d", first, re.IGNORECASE) is not None
