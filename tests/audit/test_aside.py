"""Traces that wait on the disk while the database takes nothing: each is brought home once."""

import json
import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.audit import aside as asides
from portal.audit.aside import NAME, REFUSED, Aside
from portal.database import Database, NothingTaken
from tests.audit.looks import AT, look, looks, refs
from tests.support.people import Cast

AT_ONCE = 8
HUGE = json.dumps({"at": "2026-11-24T08:30:00+00:00", "patient_id": 10**30})


@pytest.fixture
def aside(tmp_path: Path, database: Database) -> Aside:
    return Aside(tmp_path / "instance" / NAME, database)


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
    assert aside.file.read_bytes() == b""


def test_what_was_written_and_not_yet_forgotten_is_not_written_twice(
    database: Database, people: Cast, aside: Aside
):
    look(aside, people["anna"].id, None, "a", "b")
    kept = aside.file.read_bytes()
    aside.bring_home()
    aside.file.write_bytes(kept)
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
    with aside.file.open("ab") as file:
        file.write(aside.file.read_bytes()[:20])
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
    assert aside.file.stat().st_mode & 0o077 == 0
    kept = json.loads(aside.file.read_text())
    assert set(kept) == {column.key for column in asides.COLUMNS}


def test_where_it_cannot_be_kept_the_look_is_not_committed(
    database: Database, people: Cast, tmp_path: Path
):
    blocked = tmp_path / "instance"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(NothingTaken):
        look(Aside(blocked / NAME, database), people["anna"].id)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_a_part_of_a_trace_has_taken_none(people: Cast, aside: Aside):
    anna = people["anna"].id
    look(aside, anna, "first")
    whole = aside.file.stat().st_size
    with files_of_at_most(whole + 30), pytest.raises(NothingTaken):
        look(aside, anna, "second")
    assert aside.file.stat().st_size == whole


@pytest.mark.parametrize("line", ["no json", "{}", "[]", '{"at": 5}', "[" * 9000, HUGE])
def test_what_the_log_cannot_take_is_put_by_and_keeps_nothing_else_waiting(
    line: str, database: Database, people: Cast, aside: Aside, caplog: pytest.LogCaptureFixture
):
    anna = people["anna"].id
    look(aside, anna, "before")
    with aside.file.open("a") as file:
        file.write(f"{line}\n")
    look(aside, 987_654, "of nobody here")
    look(aside, anna, "after")
    assert aside.bring_home()
    assert set(refs(database)) == {"before", "after"}
    assert aside.file.with_name(REFUSED).stat().st_mode & 0o077 == 0
    put_by = aside.file.with_name(REFUSED).read_text().splitlines()
    assert line in put_by
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
