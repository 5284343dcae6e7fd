"""Two things at once: with real threads, on both databases, the stricter one wins.

The race of reading against closing has a control that must go wrong, so that the test is known to
be able to fail.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from portal import clock
from portal.access.grants import changing, for_the_person, limits, reading, redeeming, rights
from portal.access.grants.redeeming import NoSuchInvitation
from portal.access.grants.rights import SharingRules, TakenBack
from portal.access.grants.values import GrantSeen, Wish
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database, Transaction
from portal.database.sqlite import begin_immediately
from portal.features.contacts.queries import contacts
from portal.identity import accounts
from portal.models.grant import ALL_PARTS, ALL_SCOPES, Grant
from portal.models.person import Person
from tests.support.world_building import Built, build
from tests.support.worlds import DrawnGrant, DrawnThing, World

RULES = SharingRules(legal_basis="en grund")
OPEN = World(grant=DrawnGrant(scopes=ALL_SCOPES, parts=ALL_PARTS), contacts=(DrawnThing(),))
TRIALS = 10
READERS = 2
MANY = 12
"""So many that some of them always read."""
AT_ONCE = 1.0
"""Seconds in which closing is done, however many read."""
BETWEEN_READS = 0.03
"""Seconds. On SQLite a reader has the only lock, and so many must be left for who closes."""
WHILE_READING = 0.02
"""Seconds a reader takes between asking for the right and reading by it."""


def built(database: Database, world: World = OPEN) -> Built:
    with database.transaction() as transaction:
        return build(transaction, world)


def own_grant(transaction: Transaction, home: Built) -> GrantSeen:
    found = reading.grant_of(transaction, home.patient_id, home.grant_ref)
    assert found is not None
    return found


def reads_once(database: Database, home: Built, *, asks_again: bool = True) -> float | None:
    """Read by the grant, as a page does; gives when the data was read, or None for a 404.

    The control shows what it has read without the commit that asks for the right once more.
    """
    transaction = database.begin()
    try:
        right = rights.right_of(
            transaction, ref=home.grant_ref, person_id=home.relative_id, rules=RULES
        )
        if right is None:
            return None
        viewer = right.viewer(transaction)
        if asks_again:
            trail.looked(viewer, What.CONTACTS)
        time.sleep(WHILE_READING)
        begun = time.monotonic()
        assert len(contacts(viewer)) == 1
        if asks_again:
            transaction.commit()
    except TakenBack:
        return None
    finally:
        transaction.connection.close()
    return begun


def ends(database: Database, home: Built) -> None:
    with database.transaction() as transaction:
        changing.end(transaction, own_grant(transaction, home))
        _traced(transaction, home, What.GRANT_ENDED)


def pauses(database: Database, home: Built) -> None:
    with database.transaction() as transaction:
        for_the_person.pause(transaction, own_grant(transaction, home))
        _traced(transaction, home, What.GRANT_PAUSED)


def blocks(database: Database, home: Built) -> None:
    with database.transaction() as transaction:
        transaction.execute(
            update(Person).where(Person.id == home.patient_id).values(is_sharing_blocked=True)
        )


def signs_in(database: Database, home: Built) -> None:
    """The patient stands in line with herself, as at every sign-in."""
    with database.transaction() as transaction:
        transaction.execute(accounts.ALONE_WITH, {"person": home.patient_id})


def _traced(transaction: Transaction, home: Built, what: What) -> None:
    trail.acted(
        transaction, what, patient_id=home.patient_id, actor_id=home.patient_id, grant_id=None
    )


@contextmanager
def being_read(
    database: Database, home: Built, *, by: int = READERS, asks_again: bool = True
) -> Iterator[list[Future[list[float]]]]:
    """Readers in turn, who go on until nothing is there, and at the latest to the end of the block."""
    stop = threading.Event()

    def reader(number: int) -> list[float]:
        begun = []
        time.sleep(number * (WHILE_READING + BETWEEN_READS) / by)
        while not stop.is_set():
            at = reads_once(database, home, asks_again=asks_again)
            time.sleep(BETWEEN_READS)
            if at is None:
                break
            begun.append(at)
        return begun

    with ThreadPoolExecutor(by) as pool:
        try:
            yield [pool.submit(reader, number) for number in range(by)]
        finally:
            stop.set()


def reads_after(
    database: Database, closes: Callable[[Database, Built], None], *, asks_again: bool = True
) -> int:
    """How many reads began after the closing was acknowledged, over all trials."""
    late = 0
    for _ in range(TRIALS):
        home = built(database)
        with being_read(database, home, asks_again=asks_again) as readers:
            time.sleep(WHILE_READING * 3)
            closes(database, home)
            acknowledged = time.monotonic()
            time.sleep(WHILE_READING * 4)
        late += sum(at > acknowledged for one in readers for at in one.result())
    return late


@pytest.mark.parametrize("closes", [ends, pauses, blocks])
def test_no_read_begins_after_an_acknowledged_end_pause_or_block(
    database: Database, closes: Callable[[Database, Built], None]
):
    assert reads_after(database, closes) == 0


def test_without_being_asked_again_there_are_reads_after_the_end(database: Database):
    if database.is_sqlite:  # where every transaction is alone otherwise
        event.remove(database.engine, "begin", begin_immediately)
        event.listen(database.engine, "begin", lambda raw: raw.exec_driver_sql("BEGIN"))
    assert reads_after(database, ends, asks_again=False) > 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("does", [ends, pauses, blocks, signs_in])
def test_who_reads_without_a_pause_keeps_nobody_waiting(
    database: Database, does: Callable[[Database, Built], None]
):
    home = built(database)
    with being_read(database, home, by=MANY):
        time.sleep(WHILE_READING * 3)
        asked = time.monotonic()
        does(database, home)
        assert time.monotonic() - asked < AT_ONCE


def test_of_two_who_type_one_code_exactly_one_gets_it(database: Database):
    for _ in range(TRIALS):
        code = secrets.token_bytes(32)
        waiting = replace(OPEN, grant=replace(OPEN.grant, is_accepted=False, is_confirmed=False))
        home, other = built(database, waiting), built(database)
        with database.transaction() as transaction:
            transaction.execute(
                update(Grant)
                .where(Grant.ref == home.grant_ref)
                .values(
                    relative_id=None,
                    code_hash=code,
                    code_until=clock.now() + timedelta(days=7),
                )
            )
        together = threading.Barrier(2)

        def types(person_id: int, code: bytes = code, both: threading.Barrier = together) -> bool:
            both.wait()
            try:
                with database.transaction() as transaction:
                    patient_id, grant_id = redeeming.redeem(transaction, person_id, [code], RULES)
                    trail.acted(
                        transaction,
                        What.GRANT_ACCEPTED,
                        patient_id=patient_id,
                        actor_id=person_id,
                        grant_id=grant_id,
                    )
            except NoSuchInvitation:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            got = list(pool.map(types, [home.relative_id, other.relative_id]))
        assert sorted(got) == [False, True]


def test_an_end_wins_over_a_longer_time_whichever_comes_first(database: Database):
    for _ in range(TRIALS):
        home = built(database)
        with database.transaction() as transaction:
            wish = Wish(ALL_SCOPES, ALL_PARTS, 90)
            changing.wish_for(transaction, own_grant(transaction, home), wish)
            _traced(transaction, home, What.GRANT_WIDENED)
        together = threading.Barrier(2)

        def lengthens(home: Built = home, both: threading.Barrier = together) -> None:
            both.wait()
            try:
                with database.transaction() as transaction:
                    seen = own_grant(transaction, home)
                    now = transaction.now
                    changing.widen(transaction, seen, legal_basis="x", authenticated_at=now)
                    _traced(transaction, home, What.GRANT_WIDENED)
            except limits.GrantChanged:
                pass

        def stops(home: Built = home, both: threading.Barrier = together) -> None:
            both.wait()
            ends(database, home)

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(lengthens), pool.submit(stops)]:
                done.result()
        with database.transaction() as transaction:
            ended = select(Grant.ended_at).where(Grant.ref == home.grant_ref)
            assert transaction.execute(ended).scalar_one() is not None
        assert reads_once(database, home) is None


def test_a_grant_given_while_staff_block_sharing_opens_nothing(database: Database):
    for _ in range(TRIALS):
        draft = replace(OPEN, grant=replace(OPEN.grant, is_confirmed=False))
        home = built(database, draft)
        together = threading.Barrier(2)

        def confirms(home: Built = home, both: threading.Barrier = together) -> None:
            both.wait()
            with database.transaction() as transaction:
                changing.ask_for_fresh_sign_in(transaction, own_grant(transaction, home))
                seen, now = own_grant(transaction, home), transaction.now
                changing.confirm(transaction, seen, authenticated_at=now)
                _traced(transaction, home, What.GRANT_CONFIRMED)

        def staff(home: Built = home, both: threading.Barrier = together) -> None:
            both.wait()
            blocks(database, home)

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(confirms), pool.submit(staff)]:
                done.result()
        assert reads_once(database, home) is None
