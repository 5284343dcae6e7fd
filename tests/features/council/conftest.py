"""A round on the demo, opened as an operator opens it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from portal.features.council import bar

TASKS = """# Till rådet

När är ditt nästa möte?
Lätt: När ska du på möte?

Vem ringer du?
"""
Types = Callable[..., Result]


@pytest.fixture
def types(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Types:
    """What somebody types after `flask council`; pages know of it at once."""
    monkeypatch.setattr(bar, "LOOKED_UP_FOR", 0)

    def run(*words: object, status: int = 0) -> Result:
        done = app.test_cli_runner().invoke(args=["council", *map(str, words)])
        assert done.exit_code == status, done.output
        return done

    return run


@pytest.fixture
def task_file(tmp_path: Path) -> Path:
    file = tmp_path / "uppgifter.txt"
    file.write_text(TASKS)
    return file


@pytest.fixture
def council(types: Types, task_file: Path) -> Types:
    """The same, and a round with two tasks is open."""
    types("start", task_file)
    return types
