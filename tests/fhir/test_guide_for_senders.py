"""docs/integrate.md is followed to the letter, at a demo as `make run` starts it."""

import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.demo import Running, demo_run, environment
from tests.support.guide import blocks
from tests.support.plain_browser import PlainBrowser
from tests.support.server import HOUSE
from tests.support.shell import Terminal, terminal

GUIDES = [
    HOUSE / "docs" / name
    for name in ("integrate.md", "integrate-answers.md", "integrate-from-server.md")
]
KEY = "../../instance/demo/care-system-key.pem"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What somebody has who has cloned the house and installed it."""
    clone = tmp_path_factory.mktemp("clone")
    for part in HOUSE.iterdir():
        if part.name not in {"docs", "instance", ".venv", ".git"}:
            (clone / part.name).symlink_to(part)
    (clone / ".venv").symlink_to(sys.prefix)
    shutil.copytree(HOUSE / "docs" / "examples", clone / "docs" / "examples")
    return clone


@pytest.fixture(scope="module")
def demo(clone: Path) -> Iterator[Running]:
    with demo_run(clone) as running:
        yield running


@pytest.fixture
def shell(clone: Path, demo: Running) -> Iterator[Terminal]:
    ports = {"port": int(demo.portal.rpartition(":")[2]), "demo_port": 0}
    with terminal(clone, environment(clone, **ports)) as terminal_there:
        yield terminal_there


def test_each_command_answers_as_the_guide_says_and_the_patient_reads_it(
    demo: Running, shell: Terminal
):
    browser = cache(lambda person: PlainBrowser(demo.portal, person))
    said = ""
    for block in blocks(*GUIDES):
        match block.kind:
            case "sh":
                said = shell.types(block.text.replace("http://localhost:5000", demo.portal))
            case "answer":
                assert block.is_answered_by(said), f"{block.at} answers\n{said}"
            case "page":
                person, path = block.words
                page = browser(person).reads(path)
                for line in block.text.splitlines():
                    assert line in page, f"{block.at}: {line!r} is not in\n{page}"


def test_a_private_key_is_for_its_owner_only(shell: Terminal):
    said = shell.types("sh docs/examples/make-keys.sh mine && stat -c %a mine.pem mine.jwks.json")
    assert said.split("\n")[1:3] == ["600", "644"]


def test_a_sender_without_a_right_to_a_token_sees_why(demo: Running, shell: Terminal):
    shell.types("cd docs/examples")
    said = shell.types(f"sh get-token.sh {demo.portal} vs-nobody {KEY} demo-1 || echo $?")
    assert "invalid_client" in said
    assert said.endswith("\n1\n")


def test_a_key_that_is_not_there_is_said_before_anything_is_sent(demo: Running, shell: Terminal):
    token = f"sh docs/examples/get-token.sh {demo.portal} demo-planning no.pem demo-1 || echo $?"
    assert shell.types(token) == "get-token.sh: there is no private key in no.pem\n1\n"


def test_a_sender_may_ask_for_less_than_it_has(demo: Running, shell: Terminal):
    shell.types("cd docs/examples")
    scopes = "system/CarePlan.r system/Goal.r"
    said = shell.types(f"sh get-token.sh {demo.portal} demo-planning {KEY} demo-1 {scopes}")
    assert len(said.strip()) == 43


def test_the_stand_in_for_curl_does_the_same(
    demo: Running, clone: Path, monkeypatch: pytest.MonkeyPatch
):
    found = shutil.which

    def without_curl(name: str, path: str | None = None) -> str | None:
        return None if name == "curl" else found(name, path=path)

    monkeypatch.setattr(shutil, "which", without_curl)
    with terminal(clone) as shell:
        said = shell.types(
            f"cd docs/examples && sh get-token.sh {demo.portal} demo-planning {KEY} demo-1"
        )
    assert len(said.strip()) == 43
