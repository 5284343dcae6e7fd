"""A disk that takes no more: refused and told so, read on, and well again by itself.

SQLite and the portal's log get a limit on the size of any file they write, which the operating
system keeps to as it does with a full disk; nothing in the portal knows of it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from portal.migrations.schema import upgrade
from tests.support.databases import opened
from tests.support.log_scanner import LogScanner
from tests.support.mortal import portal, postgresql
from tests.support.stream import Stream, broken_promises, token_for

FULL = 16_384
UNWRITABLE = 0
"""Bytes that no file may grow beyond."""
READ = ("/fhir/metadata", "/", "/om", "/tillganglighet")
"""What leaves no trace. Whatever must leave one is not shown when it cannot (the third wall)."""


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


@pytest.mark.parametrize("limit", [FULL, UNWRITABLE])
def test_on_a_full_disk_nothing_is_taken_reading_goes_on_and_it_recovers_by_itself(
    copies: Callable[[str], Any],
    migrated: Callable[[str], str],
    log_scanner: LogScanner,
    tmp_path: Path,
    limit: int,
):
    url = copies("sqlite").copy(migrated("sqlite"))
    with opened(url) as database, portal(tmp_path, url, log_scanner) as running:
        stream = Stream(running.url, token_for(database))
        kept = address_of(stream.next())
        running.may_write_files_of(limit)
        assert [is_told_to_come_again(stream.next()) for _ in range(3)] == [True] * 3
        assert stream.reads(kept) == 503
        assert [stream.reads(one) for one in READ] == [200] * len(READ)
        running.may_write_again()
        assert broken_promises(database, stream) == []
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
            server.may_only_be_read()
            assert [is_told_to_come_again(stream.next()) for _ in range(3)] == [True] * 3
            assert stream.reads(kept) == 503
            assert [stream.reads(one) for one in READ] == [200] * len(READ)
            server.may_be_written()
            stream.repeat()
            assert stream.acknowledged == set(stream.sent)
            assert broken_promises(database, stream) == []
