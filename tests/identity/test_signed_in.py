"""Signed-in sessions in the database: when they live, when they end, and that they stay ended."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.database import Database
from portal.identity import signed_in
from portal.identity.claims import Identity
from portal.identity.cookies import digest
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.identity.signed_in import MOST, SignedIn
from portal.models.signed_in_session import SignedInSession
from portal.settings import LOA3
from tests.support.statements import heard

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EIGHT_HOURS = timedelta(hours=8)
SECOND = timedelta(seconds=1)
ANNA = Identity(
    issuer="https://id.example",
    subject="anna-there",
    number="189002029800",
    name="Anna Andersson",
    level_of_assurance=LOA3,
    authenticated_at=NOON - 5 * SECOND,
    issuer_session="their-session",
    provider_transaction=None,
)


@pytest.fixture
def anna(database: Database, sealer: Sealer) -> int:
    with database.transaction() as transaction:
        return person_of(transaction, sealer, ANNA.number)


def begun(database: Database, person_id: int, *, at: datetime = NOON, **differs: Any) -> str:
    with database.transaction(at) as transaction:
        return signed_in.begin(
            transaction,
            person_id=person_id,
            identity=replace(ANNA, **differs),
            longest=EIGHT_HOURS,
        )


def seen(
    database: Database, token: str, *, at: datetime = NOON, touch: bool = True
) -> SignedIn | None:
    with database.transaction(at) as transaction:
        return signed_in.resume(transaction, token, touch=touch)


def test_a_token_tells_who_is_here_and_since_when(database: Database, anna: int):
    found = seen(database, begun(database, anna), at=NOON + SECOND)
    assert found is not None
    assert (found.person_id, found.authenticated_at) == (anna, NOON - 5 * SECOND)
    assert found.absolute_until == NOON + EIGHT_HOURS
    assert found.previous_visit_at is None


def test_only_the_hash_of_a_token_is_stored(database: Database, anna: int):
    token = begun(database, anna)
    with database.transaction() as transaction:
        row = transaction.execute(select(SignedInSession.__table__)).one()
    assert row.token_hash == digest(token)
    assert token not in repr(row)


@pytest.mark.parametrize(("seconds", "lives"), [(899, True), (900, False), (901, False)])
def test_fifteen_idle_minutes_end_a_session(
    database: Database, anna: int, seconds: int, *, lives: bool
):
    token = begun(database, anna)
    found = seen(database, token, at=NOON + seconds * SECOND)
    assert (found is not None) is lives


def test_activity_puts_the_idle_end_off(database: Database, anna: int):
    token = begun(database, anna)
    for minutes in (14, 28, 42):
        assert seen(database, token, at=NOON + timedelta(minutes=minutes))


def test_what_a_page_asks_by_itself_does_not(database: Database, anna: int):
    token = begun(database, anna)
    glance = seen(database, token, at=NOON + timedelta(minutes=14), touch=False)
    assert glance is not None
    assert glance.seconds_left == 60
    assert seen(database, token, at=NOON + timedelta(minutes=15)) is None


def test_no_activity_puts_the_absolute_end_off(database: Database, anna: int):
    token = begun(database, anna)
    for quarters in range(1, 48):
        at = NOON + quarters * timedelta(minutes=10)
        assert (seen(database, token, at=at) is not None) is (at < NOON + EIGHT_HOURS)


def test_in_the_last_quarter_before_the_absolute_end_it_says_so(database: Database, anna: int):
    token = begun(database, anna)
    for tens in range(1, 48):
        seen(database, token, at=NOON + tens * timedelta(minutes=10))
    late = seen(database, token, at=NOON + EIGHT_HOURS - timedelta(minutes=2))
    assert late is not None
    assert (late.is_final_stretch, late.seconds_left) == (True, 120)


def test_once_refused_a_session_does_not_revive_when_the_clock_is_set_back(
    database: Database, anna: int
):
    token = begun(database, anna)
    assert seen(database, token, at=NOON + timedelta(minutes=20)) is None
    assert seen(database, token, at=NOON + timedelta(minutes=10)) is None


def test_a_session_from_the_future_is_not_believed(database: Database, anna: int):
    token = begun(database, anna)
    assert seen(database, token, at=NOON - timedelta(hours=1)) is None


@pytest.mark.parametrize("token", ["", "a" * 43, "a" * 100_000, "å\0\ud7ff", "'; --"])
def test_what_is_no_token_is_nobody(database: Database, token: str):
    assert seen(database, token) is None


def test_an_ended_session_stays_ended(database: Database, anna: int):
    token = begun(database, anna)
    with database.transaction(NOON) as transaction:
        assert signed_in.end(transaction, token) == anna
        assert signed_in.end(transaction, token) is None
    assert seen(database, token) is None


def test_signing_out_everywhere_ends_every_session_of_that_person_only(
    database: Database, sealer: Sealer, anna: int
):
    with database.transaction() as transaction:
        cecilia = person_of(transaction, sealer, "189305179823")
    on_phone, on_computer = begun(database, anna), begun(database, anna)
    hers = begun(database, cecilia)
    with database.transaction(NOON) as transaction:
        signed_in.end_all(transaction, anna)
    assert [seen(database, token) is None for token in (on_phone, on_computer, hers)] == [
        True,
        True,
        False,
    ]


def test_a_sixth_session_ends_the_one_used_least_recently(database: Database, anna: int):
    tokens = [begun(database, anna, at=NOON + number * SECOND) for number in range(MOST)]
    assert seen(database, tokens[0], at=NOON + 20 * SECOND)
    sixth = begun(database, anna, at=NOON + 30 * SECOND)
    alive = [seen(database, token, at=NOON + 40 * SECOND) for token in [*tokens, sixth]]
    assert [person is not None for person in alive] == [True, False, True, True, True, True]


def test_what_is_new_counts_from_when_the_person_was_last_here(database: Database, anna: int):
    first = begun(database, anna)
    seen(database, first, at=NOON + timedelta(minutes=7))
    second = begun(database, anna, at=NOON + timedelta(days=3))
    found = seen(database, second, at=NOON + timedelta(days=3, minutes=1))
    assert found is not None
    assert found.previous_visit_at == NOON + timedelta(minutes=7)


@pytest.mark.parametrize(
    ("issuer", "sid", "sub", "ended"),
    [
        ("https://id.example", "one", None, [True, False]),
        ("https://id.example", "one", "anna-there", [True, False]),
        ("https://id.example", None, "anna-there", [True, True]),
        ("https://id.example", "unknown", None, [False, False]),
        ("https://other.example", "one", None, [False, False]),
        ("https://other.example", None, "anna-there", [False, False]),
    ],
)
def test_the_provider_ends_its_own_sessions_by_sid_or_by_subject(
    database: Database, anna: int, issuer: str, sid: str | None, sub: str | None, ended: list[bool]
):
    tokens = [begun(database, anna, issuer_session=name) for name in ("one", "two")]
    with database.transaction(NOON) as transaction:
        people = signed_in.end_by_provider(
            transaction, issuer=issuer, issuer_session=sid, subject=sub
        )
    assert [seen(database, token) is None for token in tokens] == ended
    assert people == ({anna} if any(ended) else set())


def test_a_session_without_a_sid_ends_with_any_of_its_subject(database: Database, anna: int):
    """Nobody can say that it is another one."""
    tokens = [begun(database, anna, issuer_session=name) for name in ("one", "two", None)]
    with database.transaction(NOON) as transaction:
        signed_in.end_by_provider(
            transaction, issuer="https://id.example", issuer_session="one", subject="anna-there"
        )
    assert [seen(database, token) is None for token in tokens] == [True, False, True]


def test_a_slow_request_never_brings_an_ended_session_back(database: Database, anna: int):
    """Many requests of one session run while it is ended in the middle of them."""
    token = begun(database, anna)
    ended = threading.Event()
    revived = []

    def slow_request(number: int) -> None:
        is_after = ended.is_set()
        found = seen(database, token, at=NOON + SECOND)
        if is_after and found:
            revived.append(number)
        if number == 60:
            with database.transaction(NOON + SECOND) as transaction:
                signed_in.end(transaction, token)
            ended.set()

    with ThreadPoolExecutor(4) as people:
        list(people.map(slow_request, range(120)))
    assert revived == []
    assert seen(database, token, at=NOON + SECOND) is None


def test_resuming_costs_one_statement(database: Database, anna: int):
    token = begun(database, anna)
    with database.transaction(NOON) as transaction, heard(database.engine) as ear:
        assert signed_in.resume(transaction, token, touch=True)
    assert len(ear.about("signed_in_session", "person")) == 1
