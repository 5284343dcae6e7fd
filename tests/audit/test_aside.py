"""Traces that wait on the disk while the database takes nothing: each is brought home once."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.audit import aside as asides
from portal.audit import lines, told
from portal.audit.aside import REFUSED, Aside
from portal.database import Database, NothingTaken
from tests.audit.looks import AT, look, looks, refs
from tests.support.limits import files_of_at_most
from tests.support.people import Cast

AT_ONCE = 8
ODD = json.dumps(
    {
        **dict.fromkeys(column.key for column in told.COLUMNS),
        "what": {},
        "at": "2026-11-24T08:30:00+00:00",
    }
)
HUGE = json.dumps({"at": "2026-11-24T08:30:00+00:00", "patient_id": 10**30})


@pytest.fixture
def aside(tmp_path: Path, database: Database) -> Aside:
    return Aside(tmp_path / "instance", tmp_path / "spare", database)


def test_what_was_kept_aside_stands_in_the_log_as_it_happened(
    database: Database, people: Cast, aside: Aside
):
    anna = people["anna"].id
    look(aside, anna)
    later = AT.replace(microsecond=123457)
    look(aside, anna, "abc", at=later)
    assert looks(database) == []
    assert aside.bring_home()
    assert looks(database) == [
        (AT, anna, anna, "plan", None),
        (later, anna, anna, "plan", "abc"),
    ]
    assert next(aside.files()).read_bytes() == b""


def test_what_was_written_and_not_yet_forgotten_is_not_written_twice(
    database: Database, people: Cast, aside: Aside
):
    look(aside, people["anna"].id, None, "a", "b")
    kept = next(aside.files()).read_bytes()
    aside.bring_home()
    next(aside.files()).write_bytes(kept)
    aside.bring_home()
    assert sorted(map(str, refs(database))) == ["None", "a", "b"]


def test_many_come_home_some_at_a_time(
    database: Database, people: Cast, aside: Aside, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(asides, "BATCH", 3)
    look(aside, people["anna"].id, *(f"{n}" for n in range(7)))
    assert [aside.bring_home() for _ in range(3)] == [False, False, True]
    assert set(refs(database)) == {f"{n}" for n in range(7)}


def test_a_line_that_was_never_finished_was_never_shown(
    database: Database, people: Cast, aside: Aside
):
    anna = people["anna"].id
    look(aside, anna, "before")
    with next(aside.files()).open("ab") as file:
        file.write(next(aside.files()).read_bytes()[:20])
    look(aside, anna, "after")
    aside.bring_home()
    assert set(refs(database)) == {"before", "after"}


def test_many_at_once_lose_nothing(database: Database, people: Cast, aside: Aside):
    event = {**dict.fromkeys(("actor_id", "source", "grant_id")), "patient_id": people["anna"].id}
    event |= {"actor_kind": "patient", "what": "plan", "at": AT}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda n: aside.keep([{**event, "ref": f"{n}"}]), range(100)))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda _: aside.bring_home(), range(AT_ONCE)))
    assert sorted(map(str, refs(database))) == sorted(f"{n}" for n in range(100))


def test_nobody_else_on_the_machine_reads_it_and_it_names_nobody(people: Cast, aside: Aside):
    look(aside, people["anna"].id)
    assert next(aside.files()).stat().st_mode & 0o077 == 0
    kept = json.loads(next(aside.files()).read_text())
    assert set(kept) == {column.key for column in told.COLUMNS}


def _looks_whose_traces_wait_in_both(aside: Aside, who: int) -> None:
    aside.instance.write_text("a file where the folder should be")
    look(aside, who, "spare")
    aside.instance.unlink()
    look(aside, who, "instance")


def test_where_the_instance_folder_takes_nothing_it_is_kept_in_the_spare_one(
    database: Database, people: Cast, aside: Aside
):
    _looks_whose_traces_wait_in_both(aside, people["anna"].id)
    assert [file.stat().st_size > 0 for file in aside.files()] == [True, True]
    assert aside.bring_home()
    assert set(refs(database)) == {"spare", "instance"}
    assert [file.stat().st_size for file in aside.files()] == [0, 0]


def test_where_it_cannot_be_kept_anywhere_the_look_is_not_committed(people: Cast, aside: Aside):
    for folder in (aside.instance, aside.spare):
        folder.write_text("a file where the folder should be")
    with pytest.raises(NothingTaken):
        look(aside, people["anna"].id)


def test_what_waits_for_another_database_waits_on(database: Database, people: Cast, aside: Aside):
    """Two portals may use the same folders."""
    look(aside, people["anna"].id, "mine")
    other = Aside(aside.instance, aside.spare, database)
    _mark(database, "another")
    assert other.bring_home()
    assert refs(database) == []
    assert not set(other.files()) & set(aside.files())
    assert aside.bring_home()
    assert refs(database) == ["mine"]


def _mark(database: Database, mark: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE database_mark SET mark = :mark"), {"mark": mark})


def test_a_file_that_cannot_be_opened_keeps_no_other_from_coming_home(
    database: Database, people: Cast, aside: Aside
):
    _looks_whose_traces_wait_in_both(aside, people["anna"].id)
    next(aside.files()).rename(aside.instance / "kept")
    next(aside.files()).mkdir()
    assert not aside.bring_home()
    assert refs(database) == ["spare"]


def test_a_spare_folder_that_cannot_be_looked_into_keeps_the_instance_folder_from_nothing(
    database: Database,
    people: Cast,
    aside: Aside,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    glob = Path.glob

    def broken(folder: Path, pattern: str) -> Iterator[Path]:
        if folder == aside.spare:
            raise PermissionError
        return glob(folder, pattern)

    monkeypatch.setattr(Path, "glob", broken)
    look(aside, people["anna"].id, "instance")
    assert not aside.bring_home()
    assert "traces-not-brought-home" in caplog.text
    assert refs(database) == ["instance"]


def test_a_copy_of_a_database_takes_nothing_that_waits_for_the_first_one(
    database: Database, people: Cast, aside: Aside, tmp_path: Path
):
    aside.instance.write_text("a file where the folder should be")
    look(aside, people["anna"].id)
    on_a_copy = Aside(tmp_path / "other", aside.spare, database)
    assert on_a_copy.bring_home()
    assert refs(database) == []


def test_a_name_in_the_spare_folder_that_somebody_else_has_taken_is_left_to_them(
    people: Cast, aside: Aside, monkeypatch: pytest.MonkeyPatch
):
    aside.instance.write_text("a file where the folder should be")
    look(aside, people["anna"].id)
    theirs = list(aside.files())[1]
    monkeypatch.setattr(lines, "is_ours", lambda file: file != theirs)
    before = theirs.read_bytes()
    look(aside, people["anna"].id)
    assert theirs.read_bytes() == before
    assert list(aside.files())[1].read_bytes().count(b"\n") == 1


def test_a_file_that_was_put_there_by_somebody_else_is_neither_written_nor_believed(
    database: Database,
    people: Cast,
    aside: Aside,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    look(aside, people["anna"].id, "not ours")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert not aside.bring_home()
    assert "traces-not-brought-home" in caplog.text
    with pytest.raises(NothingTaken):
        look(aside, people["anna"].id)
    assert refs(database) == []


def test_a_link_that_leads_elsewhere_is_not_followed(tmp_path: Path, people: Cast, aside: Aside):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch()
    for file in list(aside.files()):
        file.parent.mkdir(exist_ok=True)
        file.symlink_to(elsewhere)
    with pytest.raises(NothingTaken):
        look(aside, people["anna"].id)
    assert elsewhere.read_bytes() == b""


def test_a_disk_that_takes_a_part_of_a_trace_has_taken_none(people: Cast, aside: Aside):
    anna = people["anna"].id
    look(aside, anna, "first")
    whole = next(aside.files()).stat().st_size
    with files_of_at_most(30), pytest.raises(NothingTaken):
        look(aside, anna, "second")
    assert [file.stat().st_size for file in aside.files()] == [whole, 0]


@pytest.mark.parametrize("line", ["no json", "{}", "[]", '{"at": 5}', "[" * 9000, HUGE, ODD])
def test_what_the_log_cannot_take_is_put_by_and_keeps_nothing_else_waiting(
    line: str, database: Database, people: Cast, aside: Aside, caplog: pytest.LogCaptureFixture
):
    anna = people["anna"].id
    look(aside, anna, "before")
    with next(aside.files()).open("a") as file:
        file.write(f"{line}\n")
    look(aside, 987_654, "of nobody here")
    look(aside, anna, "after")
    assert aside.bring_home()
    assert set(refs(database)) == {"before", "after"}
    assert next(aside.files(REFUSED)).stat().st_mode & 0o077 == 0
    put_by = next(aside.files(REFUSED)).read_text().splitlines()
    assert line in put_by
    assert caplog.text.count("traces-set-aside") == 1
    assert len(put_by) == 2
    assert "traces-refused" in caplog.text


def test_what_takes_long_is_brought_home_by_more_than_one_visitor(
    database: Database, people: Cast, aside: Aside, monkeypatch: pytest.MonkeyPatch
):
    look(aside, people["anna"].id, "a", "b")
    monkeypatch.setattr(asides, "PATIENCE", -1)
    assert not aside.bring_home()
    monkeypatch.setattr(asides, "PATIENCE", 60)
    assert aside.bring_home()
    assert set(refs(database)) == {"a", "b"}
