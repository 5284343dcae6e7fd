"""A disk that takes no more: refused and told so, read on, and well again by itself.

SQLite and the portal's log get a limit on the size of any file they write, which the operating
system keeps to as it does with a full disk; nothing in the portal knows of it. What people look at
meanwhile stands in the log afterwards, or is not shown.
"""

import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import make_url, text

from portal.database import Database
from portal.database.writing import SHORTEST
from portal.migrations.schema import upgrade
from tests.support.databases import opened
from tests.support.log_scanner import LogScanner
from tests.support.mortal import MortalPortal, portal, postgresql
from tests.support.phone import Phone
from tests.support.stream import NUMBERS, Stream, broken_promises, token_for

FULL = 16_384
UNWRITABLE = 0
"""Bytes that no file may grow beyond: the database's cannot, a small one can; or none can."""
AT_ONCE, ENOUGH, SLOWEST = 4, 40, 30
"""Readers, pages that they have read, and seconds."""
ABOUT_NOBODY = ("/fhir/metadata", "/", "/om", "/tillganglighet")
ABOUT_ANNA = ("/", "/plan", "/plan/skriv-ut", "/kontakter", "/moten", "/delning", "/logg")
LOOKS = len(ABOUT_ANNA)
SEEN = text("SELECT what, count(*) AS n FROM access_event WHERE what <> 'sent' GROUP BY what")


@dataclass(frozen=True)
class Day:
    """A care system that has sent one plan, and the person whose plan it is, signed in."""

    database: Database
    running: MortalPortal
    stream: Stream
    kept: str
    """Where the care system reads what it has sent."""
    anna: Phone

    @property
    def looks(self) -> Counter[str]:
        """What the access log says that was seen, and how often."""
        with self.database.engine.begin() as connection:
            return Counter({row.what: row.n for row in connection.execute(SEEN)})

    def is_left_by_all_but_the_portal(self) -> None:
        """A database that is open anywhere is open for the portal, too, in a way."""
        self.database.engine.dispose()

    def is_refused(self) -> bool:
        """Three more bundles are refused for a reason that passes, without a word of them."""
        return all(_is_told_to_come_again(self.stream.next()) for _ in range(3))

    def reads_what_is_about_nobody(self) -> bool:
        return {self.stream.reads(one) for one in ABOUT_NOBODY} == {200}

    def goes_on_as_if_nothing_had_been(self) -> bool:
        """All that was not acknowledged is taken now, and everything is there once."""
        assert broken_promises(self.database, self.stream) == []
        self.stream.repeat()
        assert broken_promises(self.database, self.stream) == []
        return self.stream.acknowledged == set(self.stream.sent)


@contextmanager
def an_ordinary_day(url: str, folder: Path, scanner: LogScanner) -> Iterator[Day]:
    with opened(url) as database, portal(folder, url, scanner) as running:
        stream = Stream(running.url, token_for(database))
        first = stream.next()
        assert first is not None
        kept = f"/fhir/{first.json()['entry'][0]['response']['location']}"
        yield Day(database, running, stream, kept, Phone(running.url, database, NUMBERS[0]))


def _is_told_to_come_again(answer: requests.Response | None) -> bool:
    assert answer is not None
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    assert "send the same again later" in outcome["issue"][0]["diagnostics"]
    return answer.status_code in (503, 507) and "Retry-After" in answer.headers


@pytest.fixture
def on_sqlite(
    copies: Callable[[str], Any],
    migrated: Callable[[str], str],
    log_scanner: LogScanner,
    tmp_path: Path,
) -> Iterator[Day]:
    with an_ordinary_day(copies("sqlite").copy(migrated("sqlite")), tmp_path, log_scanner) as day:
        yield day


def test_on_a_full_disk_nothing_is_taken_reading_goes_on_and_it_recovers_by_itself(on_sqlite: Day):
    day = on_sqlite
    assert day.anna.reads(*ABOUT_ANNA) == [200] * LOOKS
    before = day.looks
    day.is_left_by_all_but_the_portal()
    day.running.may_write_files_of(FULL)
    assert day.is_refused()
    assert day.anna.reads(*ABOUT_ANNA) == [200] * LOOKS
    assert day.stream.reads(day.kept) == 200
    assert day.reads_what_is_about_nobody()
    day.running.may_write_again()
    time.sleep(SHORTEST)
    assert day.goes_on_as_if_nothing_had_been()
    assert day.anna.reads("/kontakter") == [200]
    assert day.looks == before + before + Counter(["read-back", "contacts"])


@pytest.mark.parametrize("ends", [MortalPortal.end, MortalPortal.kill], ids=["in-order", "killed"])
def test_begun_anew_on_a_full_disk_it_is_read_and_recovers_by_itself(
    on_sqlite: Day, ends: Callable[[MortalPortal], None]
):
    day = on_sqlite
    assert day.anna.reads(*ABOUT_ANNA) == [200] * LOOKS
    before = day.looks
    day.is_left_by_all_but_the_portal()
    ends(day.running)
    day.running.start()
    day.running.may_write_files_of(FULL)
    with read_all_the_while(day.anna, "/kontakter") as answers:
        while len(answers) < ENOUGH:
            time.sleep(0.01)
        assert day.is_refused()
        assert day.anna.reads(*ABOUT_ANNA) == [200] * LOOKS
        day.running.may_write_again()
        time.sleep(SHORTEST)
        day.stream.repeat()
    assert set(answers) == {200}
    assert day.goes_on_as_if_nothing_had_been()
    come_home(day)
    assert day.looks == before + before + Counter({"contacts": len(answers)})


def test_where_no_trace_can_be_kept_anywhere_nobodys_plan_is_shown(on_sqlite: Day):
    day = on_sqlite
    day.running.may_write_files_of(UNWRITABLE)
    assert day.is_refused()
    assert day.stream.reads(day.kept) == 503
    assert day.anna.reads(*ABOUT_ANNA) == [503] * LOOKS
    assert day.reads_what_is_about_nobody()
    day.running.may_write_again()
    time.sleep(SHORTEST)
    assert day.anna.reads(*ABOUT_ANNA) == [200] * LOOKS
    assert day.goes_on_as_if_nothing_had_been()


@contextmanager
def read_only(folder: Path) -> Iterator[Callable[[], None]]:
    """A folder in which nothing can be made, changed or removed, until that is called, or the end."""
    modes = {one: one.stat().st_mode for one in (folder, *folder.iterdir())}

    def mend() -> None:
        for one, mode in reversed(modes.items()):
            one.chmod(mode)

    for one, mode in modes.items():
        one.chmod(mode & 0o555)
    try:
        yield mend
    finally:
        mend()


@contextmanager
def read_all_the_while(phone: Phone, address: str) -> Iterator[list[int]]:
    """By several at once, so that there is never nobody; gives what they are answered."""
    statuses: list[int] = []
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            statuses.extend(phone.reads(address))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(read) for _ in range(AT_ONCE)]
        try:
            yield statuses
        finally:
            is_over.set()
    for one in waiting:
        one.result()


def come_home(day: Day) -> None:
    """Some at each try; somebody must ask for a page, for the portal does nothing by itself."""
    until = time.monotonic() + SLOWEST
    folder = day.running.log.parent
    while any(file.stat().st_size for file in folder.glob("*/*traces-aside*")):
        assert time.monotonic() < until
        assert day.anna.reads("/sprak") == [200]


@pytest.mark.parametrize("ends", [MortalPortal.end, MortalPortal.kill], ids=["in-order", "killed"])
def test_begun_anew_on_a_disk_that_cannot_be_written_it_is_read_and_recovers_by_itself(
    migrated: Callable[[str], str],
    log_scanner: LogScanner,
    tmp_path: Path,
    ends: Callable[[MortalPortal], None],
):
    """As it is set up at first: SQLite in the instance folder. The traces are in the spare one,
    and outlive a portal that is killed meanwhile, too.
    """
    instance = tmp_path / "instance"
    instance.mkdir()
    file = shutil.copy(make_url(migrated("sqlite")).database or "", instance / "portal.sqlite")
    with an_ordinary_day(f"sqlite:///{file}", tmp_path, log_scanner) as day:
        assert day.anna.reads(*ABOUT_ANNA) == [200] * LOOKS
        before = day.looks
        day.is_left_by_all_but_the_portal()
        ends(day.running)
        with read_only(instance) as mend:
            day.running.start()
            assert day.anna.reads(*ABOUT_ANNA) == [200] * LOOKS
            assert day.is_refused()
            assert day.stream.reads(day.kept) == 200
            assert day.reads_what_is_about_nobody()
            day.running.kill()
            day.running.start()
            assert day.anna.changes_the_language() == 503
            with read_all_the_while(day.anna, "/kontakter") as answers:
                while len(answers) < ENOUGH:
                    time.sleep(0.01)
                mend()
                time.sleep(SHORTEST)
                day.stream.repeat()
        assert set(answers) == {200}
        assert day.goes_on_as_if_nothing_had_been()
        assert day.anna.changes_the_language() == 303
        come_home(day)
        assert day.looks == before + before + Counter({"read-back": 1, "contacts": len(answers)})


def test_when_a_postgresql_is_gone_its_copy_is_read_until_it_is_back(
    log_scanner: LogScanner, tmp_path: Path
):
    """As an operator says it to the portal: both addresses in one, the one that is written first."""
    with postgresql(log_scanner) as server:
        url = make_url(server.create("portal"))
        with opened(url.render_as_string()) as empty:
            upgrade(empty)
        with postgresql(log_scanner, follows=server) as its_copy:
            both = url.set(query={"host": (str(server.folder), str(its_copy.folder))})
            with an_ordinary_day(both.render_as_string(), tmp_path, log_scanner) as day:
                assert day.anna.reads(*ABOUT_ANNA) == [200] * LOOKS
                before = day.looks
                its_copy.until_it_has_what(server)
                server.kill()
                assert day.anna.reads(*ABOUT_ANNA) == [200] * LOOKS
                assert day.anna.changes_the_language() == 503
                assert day.is_refused()
                server.start()
                time.sleep(SHORTEST)
                assert day.anna.reads("/kontakter") == [200]
                assert day.goes_on_as_if_nothing_had_been()
                come_home(day)
                assert day.looks == before + before + Counter(["contacts"])


def test_when_postgresql_may_only_be_read_it_is_read_and_recovers_by_itself(
    log_scanner: LogScanner, tmp_path: Path
):
    """The portal is killed meanwhile: its next life brings home what the first one set aside."""
    with postgresql(log_scanner) as server:
        url = server.create("portal")
        with opened(url) as empty:
            upgrade(empty)
        with an_ordinary_day(url, tmp_path, log_scanner) as day:
            assert day.anna.reads(*ABOUT_ANNA) == [200] * LOOKS
            before = day.looks
            server.may_only_be_read()
            assert day.anna.reads(*ABOUT_ANNA) == [200] * LOOKS
            assert day.anna.changes_the_language() == 503
            assert day.is_refused()
            assert day.stream.reads(day.kept) == 200
            assert day.reads_what_is_about_nobody()
            assert day.looks == before
            day.running.kill()
            server.may_be_written()
            day.running.start()
            assert day.goes_on_as_if_nothing_had_been()
            assert day.anna.reads("/kontakter") == [200]
            assert day.looks == before + before + Counter(["read-back", "contacts"])
