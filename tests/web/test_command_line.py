"""Whatever an operator types wrongly, a command answers in a line and exits with a code."""

from pathlib import Path

import pytest
from flask import Flask

from portal.database import Database
from tests.support.people import Cast

pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)

NO_TEXT = "a\udcff"
"""What Python makes of a byte that is not UTF-8 on a command line."""
TYPED = (
    ("client", "disable", NO_TEXT),
    ("client", "disable", "x" * 3000),
    ("feedback", "close", NO_TEXT),
    ("feedback", "close", "x" * 3000),
    ("council", "mark", NO_TEXT, "1.1.1"),
    ("council", "mend", NO_TEXT),
    ("council", "remove", "x" * 3000),
    ("person", "change-number", "9" * 30),
    ("person", "change-number", "0"),
    ("person", "change-number", "Anna"),
    ("intake", "load", "/proc/self/mem"),
    ("council", "start", "/proc/self/mem"),
    ("council", "take", "/proc/self/mem"),
)


@pytest.mark.parametrize("words", TYPED, ids=lambda words: " ".join(words)[:30])
def test_wrong_words_are_answered_in_a_line(app: Flask, cast: Cast, words: tuple[str, ...]):
    result = app.test_cli_runner().invoke(args=list(words), input=f"{cast['anna'].number}\n")
    assert isinstance(result.exception, SystemExit)
    assert result.exit_code in (1, 2)
    assert len(result.output.splitlines()[-1]) > 20
    assert cast["anna"].number not in result.output


NEED_THE_DATABASE = (
    ("client", "list"),
    ("client", "disable", "vs-x"),
    ("feedback", "list"),
    ("feedback", "close", "K7M4PQ"),
    ("council", "end"),
    ("person", "find"),
    ("intake", "check", __file__),
)


@pytest.mark.parametrize("words", NEED_THE_DATABASE, ids=" ".join)
def test_without_a_database_that_answers_the_command_says_so(
    app: Flask, tmp_path: Path, words: tuple[str, ...]
):
    app.extensions["portal.database"] = Database(f"sqlite:///{tmp_path}/empty.sqlite")
    result = app.test_cli_runner().invoke(args=list(words), input="191212121212\n")
    assert isinstance(result.exception, SystemExit)
    assert "flask db upgrade" in result.output
    assert result.exit_code == 1
