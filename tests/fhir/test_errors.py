"""Whatever goes wrong under /fhir is told as an OperationOutcome, and never with a value."""

import sqlite3
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import InternalError, OperationalError
from werkzeug.exceptions import TooManyRequests

from portal.intake import pipeline
from tests.fhir.calling import CareSystemAtTheDoor, issues, statuses, told
from tests.intake.sending import ANNA, plan

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
Fails = Callable[[Exception], None]


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Fails:
    """Let the intake meet an error."""

    def with_error(error: Exception) -> None:
        def load(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(pipeline, "load", load)

    return with_error


def sqlite_error(code: int) -> OperationalError:
    original = sqlite3.OperationalError(f"something about {ANNA}")
    original.sqlite_errorcode = code
    return OperationalError("INSERT", {}, original)


def test_an_address_that_is_not_there(care_system: CareSystemAtTheDoor):
    for path in ("/fhir/", "/fhir/a/b/c", "/fhir/CarePlan/", "/fhir//CarePlan", "/fhir/Nothing/x"):
        assert issues(care_system.calls("GET", path)) == [(404, "not-found", "")]


def test_pages_still_get_pages(care_system: CareSystemAtTheDoor):
    for path in ("/fhirer", "/nothing", "/FHIR"):
        answer = care_system.calls("GET", path)
        assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_a_method_that_is_not_taken_says_which_are(care_system: CareSystemAtTheDoor):
    for method, path, allowed in (
        ("GET", "/fhir", {"POST", "OPTIONS"}),
        ("POST", "/fhir/metadata", {"GET", "HEAD", "OPTIONS"}),
        ("PATCH", "/fhir/CarePlan", {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"}),
    ):
        answer = care_system.calls(method, path)
        assert issues(answer) == [(405, "not-supported", "")]
        assert set(answer.headers["Allow"].split(", ")) >= allowed - {"HEAD"}


def test_a_host_that_is_not_ours(care_system: CareSystemAtTheDoor):
    assert issues(care_system.calls("POST", "/fhir", b"{}", Host="evil.example")) == [
        (400, "invalid", "")
    ]


def test_a_bug_is_an_exception_with_a_code_and_without_a_word_of_it(
    care_system: CareSystemAtTheDoor, fails: Fails
):
    fails(RuntimeError(f"about {ANNA}"))
    answer = care_system.sends(plan())
    assert issues(answer) == [(500, "exception", "")]
    assert ANNA not in answer.text
    assert "Incident" in told(answer)["issue"][0]["diagnostics"]


@pytest.mark.parametrize(
    ("error", "status", "code", "wait"),
    [
        (sqlite_error(sqlite3.SQLITE_BUSY), 503, "transient", "30"),
        (sqlite_error(sqlite3.SQLITE_READONLY), 503, "transient", "30"),
        (sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED), 503, "transient", "30"),
        (sqlite_error(sqlite3.SQLITE_FULL), 507, "no-store", "60"),
        (OperationalError("", {}, psycopg.errors.DiskFull(ANNA)), 507, "no-store", "60"),
        (InternalError("", {}, psycopg.errors.ReadOnlySqlTransaction(ANNA)), 503, "transient", "30"),
        (OperationalError("", {}, psycopg.errors.AdminShutdown(ANNA)), 503, "transient", "30"),
        (TooManyRequests(), 429, "throttled", "60"),
    ],
)  # fmt: skip
def test_what_will_pass_says_when_to_come_back(
    care_system: CareSystemAtTheDoor,
    fails: Fails,
    error: Exception,
    status: int,
    code: str,
    wait: str,
):
    fails(error)
    answer = care_system.sends(plan())
    assert issues(answer) == [(status, code, "")]
    assert answer.headers["Retry-After"] == wait
    assert ANNA not in answer.text


def test_an_answer_that_is_not_known_is_not_kept_for_a_name(
    care_system: CareSystemAtTheDoor, fails: Fails, monkeypatch: pytest.MonkeyPatch
):
    fails(sqlite_error(sqlite3.SQLITE_FULL))
    key = {"Idempotency-Key": "again"}
    assert care_system.sends(plan(), headers=key).status_code == 507
    monkeypatch.undo()
    assert care_system.sends(plan(), headers=key).status_code == 200


def test_errors_carry_the_headers_of_every_answer(care_system: CareSystemAtTheDoor):
    answer = care_system.calls("GET", "/fhir/nothing")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    ("pragma", "status"), [("max_page_count = 1", 507), ("query_only = ON", 503)]
)
def test_a_disk_that_is_full_or_locked_keeps_nothing_and_is_over_when_it_is_over(
    care_system: CareSystemAtTheDoor, pragma: str, status: int
):
    """SQLite itself says so, and goes on when it may."""
    engine = care_system.app.extensions["portal.database"].engine

    def is_so(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    engine.dispose()
    event.listen(engine, "connect", is_so)
    entries = [plan(f"plan-{number}", title="x" * 2000) for number in range(50)]
    assert care_system.sends(*entries).status_code == status
    assert care_system.calls("GET", "/fhir/metadata").status_code == 200
    event.remove(engine, "connect", is_so)
    engine.dispose()
    assert set(statuses(care_system.sends(*entries))) == {"201"}
