"""Traces that wait on the disk while the database takes nothing: each is brought home once."""

import json
import resource
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError, OperationalError

from portal.audit import aside as asides
from portal.audit import trail
from portal.audit.aside import NAME, REFUSED, Aside
from portal.audit.trail import What
from portal.database import Database, NothingTaken, Transaction, writing
from portal.identity import cookies
from portal.identity.sealing import Sealer
from portal.models.access_event import AccessEvent
from tests.support.fixtures import SignsIn
from tests.support.people import Cast, known

AT_ONCE = 8
HUGE = json.dumps({"at": "2026-11-24T08:30:00+00:00", "patient_id": 10**30})
AT = datetime(2026, 11, 24, 8, 30, 15, 123456, UTC)


@pytest.fixture
def people(database: Database, sealer: Sealer) -> Cast:
    return known(database, sealer)


@pytest.fixture
def aside(tmp_path: Path, database: Database) -> Aside:
    return Aside(tmp_path / "instance" / NAME, database)


def look(aside: Aside, who: int, *refs: str | None, at: datetime = AT) -> None:
    """Somebody looks at something of their own, while traces are kept aside."""
    with aside.database.engine.connect() as connection:
        only_reading = Transaction(connection, at, aside.keep)
        for ref in refs or (None,):
            trail.acted(
                only_reading, What.PLAN, patient_id=who, actor_id=who, grant_id=None, ref=ref
            )
        only_reading.commit()


def looks(database: Database) -> list[tuple[object, ...]]:
    """As they were written; read past the policy, which is not what is tested here."""
    table = AccessEvent.__table__.c
    asked = select(table.at, table.patient_id, table.actor_id, table.what, table.ref)
    with database.engine.begin() as connection:
        compiled = asked.order_by(table.at, table.id).compile(database.engine)
        rows = connection.exec_driver_sql(str(compiled)).all()
    return [(_moment(row[0]), *row[1:]) for row in rows]


def _moment(stored: Any) -> datetime:
    moment = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def refs(database: Database) -> list[object]:
    return [row[-1] for row in looks(database)]


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


def refusal() -> OperationalError:
    refused: Any = sqlite3.OperationalError("attempt to write a readonly database")
    refused.sqlite_errorcode = sqlite3.SQLITE_READONLY
    return OperationalError("", None, refused)


@pytest.fixture
def portal(app: Any) -> Database:
    database: Database = app.extensions["portal.database"]
    return database


@pytest.fixture
def takes_nothing(portal: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The portal's database, which cannot be written, and has been met so a moment ago."""
    words = "PRAGMA query_only=ON" if portal.is_sqlite else "SET TRANSACTION READ ONLY"

    def refuse(connection: Any) -> None:
        connection.connection.dbapi_connection.execute(words)

    event.listen(portal.engine, "begin", refuse)
    monkeypatch.setattr(writing, "SHORTEST", 3600)
    assert portal.writing.failed(refusal())
    yield portal
    event.remove(portal.engine, "begin", refuse)


def test_meanwhile_pages_are_shown_and_no_statement_writes(
    signed_in: SignsIn, takes_nothing: Database, database: Database
):
    anna = signed_in("anna")
    before = looks(database)
    with anna.heard() as ear:
        anna.opens("/kontakter")
    assert [one for one in ear.said if one.startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert looks(database) == before


def test_meanwhile_a_change_is_refused_with_a_page_that_says_to_come_back(
    signed_in: SignsIn, takes_nothing: Database
):
    anna = signed_in("anna")
    anna.opens("/sprak")
    page = anna.presses("English", status=503)
    assert page.headers["Retry-After"]


def test_meanwhile_nobody_reads_what_is_anothers_for_it_could_not_be_closed(
    signed_in: SignsIn, takes_nothing: Database
):
    bertil = signed_in("bertil")
    for address in ("/for/AAAAAAAAAAAAAAAAAAAAAA", "/for/AAAAAAAAAAAAAAAAAAAAAA/plan"):
        bertil.opens(address, status=503)
    bertil.opens("/delat-med-mig", status=503)


@pytest.mark.parametrize("button", ["Logga ut", "Logga ut överallt"])
def test_meanwhile_who_signs_out_is_signed_out_of_this_browser(
    signed_in: SignsIn, takes_nothing: Database, button: str
):
    anna = signed_in("anna")
    anna.opens("/logga-ut")
    anna.presses(button, status=503)
    assert anna.client.get_cookie(cookies.JUST_LEFT) is not None
    assert anna.opens("/plan", status=303).headers["Location"].startswith("/logga-in")


def test_meanwhile_whose_time_is_up_reads_what_is_about_nobody(
    signed_in: SignsIn, takes_nothing: Database, clock: Any
):
    anna = signed_in("anna")
    clock.shift(16 * 60)
    for address in ("/", "/om", "/tillganglighet"):
        anna.opens(address)


def test_afterwards_everything_is_written_as_before(
    signed_in: SignsIn, portal: Database, database: Database, monkeypatch: pytest.MonkeyPatch
):
    anna = signed_in("anna")
    before = looks(database)
    monkeypatch.setattr(writing, "SHORTEST", 3600)
    portal.writing.failed(refusal())
    anna.opens("/kontakter")
    assert looks(database) == before
    portal.writing._due = 0.0
    anna.opens("/moten")
    assert [row[3] for row in looks(database)[len(before) :]] == ["contacts", "meetings"]


def test_what_is_set_aside_after_others_brought_theirs_home_comes_home_too(
    portal: Database, database: Database, people: Cast, monkeypatch: pytest.MonkeyPatch
):
    """Somebody began to read while nothing was taken, and is done when everything is."""
    monkeypatch.setattr(writing, "SHORTEST", 0)
    assert portal.writing.is_possible
    assert portal.aside is not None
    with portal.engine.connect() as connection:
        late = Transaction(connection, AT, portal.aside)
        trail.signed(late, people["anna"].id, What.PLAN)
        late.commit()
    assert looks(database) == []
    assert portal.writing.is_possible
    assert [row[3] for row in looks(database)] == ["plan"]


def test_an_earlier_life_s_traces_come_home_with_the_first_page(
    tmp_path: Path, database: Database, people: Cast, app: Any
):
    """Also with the first of a process that was forked from one that knew of nothing."""
    portal: Database = app.extensions["portal.database"]
    assert portal.writing.is_possible
    look(Aside(tmp_path / NAME, database), people["anna"].id, "earlier")
    portal.writing._pid = 0
    portal.begin().connection.close()
    assert refs(database) == ["earlier"]


def test_while_one_visitor_tries_the_others_are_not_told_that_all_is_well(
    portal: Database, monkeypatch: pytest.MonkeyPatch
):
    said = []

    def meanwhile() -> bool:
        said.append(portal.writing.is_possible)
        return True

    portal.writing.failed(refusal())
    portal.writing._due = 0.0
    monkeypatch.setattr(portal.writing, "bring_home", meanwhile)
    assert portal.writing.is_possible
    assert said == [False]


def test_a_file_that_cannot_be_opened_is_told_and_keeps_nobody_from_the_well_database(
    portal: Database, tmp_path: Path, people: Cast, caplog: pytest.LogCaptureFixture
):
    file = tmp_path / NAME
    look(Aside(file, portal), people["anna"].id)
    portal.writing.failed(refusal())
    portal.writing._due = 0.0
    kept = file.rename(tmp_path / "kept")
    file.mkdir()
    assert portal.writing.is_possible
    assert "traces-not-brought-home" in caplog.text
    file.rmdir()
    kept.rename(file)
    portal.writing._due = 0.0
    assert portal.writing.is_possible
    assert len(looks(portal)) == 1


def test_whatever_goes_wrong_it_is_tried_again(portal: Database, monkeypatch: pytest.MonkeyPatch):
    def breaks() -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(portal.writing, "bring_home", breaks)
    with pytest.raises(ZeroDivisionError):
        _ = portal.writing.is_possible
    assert portal.writing._due is not None


def test_a_database_that_takes_and_refuses_by_turns_is_tried_less_and_less(
    portal: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(portal.writing, "_try", lambda: None)
    pauses = []
    for _ in range(4):
        assert portal.writing.failed(refusal())
        pauses.append(portal.writing._pause)
        portal.writing._is_refused, portal.writing._taken_since = False, monotonic()
    assert pauses == [1.0, 2.0, 4.0, 8.0]


def test_what_only_reads_cannot_write_and_what_comes_next_can(database: Database):
    with database.engine.connect() as connection:
        only_reading = connection.execution_options(only_reads=True)
        with pytest.raises(DBAPIError) as refused:
            only_reading.execute(writing.TRY)
    assert writing.is_refusal(refused.value)
    with database.engine.begin() as connection:
        connection.execute(writing.TRY)
