"""Traces that wait on the disk while the database takes nothing: each is brought home once."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from portal.audit import trail
from portal.audit.aside import NAME, Aside
from portal.audit.trail import What
from portal.database import Database, NothingTaken, Transaction, writing
from portal.identity.sealing import Sealer
from tests.support.fixtures import SignsIn
from tests.support.people import Cast, known

AT_ONCE = 8


@pytest.fixture
def people(database: Database, sealer: Sealer) -> Cast:
    return known(database, sealer)


@pytest.fixture
def aside(tmp_path: Path) -> Aside:
    return Aside(tmp_path / "instance" / NAME)


def look(database: Database, aside: Aside, who: int, ref: str | None = None) -> None:
    """Anna looks at something of hers, while traces are kept aside."""
    with database.engine.connect() as connection:
        only_reading = Transaction(connection, datetime.now(UTC), aside.keep)
        trail.acted(only_reading, What.PLAN, patient_id=who, actor_id=who, grant_id=None, ref=ref)
        only_reading.commit()


def looks(database: Database) -> list[tuple[object, ...]]:
    asked = text("SELECT patient_id, actor_id, actor_kind, what, ref FROM access_event ORDER BY id")
    with database.engine.begin() as connection:
        return [tuple(row) for row in connection.execute(asked)]


def test_what_was_kept_aside_stands_in_the_log_as_it_happened(
    database: Database, people: Cast, aside: Aside
):
    anna = people["anna"].id
    look(database, aside, anna)
    look(database, aside, anna, ref="abc")
    assert looks(database) == []
    aside.bring_home(database)
    assert looks(database) == [
        (anna, anna, "patient", "plan", None),
        (anna, anna, "patient", "plan", "abc"),
    ]
    assert aside.is_empty


def test_what_was_written_and_not_yet_forgotten_is_not_written_twice(
    database: Database, people: Cast, aside: Aside
):
    look(database, aside, people["anna"].id)
    kept = aside.file.read_bytes()
    aside.bring_home(database)
    aside.file.write_bytes(kept)
    aside.bring_home(database)
    assert len(looks(database)) == 1


def test_a_line_that_was_never_finished_was_never_shown(
    database: Database, people: Cast, aside: Aside
):
    anna = people["anna"].id
    look(database, aside, anna)
    with aside.file.open("ab") as file:
        file.write(aside.file.read_bytes()[:20])
    look(database, aside, anna, ref="after")
    aside.bring_home(database)
    assert [row[-1] for row in looks(database)] == [None, "after"]


def test_many_at_once_lose_nothing(database: Database, people: Cast, aside: Aside):
    event = {"patient_id": people["anna"].id, **dict.fromkeys(("actor_id", "source", "grant_id"))}
    event |= {"actor_kind": "patient", "what": "plan", "at": datetime.now(UTC)}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda n: aside.keep({**event, "ref": f"{n}"}), range(100)))
    aside.bring_home(database)
    assert {row[-1] for row in looks(database)} == {f"{n}" for n in range(100)}


def test_nobody_else_on_the_machine_reads_it_and_it_names_nobody(
    database: Database, people: Cast, aside: Aside
):
    look(database, aside, people["anna"].id)
    assert aside.file.stat().st_mode & 0o077 == 0
    kept = json.loads(aside.file.read_text())
    assert set(kept) == {column.key for column in trail.COLUMNS}


def test_where_it_cannot_be_kept_the_look_is_not_committed(
    database: Database, people: Cast, tmp_path: Path
):
    blocked = tmp_path / "instance"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(NothingTaken):
        look(database, Aside(blocked / NAME), people["anna"].id)


def test_what_cannot_be_brought_home_stays_and_stops_nobody(
    database: Database, people: Cast, aside: Aside, caplog: pytest.LogCaptureFixture
):
    aside.file.parent.mkdir()
    aside.file.write_text("no json\n")
    aside.try_to_bring_home(database)
    assert aside.file.read_text() == "no json\n"
    assert "traces-not-brought-home" in caplog.text


def test_an_earlier_life_s_traces_come_home_with_the_first_page(
    app: Flask, database: Database, people: Cast, signed_in: SignsIn
):
    settings = app.extensions["portal.settings"]
    look(database, Aside(settings.instance / NAME), people["anna"].id, ref="earlier")
    portal: Database = app.extensions["portal.database"]
    portal.writing.ask_first()
    signed_in("anna").opens("/om")
    assert "earlier" in [row[-1] for row in looks(database)]


@pytest.fixture
def takes_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The portal's database, which cannot be written, and has been met so a moment ago."""
    portal: Database = app.extensions["portal.database"]
    words = "PRAGMA query_only=ON" if portal.is_sqlite else "SET TRANSACTION READ ONLY"

    def refuse(connection: Any) -> None:
        connection.connection.dbapi_connection.execute(words)

    event.listen(portal.engine, "begin", refuse)
    with portal.engine.connect() as connection, pytest.raises(DBAPIError) as refused:
        connection.execute(writing.TRY)
    assert portal.writing.failed(refused.value)
    monkeypatch.setattr(writing, "ASKED_EVERY", 3600)
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


def test_meanwhile_who_signs_out_is_signed_out_of_this_browser(
    signed_in: SignsIn, takes_nothing: Database
):
    anna = signed_in("anna")
    anna.opens("/logga-ut")
    anna.presses("Logga ut", status=503)
    assert anna.opens("/plan", status=303).headers["Location"].startswith("/logga-in")


def test_afterwards_everything_is_written_as_before(
    signed_in: SignsIn, app: Flask, database: Database
):
    anna = signed_in("anna")
    before = looks(database)
    portal: Database = app.extensions["portal.database"]
    refused: Any = sqlite3.OperationalError("attempt to write a readonly database")
    refused.sqlite_errorcode = sqlite3.SQLITE_READONLY
    assert portal.writing.failed(OperationalError("", None, refused))
    anna.opens("/kontakter")
    assert looks(database) == before
    portal.writing.ask_first()
    anna.opens("/moten")
    assert [row[3] for row in looks(database)[len(before) :]] == ["contacts", "meetings"]


def test_who_reads_when_it_is_noticed_is_shown_the_page_at_once(
    signed_in: SignsIn, app: Flask, monkeypatch: pytest.MonkeyPatch
):
    anna = signed_in("anna")
    portal: Database = app.extensions["portal.database"]
    refused: Any = sqlite3.OperationalError("disk I/O error")
    refused.sqlite_errorcode = sqlite3.SQLITE_IOERR

    def fails_once(_: Transaction) -> None:
        monkeypatch.undo()
        raise OperationalError("", None, refused)

    monkeypatch.setattr(Transaction, "commit", fails_once)
    answer = anna.client.get("/plan?vem=kommun", base_url="http://localhost")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/plan?vem=kommun")
    assert not portal.writing.is_possible
