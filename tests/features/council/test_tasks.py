"""The file that a council writes its tasks in, and what is said of one that is not right."""

from pathlib import Path

import pytest

from portal.features.council.commands import EXAMPLE
from portal.features.council.task_file import TasksRefused, tasks_in
from tests.features.council.conftest import TASKS, Types

DOCUMENT = Path(__file__).parents[3] / "docs" / "council.md"


def test_our_example_holds_tasks_in_swedish_and_in_easy_swedish():
    tasks = tasks_in(EXAMPLE.read_bytes())
    assert len(tasks) == 8
    assert all(task["text"] and task["easy"] for task in tasks)


def test_the_example_in_the_document_is_right_as_well():
    example = DOCUMENT.read_text().split("```")[1]
    assert [bool(task["easy"]) for task in tasks_in(example.encode())] == [True, False]


def test_a_task_may_do_without_easy_swedish_and_remarks_are_nobodys_task():
    assert tasks_in(TASKS.encode()) == [
        {"text": "När är ditt nästa möte?", "easy": "När ska du på möte?"},
        {"text": "Vem ringer du?", "easy": ""},
    ]


def test_a_file_from_windows_is_read_as_well():
    assert tasks_in("\ufeffEtt\r\nLÄTT: Två\r\n".encode()) == [{"text": "Ett", "easy": "Två"}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds 0 tasks"),
        ("\n\n".join(["En"] * 31).encode(), "holds 31 tasks"),
        ("Gör så här".encode("latin-1"), "not text in UTF-8"),
        (b"a" * 301, "line 1: it has more than 300"),
        ("Ett\nTvå\n".encode(), "line 2: put an empty line"),
        ("\nLätt: Ett\n".encode(), "line 2: no task stands above"),
        ("Ett\n\nLätt: Ett\n".encode(), "line 3: no task stands above"),
        ("Ett\nLätt: Ett\nLätt: Två\n".encode(), "line 3: no task stands above"),
        ("Ett\nLätt:\n".encode(), "line 2: write the task after"),
        ("Ett\u202e två\n".encode(), "line 1: it holds a sign"),
    ],
)
def test_a_file_that_is_not_right_is_told_by_its_line(content: bytes, said: str):
    with pytest.raises(TasksRefused, match=said):
        tasks_in(content)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_refused_file_opens_no_round(types: Types, tmp_path: Path):
    file = tmp_path / "fel.txt"
    file.write_text("Lätt: först")
    assert "line 1" in types("start", file, status=1).output
    assert "There has been no round" in types("report", status=1).output
    assert "No round is open" in types("end", status=1).output


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_only_one_round_goes_on_at_a_time(council: Types):
    assert "open already" in council("start", status=1).output
    council("end")
    assert "8 tasks" in council("start").output
