"""While the database takes nothing people read their own, and afterwards it is as if nothing had been."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from portal.audit import trail
from portal.audit.aside import Aside
from portal.audit.trail import What
from portal.database import Database, Transaction, postgresql, writing
from portal.database.engines import ONLY_READS
from portal.identity import cookies
from tests.audit.looks import AT, look, looks, refs
from tests.support.fixtures import SignsIn
from tests.support.people import Cast

KILL_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def refusal() -> OperationalError:
    refused: Any = sqlite3.OperationalError("attempt to write a readonly database")
    refused.sqlite_errorcode = sqlite3.SQLITE_READONLY
    return OperationalError("", None, refused)


@pytest.fixture
def portal(app: Any) -> Database:
    database: Database = app.extensions["portal.database"]
    return database


@pytest.fixture
def unwritable(portal: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The portal's database, which cannot be written, and nobody has met it so."""

    def refuse(connection: Any) -> None:
        driver = connection.connection.dbapi_connection
        if portal.is_sqlite:
            driver.execute("PRAGMA query_only=ON")
        else:
            driver.read_only = True

    event.listen(portal.engine, "begin", refuse)
    monkeypatch.setattr(writing, "SHORTEST", 3600)
    yield portal
    event.remove(portal.engine, "begin", refuse)


@pytest.fixture
def takes_nothing(unwritable: Database) -> Database:
    """The same, and it has been met so a moment ago."""
    assert unwritable.writing.failed(refusal())
    return unwritable


def test_who_meets_it_first_is_shown_the_page_all_the_same(
    signed_in: SignsIn, unwritable: Database, caplog: pytest.LogCaptureFixture
):
    shown = signed_in("anna").client.get("/kontakter", base_url="http://localhost")
    assert shown.status_code == 200
    assert "only-reading" in caplog.text
    assert "database-away" not in caplog.text


def test_who_comes_back_from_signing_in_is_tried_once_for_a_code_works_once(
    signed_in: SignsIn, unwritable: Database
):
    anna = signed_in("anna")
    anna.client.set_cookie(cookies.SIGNING_IN, cookies.new_token())
    with anna.heard() as ear:
        told = anna.client.get("/oidc/callback?state=a&code=b", base_url="http://localhost")
    assert told.status_code == 503
    assert len(ear.about("sign_in_attempt")) == 1


def test_where_traces_wait_nowhere_it_is_tried_once_more_and_then_told(
    signed_in: SignsIn, unwritable: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(unwritable, "aside", None)
    told = signed_in("anna").client.get("/kontakter", base_url="http://localhost")
    assert told.status_code == 503


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


def test_meanwhile_another_site_signs_nobody_out(signed_in: SignsIn, takes_nothing: Database):
    anna = signed_in("anna")
    from_elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    for address in ("/logga-ut", "/logga-ut/overallt"):
        anna.client.post(address, base_url="http://localhost", headers=from_elsewhere)
    anna.opens("/plan")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_meanwhile_whoever_loses_a_connection_reads_on_over_another(
    signed_in: SignsIn,
    takes_nothing: Database,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
):
    anna = signed_in("anna")
    anna.opens("/plan")
    monkeypatch.setattr(postgresql, "RESTED", 60.0)
    with database.engine.begin() as connection:
        connection.execute(KILL_OTHERS)
    anna.opens("/plan")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_whoever_loses_a_connection_reads_over_another(
    signed_in: SignsIn, portal: Database, database: Database, monkeypatch: pytest.MonkeyPatch
):
    anna = signed_in("anna")
    before = looks(database)
    monkeypatch.setattr(postgresql, "RESTED", 60.0)
    with database.engine.begin() as connection:
        connection.execute(KILL_OTHERS)
    assert anna.client.get("/kontakter", base_url="http://localhost").status_code == 200
    assert portal.writing.is_possible
    assert len(looks(database)) == len(before) + 1


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
    look(Aside(tmp_path, tmp_path / "spare", database), people["anna"].id, "earlier")
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
    aside = Aside(tmp_path, tmp_path / "spare", portal)
    look(aside, people["anna"].id)
    file, *_ = aside.files()
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


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_connections_to_who_only_reads_are_not_used_again(portal: Database):
    """As to a server that has become the copy of another: at its address another one answers."""
    only_reads = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
    with portal.engine.connect() as one, portal.engine.connect() as other:
        for connection in (one, other):
            connection.exec_driver_sql(only_reads)
            connection.commit()
    assert portal.writing.failed(refusal())
    portal.writing._due = 0.0
    assert portal.writing.is_possible
    with portal.engine.begin() as one, portal.engine.begin() as other:
        for connection in (one, other):
            connection.execute(writing.TRY)


def test_a_try_that_takes_long_is_followed_by_a_long_rest(
    portal: Database, monkeypatch: pytest.MonkeyPatch
):
    def nobody_answers(_: object) -> None:
        time.sleep(0.3)
        raise refusal()

    event.listen(portal.writing._engine, "begin", nobody_answers)
    portal.writing.failed(refusal())
    portal.writing._due = 0.0
    assert not portal.writing.is_possible
    assert portal.writing._due - monotonic() > 2
    event.remove(portal.writing._engine, "begin", nobody_answers)


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
        only_reading = connection.execution_options(**ONLY_READS)
        with pytest.raises(DBAPIError) as refused:
            only_reading.execute(writing.TRY)
    assert writing.is_refusal(refused.value)
    with database.engine.begin() as connection:
        connection.execute(writing.TRY)
