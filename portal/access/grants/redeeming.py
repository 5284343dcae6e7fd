"""What a relative does: accept a grant by its code or its invitation, and leave.

Wrong, expired, used, withdrawn and somebody else's code get one answer, after the same work.
"""

import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.sql import Executable

from portal.access.grants.denied import PATIENTS, RELATIVES
from portal.access.grants.reading import ACCEPT_WITHIN
from portal.access.grants.rights import (
    ARE_OLD_ENOUGH,
    NOT_DENIED,
    SharingRules,
    asked_now,
    patient,
    relative,
    rights_of,
)
from portal.database import Transaction
from portal.models.grant import Grant, GrantKind, RedeemAttempt
from portal.models.person import Person

log = logging.getLogger(__name__)

TRIES_AN_HOUR = 5
ALL_TRIES_AN_HOUR = 100
MOST_TOLD = 20
HOUR = timedelta(hours=1)
SAME_FORM = timedelta(minutes=15)

TRIES = select(func.count()).where(
    RedeemAttempt.person_id == bindparam("person"), RedeemAttempt.at > bindparam("since")
)
ALL_TRIES = select(func.count()).where(RedeemAttempt.at > bindparam("since"))
COUNT_TRY = insert(RedeemAttempt)
WAITS = and_(
    Grant.kind == GrantKind.CONSENT,
    Grant.given_at > bindparam("given_since"),
    Grant.accepted_at.is_(None),
    Grant.paused_at.is_(None),
    Grant.ended_at.is_(None),
    Grant.patient_id != bindparam("person"),
    Grant.patient_id.in_(PATIENTS),
    exists(RELATIVES.where(Person.id == bindparam("person"))),
)
_accept = (
    update(Grant)
    .values(
        relative_id=bindparam("person"),
        relative_name=select(Person.name).where(Person.id == bindparam("person")).scalar_subquery(),
        accepted_at=bindparam("moment"),
        code_hash=None,
        code_sealed=None,
        spent_code_hash=Grant.code_hash,
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
        Grant.paused_at.is_(None),
        Grant.ended_at.is_(None),
    )
    .values(ended_at=bindparam("moment"), version=Grant.version + 1)
    .returning(Grant.patient_id, Grant.id)
)


JUST_ACCEPTED = (
    select(Grant.id)
    .join(patient, patient.id == Grant.patient_id)
    .join(relative, relative.id == Grant.relative_id)
    .where(
        Grant.relative_id == bindparam("person"),
        or_(
            Grant.ref == bindparam("the_ref"),
            Grant.spent_code_hash.in_(bindparam("codes", expanding=True)),
        ),
        Grant.accepted_at > bindparam("accepted_since"),
        Grant.paused_at.is_(None),
        Grant.ended_at.is_(None),
        NOT_DENIED,
        ARE_OLD_ENOUGH,
    )
)


class TooManyTries(Exception):
    """Five codes were tried within an hour; `is_first` for the sixth, which patients hear of."""

    def __init__(self, *, is_first: bool) -> None:
        super().__init__()
        self.is_first = is_first


class NoSuchInvitation(Exception):
    """Nothing waits for this person under this code or reference, for whatever reason."""


def count_try(transaction: Transaction, person_id: int) -> bool:
    """Count a try before it is judged; it stays counted whatever comes of it.

    Raises `TooManyTries` from the sixth within an hour on. Tells if it is the one with which all
    people together have tried a hundred: the operator hears of it, and so shall the patients; but
    nobody is kept from a right code because others type wrong ones. Commit it before redeeming.
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
        return True
    return False


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


def redeem(
    transaction: Transaction, person_id: int, code_hashes: list[bytes], rules: SharingRules
) -> tuple[int, int]:
    """Accept the grant a code was read out for; gives the ids of its patient and of the grant."""
    asked = {"person": person_id, "codes": code_hashes, **asked_now(transaction, rules)}
    return _accepted(transaction, REDEEM, **asked)


def has_accepted(
    transaction: Transaction, person_id: int, rules: SharingRules, *, ref: str = "", codes: Any = ()
) -> bool:
    """The same person has said yes to this just now, and it stands: the form was sent twice."""
    since = transaction.now - SAME_FORM
    asked = {"person": person_id, "the_ref": ref, "codes": list(codes), "accepted_since": since}
    found = transaction.execute(JUST_ACCEPTED, {**asked, **asked_now(transaction, rules)})
    return found.first() is not None


def accept(
    transaction: Transaction, person_id: int, ref: str, rules: SharingRules
) -> tuple[int, int]:
    """Accept an invitation by identity number; gives the ids of its patient and of the grant."""
    asked = asked_now(transaction, rules)
    return _accepted(transaction, ACCEPT, person=person_id, the_ref=ref, **asked)


def leave(
    transaction: Transaction, person_id: int, ref: str, rules: SharingRules
) -> tuple[int, int]:
    """The relative gives the right back, for good.

    Only what can be read now can be left: else a right that is paused would answer otherwise than
    one that has ended.
    """
    received = rights_of(transaction, person_id=person_id, rules=rules)
    if all(right.ref != ref for right in received):
        raise NoSuchInvitation
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
