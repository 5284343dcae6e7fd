"""What comes over a socket: whole, of a stated length, within the limit, or nothing at all."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.database import Database
from portal.intake.pipeline import LARGEST_BODY
from tests.fhir.calling import register
from tests.fhir.serving import Served, served
from tests.intake.sending import bundle, plan
from tests.support.databases import Copies, opened
from tests.support.log_scanner import LogScanner

CHUNKED = "Transfer-Encoding: chunked"


@pytest.fixture(scope="module")
def stored(copies: Callable[[str], Copies], migrated: Callable[[str], str]) -> Iterator[Database]:
    """A database for this file's server; SQLite, for nothing here depends on which."""
    url = copies("sqlite").copy(migrated("sqlite"))
    with opened(url) as database:
        yield database


@pytest.fixture(scope="module")
def door(
    stored: Database, tmp_path_factory: pytest.TempPathFactory, log_scanner: LogScanner
) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("served")
    url = stored.engine.url.render_as_string(hide_password=False)
    with served(url, folder, register(stored), log_scanner) as running:
        yield running


def kept(database: Database) -> int:
    with database.engine.begin() as connection:
        return int(connection.execute(text("SELECT count(*) FROM source_resource")).scalar_one())


def of_size(size: int, name: str) -> bytes:
    """A good bundle of just so many bytes."""
    whole = bundle(plan(name))
    return whole[:-1] + b" " * (size - len(whole)) + b"}"


def test_a_bundle_over_a_socket_is_taken(door: Served, stored: Database):
    status, heard = door.posts(bundle(plan("first")))
    assert status == 200
    assert b'"status":"201"' in heard
    assert kept(stored) == 1


def test_an_empty_body_is_said_to_be_empty(door: Served):
    status, heard = door.says(door.head("Content-Length: 0", "Connection: close"))
    assert status == 400
    assert b'"diagnostics":"The body is empty"' in heard


def test_a_chunked_body_is_refused_and_none_of_it_kept(door: Served, stored: Database):
    before, body = kept(stored), bundle(plan("chunked"))
    chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    status, heard = door.says(door.head(CHUNKED, "Connection: close"), chunk)
    assert status == 411
    assert b"OperationOutcome" in heard
    assert kept(stored) == before


def test_a_chunked_body_that_ends_in_the_middle_is_refused(door: Served, stored: Database):
    before = kept(stored)
    body = bundle(plan("half"))
    status, _ = door.says(door.head(CHUNKED), b"fff\r\n" + body[:100], hangs_up=True)
    assert status in (0, 400, 411)
    assert kept(stored) == before


def test_a_body_that_is_cut_off_anywhere_is_refused_and_none_of_it_kept(
    door: Served, stored: Database
):
    before, body = kept(stored), bundle(plan("cut"))
    for tenth in range(10):
        head = door.head(f"Content-Length: {len(body)}")
        status, heard = door.says(head, body[: len(body) * tenth // 10], hangs_up=True)
        assert status in (0, 400), heard
    assert kept(stored) == before
    assert door.posts(body)[0] == 200


def test_a_body_of_no_stated_length_is_refused(door: Served):
    assert door.says(door.head("Connection: close"))[0] == 411


def test_the_limit_is_taken_and_one_byte_more_is_not(door: Served, stored: Database):
    for more, expected in ((-1, 200), (0, 200), (1, 413)):
        status, heard = door.posts(of_size(LARGEST_BODY + more, f"size{more}"))
        assert (status, b"application/fhir+json" in heard) == (expected, True), heard[:300]


def test_a_body_longer_than_it_says_is_cut_by_nobody_into_a_bundle(door: Served, stored: Database):
    before, body = kept(stored), bundle(plan("long"))
    head = door.head(f"Content-Length: {len(body) - 1}", "Connection: close")
    assert door.says(head, body)[0] == 400
    assert kept(stored) == before


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 2", "Content-Length: 3"),
        ("Content-Length: 2", CHUNKED),
        ("Content-Length: -2",),
        ("Content-Length: two",),
        ("Content-Length: 2, 2",),
    ],
)
def test_a_length_that_can_be_read_in_two_ways_is_refused(door: Served, lines: tuple[str, ...]):
    status, _ = door.says(door.head(*lines, "Connection: close"), b"{}")
    assert status in (400, 411)


def test_who_asks_before_sending_is_told_to_go_on(door: Served):
    body = bundle(plan("asked"))
    status, heard = door.posts(body, "Expect: 100-continue")
    assert status == 100
    assert b" 200 OK" in heard
