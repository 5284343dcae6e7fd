"""kill -9 in the middle of a stream: what was acknowledged is there once, the rest whole or not.

A killed process does not prove what a power cut does: what was handed to the operating system
survives it. That commits wait for the disk is asserted of the settings (tests/models).
"""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from portal.migrations.schema import upgrade
from tests.support.databases import opened
from tests.support.log_scanner import LogScanner
from tests.support.mortal import portal, postgresql
from tests.support.stream import Stream, broken_promises, token_for

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "2"))
HASTY = "tests.support.hasty:app"
LOSES = ("synchronous_commit=off", "wal_writer_delay=10000")
"""PostgreSQL then acknowledges first and writes later."""


def a_moment() -> None:
    """Long enough for some bundles, and never the same."""
    time.sleep(random.uniform(0.02, 0.3))


def test_a_killed_portal_has_kept_what_it_acknowledged_and_nothing_in_part(
    copies: Callable[[str], Any],
    migrated: Callable[[str], str],
    log_scanner: LogScanner,
    tmp_path: Path,
):
    url = copies("sqlite").copy(migrated("sqlite"))
    streams: list[Stream] = []
    with opened(url) as database, portal(tmp_path, url, log_scanner) as running:
        for number in range(ROUNDS):
            token = token_for(database, f"round {number}")
            with Stream(running.url, token, f"{number}-") as stream:
                streams.append(stream)
                stream.until(5)
                a_moment()
                running.kill()
            assert broken_promises(database, *streams) == []
            running.start()
            stream.repeat()
            assert stream.acknowledged == set(stream.sent)
            assert broken_promises(database, *streams) == []


def test_a_portal_that_answers_before_it_commits_is_found_out(
    copies: Callable[[str], Any],
    migrated: Callable[[str], str],
    log_scanner: LogScanner,
    tmp_path: Path,
):
    url = copies("sqlite").copy(migrated("sqlite"))
    with opened(url) as database, portal(tmp_path, url, log_scanner, app=HASTY) as running:
        with Stream(running.url, token_for(database)) as stream:
            stream.until(5)
            running.kill()
        assert any("is acknowledged and lost" in one for one in broken_promises(database, stream))


def test_with_a_killed_postgresql_the_portal_keeps_its_word_and_goes_on_by_itself(
    log_scanner: LogScanner, tmp_path: Path
):
    streams: list[Stream] = []
    with postgresql(log_scanner) as server:
        url = server.create("portal")
        with opened(url) as database:
            upgrade(database)
        with opened(url) as database, portal(tmp_path, url, log_scanner) as running:
            for number in range(ROUNDS):
                token = token_for(database, f"round {number}")
                with Stream(running.url, token, f"{number}-") as stream:
                    streams.append(stream)
                    stream.until(5)
                    a_moment()
                    server.kill()
                    a_moment()
                    server.start()
                    stream.until(3)
                database.engine.dispose()
                assert broken_promises(database, *streams) == []
                stream.repeat()
                assert stream.acknowledged == set(stream.sent)
                assert broken_promises(database, *streams) == []


def test_a_postgresql_that_answers_before_it_writes_is_found_out(
    log_scanner: LogScanner, tmp_path: Path
):
    with postgresql(log_scanner, *LOSES) as server:
        url = server.create("portal")
        with opened(url) as database:
            upgrade(database)
        with opened(url) as database, portal(tmp_path, url, log_scanner) as running:
            token = token_for(database)
            server.writes_everything()
            with Stream(running.url, token) as stream:
                stream.until(10)
                server.kill()
            server.start()
            database.engine.dispose()
            lost = broken_promises(database, stream)
            assert any("is acknowledged and lost" in one for one in lost)
