"""Somebody reads while the care system closes: after the answer nobody does, and none waits for
the other for ever."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from time import monotonic, sleep

import pytest
from sqlalchemy import bindparam, update

from portal.access.grants.rights import TakenBack, right_of
from portal.audit import trail
from portal.audit.trail import What
from portal.identity import people
from portal.models.signed_in_session import SignedInSession
from tests.intake.sending import ANNA, NOW, Sender, plan
from tests.intake.standing import BERTIL, RULES, Sharing, block, decides, flag

READERS = 2
ROUNDS = 3
BETWEEN_READS = 0.005
"""Seconds. On SQLite a reader has the only lock, and so many must be left for who closes."""
SEEN = (
    update(SignedInSession)
    .where(SignedInSession.person_id == bindparam("person"))
    .values(last_seen_at=NOW)
)


@pytest.fixture
def sharing(sender: Sender) -> Sharing:
    return Sharing(sender)


@dataclass
class Reading:
    """Somebody who reads as a page does, again and again; when what opened last was begun."""

    sharing: Sharing
    ref: str
    has_read: Event = field(default_factory=Event)
    is_done: Event = field(default_factory=Event)

    def go_on(self) -> float:
        last = 0.0
        while not self.is_done.is_set():
            with suppress(TakenBack):
                last = self._read() or last
            sleep(BETWEEN_READS)
        return last

    def _read(self) -> float | None:
        with self.sharing.sender.database.transaction(NOW) as transaction:
            bertil = people.find_person(transaction, self.sharing.sender.sealer, BERTIL) or 0
            transaction.execute(SEEN, {"person": bertil})
            began = monotonic()
            right = right_of(transaction, ref=self.ref, person_id=bertil, rules=RULES)
            if right is None:
                return None
            trail.looked(right.viewer(transaction), What.PLAN)
        self.has_read.set()
        return began


@contextmanager
def going_on(reading: Reading, many: int = READERS) -> Iterator[list[Future[float]]]:
    """Readers who stop at the end, however it comes about."""
    with ThreadPoolExecutor(many) as pool:
        try:
            yield [pool.submit(reading.go_on) for _ in range(many)]
        finally:
            reading.is_done.set()


@pytest.mark.parametrize("code", ["deceased", "protected-identity", "block", "relative"])
def test_no_reading_begins_after_the_answer(sharing: Sharing, code: str):
    sharing.sign_in(BERTIL, b"b")
    for number in range(ROUNDS):
        at = NOW + timedelta(minutes=number)
        reading = Reading(sharing, sharing.give())
        with going_on(reading) as readers:
            assert reading.has_read.wait(10)
            report = sharing.sender.send(closing(code, number, "active"), now=at)
            answered = monotonic()
            sleep(0.05)
        last = max(one.result() for one in readers)
        assert report.is_accepted
        assert 0 < last < answered
        assert sharing.sender.send(closing(code, number, "inactive"), now=at).is_accepted


def test_a_reading_after_the_answer_would_have_been_noticed(sharing: Sharing):
    """The control: what closes nothing is answered, and the reading goes on."""
    reading = Reading(sharing, sharing.give())
    with going_on(reading, 1) as readers:
        assert reading.has_read.wait(10)
        assert sharing.sender.send(plan()).is_accepted
        answered = monotonic()
        sleep(0.2)
    assert readers[0].result() > answered


def test_confirming_a_mandate_lets_those_who_read_by_it_go_on(sharing: Sharing):
    sharing.sign_in(BERTIL, b"b")
    sharing.sender.send(decides())
    reading = Reading(sharing, sharing.only_grant()["ref"])
    with going_on(reading) as readers:
        assert reading.has_read.wait(10)
        for _ in range(ROUNDS):
            assert sharing.sender.send(decides()).is_accepted
    assert all(one.result() > 0 for one in readers)
    assert sharing.opens(reading.ref)


def closing(code: str, number: int, status: str) -> dict[str, object]:
    name, version = f"{code}-{number}", 1 if status == "active" else 2
    match code:
        case "block":
            return block(name, version=version, status=status)
        case "relative":
            return flag("deceased", name, who=BERTIL, version=version, status=status)
    return flag(code, name, who=ANNA, version=version, status=status)
