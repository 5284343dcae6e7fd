"""A disk that takes no more: refused and told so, read on, and well again by itself.

SQLite and the portal's log get a limit on the size of any file they write, which the operating
system keeps to as it does with a full disk; nothing in the portal knows of it. What people look at
meanwhile stands in the log afterwards, or is not shown.
"""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import text

from portal.database import Database
from portal.database.writing import ASKED_EVERY
from portal.migrations.schema import upgrade
from tests.support.databases import opened
from tests.support.log_scanner import LogScanner
from tests.support.mortal import portal, postgresql
from tests.support.phone import Phone
from tests.support.stream import NUMBERS, Stream, broken_promises, token_for

FULL = 16_384
UNWRITABLE = 0
"""Bytes that no file may grow beyond: the database's cannot, a small one can; or none can."""
ABOUT_NOBODY = ("/fhir/metadata", "/", "/om", "/tillganglighet")
ABOUT_ANNA = ("/", "/plan", "/plan/skriv-ut", "/kontakter", "/moten", "/delning", "/logg")
LOOKS = len(ABOUT_ANNA)


def address_of(answer: requests.Response | None) -> str:
    """Where the first resource of a bundle that was taken is read."""
    assert answer is not None
    return f"/fhir/{answer.json()['entry'][0]['response']['location']}"


def is_told_to_come_again(answer: requests.Response | None) -> bool:
    """Refused for a reason that passes, in FHIR, and without a word of what was sent."""
    assert answer is not None
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    assert "send the same again later" in outcome["issue"][0]["diagnostics"]
    return answer.status_code in (503, 507) and "Retry-After" in answer.headers


def looks_of(database: Database) -> Counter[str]:
    """What the access log says that people have seen, and how often."""
    asked = text("SELECT what, count(*) AS n FROM access_event WHERE what <> 'sent' GROUP BY what")
    with database.engine.begin() as connection:
        return Counter({row.what: row.n for row in connection.execute(asked)})


def test_on_a_full_disk_nothing_is_taken_reading_goes_on_and_it_recovers_by_itself(
    copies: Callable[[str], Any],
    migrated: Callable[[str], str],
    log_scanner: LogScanner,
    tmp_path: Path,
):
    url = copies("sqlite").copy(migrated("sqlite"))
    with opened(url) as database, portal(tmp_path, url, log_scanner) as running:
        stream = Stream(running.url, token_for(database))
        kept = address_of(stream.next())
        anna = Phone(running.url, database, NUMBERS[0])
        assert anna.reads(*ABOUT_ANNA) == [200] * LOOKS
        before = looks_of(database)
        running.may_write_files_of(FULL)
        assert [is_told_to_come_again(stream.next()) for _ in range(3)] == [True] * 3
        assert anna.reads(*ABOUT_ANNA) == [200] * LOOKS
        assert stream.reads(kept) == 200
        assert [stream.reads(one) for one in ABOUT_NOBODY] == [200] * len(ABOUT_NOBODY)
        assert looks_of(database) == before
        running.may_write_again()
        time.sleep(ASKED_EVERY)
        assert broken_promises(database, stream) == []
        stream.repeat()
        assert stream.acknowledged == set(stream.sent)
        assert broken_promises(database, stream) == []
        assert anna.reads("/kontakter") == [200]
        assert looks_of(database) == before + before + Counter(["read-back", "contacts"])


def test_where_no_trace_can_be_kept_anywhere_nobodys_plan_is_shown(
    copies: Callable[[str], Any],
    migrated: Callable[[str], str],
    log_scanner: LogScanner,
    tmp_path: Path,
):
    url = copies("sqlite").copy(migrated("sqlite"))
    with opened(url) as database, portal(tmp_path, url, log_scanner) as running:
        stream = Stream(running.url, token_for(database))
        kept = address_of(stream.next())
        anna = Phone(running.url, database, NUMBERS[0])
        running.may_write_files_of(UNWRITABLE)
        assert [is_told_to_come_again(stream.next()) for _ in range(3)] == [True] * 3
        assert stream.reads(kept) == 503
        assert anna.reads(*ABOUT_ANNA) == [503] * LOOKS
        assert [stream.reads(one) for one in ABOUT_NOBODY] == [200] * len(ABOUT_NOBODY)
        running.may_write_again()
        time.sleep(ASKED_EVERY)
        assert anna.reads(*ABOUT_ANNA) == [200] * LOOKS
        stream.repeat()
        assert stream.acknowledged == set(stream.sent)
        assert broken_promises(database, stream) == []


def test_when_postgresql_may_only_be_read_it_is_read_and_recovers_by_itself(
    log_scanner: LogScanner, tmp_path: Path
):
    with postgresql(log_scanner) as server:
        url = server.create("portal")
        with opened(url) as database:
            upgrade(database)
        with opened(url) as database, portal(tmp_path, url, log_scanner) as running:
            stream = Stream(running.url, token_for(database))
            kept = address_of(stream.next())
            anna = Phone(running.url, database, NUMBERS[0])
            assert anna.reads(*ABOUT_ANNA) == [200] * LOOKS
            before = looks_of(database)
            server.may_only_be_read()
            assert anna.reads(*ABOUT_ANNA) == [200] * LOOKS
            assert anna.changes_the_language() == 503
            assert [is_told_to_come_again(stream.next()) for _ in range(3)] == [True] * 3
            assert stream.reads(kept) == 200
            assert [stream.reads(one) for one in ABOUT_NOBODY] == [200] * len(ABOUT_NOBODY)
            assert looks_of(database) == before
            running.kill()
            server.may_be_written()
            running.start()
            stream.repeat()
            assert stream.acknowledged == set(stream.sent)
            assert broken_promises(database, stream) == []
            assert anna.reads("/kontakter") == [200]
        assert looks_of(database) == before + before + Counter(["read-back", "contacts"])
