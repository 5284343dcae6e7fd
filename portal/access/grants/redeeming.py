"""What a relative does: accept a grant by its code or its invitation, and leave.

Wrong, expired, used, withdrawn and somebody else's code get one answer, after the same work.
"""

import logging
from datetime import timedelta

from sqlalchemy import and_, bindparam, false, func, insert, or_, select, update
from sqlalchemy.sql import Executable

from portal.access.grants.reading import ACCEPT_WITHIN
from portal.database import Transaction
from portal.models.grant import Grant, GrantKind, RedeemAttempt
from portal.models.person import Person

log = logging.getLogger(__name__)

TRIES_AN_HOUR = 5
ALL_TRIES_AN_HOUR = 100
MOST_TOLD = 20
HOUR = timedelta(hours=1)

TRIES = select(func.count()).where(
    RedeemAttempt.person_id == bindparam("person"), RedeemAttempt.at > bindparam("since")
)
ALL_TRIES = select(func.count()).where(RedeemAttempt.at > bindparam("since"))
COUNT_TRY = insert(RedeemAttempt)
UNDENIED = select(Person.id).where(
    Person.is_protected == false(),
    Person.is_deceased == false(),
    Person.is_sharing_blocked == false(),
)
WAITS = and_(
    Grant.kind == GrantKind.CONSENT,
    Grant.given_at > bindparam("given_since"),
    Grant.accepted_at.is_(None),
    Grant.paused_at.is_(None),
    Grant.ended_at.is_(None),
    Grant.patient_id != bindparam("person"),
    Grant.patient_id.in_(UNDENIED),
)
_accept = (
    update(Grant)
    .values(
        relative_id=bindparam("person"),
        accepted_at=bindparam("moment"),
        code_hash=None,
        version=Grant.version + 1,
    )
    .returning(Grant.patient_id, Grant.id)
)
REDEEM = _accept.where(
    WAITS,
    Grant.code_hash.in_(bindparam("codes", expanding=True)),
    Grant.code_until > bindparam("moment"),
    or_(Grant.relative_id.is_(None), Grant.relative_id == bindparam("person")),
)
ACCEPT = _accept.where(
    WAITS,
    Grant.code_hash.is_(None),
    Grant.ref == bindparam("the_ref"),
    Grant.relative_id == bindparam("person"),
)
WAITING_CODES = select(Grant.patient_id, Grant.id).where(
    Grant.code_hash.is_not(None),
    Grant.code_until > bindparam("moment"),
    Grant.accepted_at.is_(None),
    Grant.ended_at.is_(None),
)
TYPED = WAITING_CODES.where(Grant.code_hash.in_(bindparam("codes", expanding=True)))
LATEST_CODES = WAITING_CODES.order_by(Grant.given_at.desc()).limit(MOST_TOLD)
LEAVE = (
    update(Grant)
    .where(
        Grant.ref == bindparam("the_ref"),
        Grant.relative_id == bindparam("person"),
        Grant.given_at.is_not(None),
        Grant.ended_at.is_(None),
    )
    .values(ended_at=bindparam("moment"), version=Grant.version + 1)
    .returning(Grant.patient_id, Grant.id)
)


class TooManyTries(Exception):
    """Five codes were tried within an hour; `is_first` for the sixth, which patients hear of."""

    def __init__(self, *, is_first: bool) -> None:
        super().__init__()
        self.is_first = is_first


class NoSuchInvitation(Exception):
    """Nothing waits for this person under this code or reference, for whatever reason."""


def count_try(transaction: Transaction, person_id: int) -> None:
    """Count a try before it is judged; it stays counted whatever comes of it.

    Raises `TooManyTries` from the sixth within an hour on, and when all people together have tried
    a hundred, which the operator hears of once. Commit it before redeeming.
    """
    asked = {"person": person_id, "since": transaction.now - HOUR}
    tried = transaction.execute(TRIES, asked).scalar_one()
    if tried <= TRIES_AN_HOUR:
        transaction.execute(COUNT_TRY, {"person_id": person_id, "at": transaction.now})
    if tried >= TRIES_AN_HOUR:
        raise TooManyTries(is_first=tried == TRIES_AN_HOUR)
    tried_by_all = transaction.execute(ALL_TRIES, asked).scalar_one()
    if tried_by_all == ALL_TRIES_AN_HOUR + 1:
        log.error("many-codes-tried", extra={"count": tried_by_all})
    if tried_by_all > ALL_TRIES_AN_HOUR:
        raise TooManyTries(is_first=False)


def waiting_codes(transaction: Transaction, code_hashes: list[bytes]) -> list[tuple[int, int]]:
    """Ids of patient and grant of the codes that somebody may be guessing at.

    The one that was typed, if it is one; else the latest that were read out: nobody can tell which
    of them was meant.
    """
    moment = {"moment": transaction.now}
    typed = transaction.execute(TYPED, {"codes": code_hashes, **moment}).all()
    found = typed or transaction.execute(LATEST_CODES, moment).all()
    transaction.touched.update(row.patient_id for row in found)
    return [(row.patient_id, row.id) for row in found]


def redeem(transaction: Transaction, person_id: int, code_hashes: list[bytes]) -> tuple[int, int]:
    """Accept the grant a code was read out for; gives the ids of its patient and of the grant."""
    return _accepted(transaction, REDEEM, person=person_id, codes=code_hashes)


def accept(transaction: Transaction, person_id: int, ref: str) -> tuple[int, int]:
    """Accept an invitation by identity number; gives the ids of its patient and of the grant."""
    return _accepted(transaction, ACCEPT, person=person_id, the_ref=ref)


def leave(transaction: Transaction, person_id: int, ref: str) -> tuple[int, int]:
    """The relative gives the right back, for good."""
    return _accepted(transaction, LEAVE, person=person_id, the_ref=ref)


def _accepted(transaction: Transaction, statement: Executable, **asked: object) -> tuple[int, int]:
    row = transaction.execute(
        statement,
        {
            **asked,
            "moment": transaction.now,
            "given_since": transaction.now - ACCEPT_WITHIN,
        },
    ).one_or_none()
    if row is None:
        raise NoSuchInvitation
    transaction.touched.add(row.patient_id)
    return row.patient_id, row.id
