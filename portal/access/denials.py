"""What closes all sharing of a person: protected identity, death, a block set by staff.

The flags deny live, in every question about a right. Beyond that they end the grants there are,
so that lifting one brings nothing back: whoever wants to share again gives anew.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Update, and_, bindparam, exists, or_, select, update

from portal.access.grants.changing import FORGOTTEN
from portal.database import Transaction
from portal.identity import signed_in
from portal.models.grant import Grant
from portal.models.person import Person
from portal.models.signed_in_session import SignedInSession

FLAGS = select(Person.is_protected, Person.is_deceased, Person.is_sharing_blocked).where(
    Person.id == bindparam("person")
)
IS_ABOUT = or_(
    Grant.patient_id.in_(bindparam("people", expanding=True)),
    Grant.relative_id.in_(bindparam("people", expanding=True)),
)
HOLD_GRANTS = select(Grant.id).where(IS_ABOUT).order_by(Grant.id).with_for_update()
HOLD_SESSIONS = (
    select(SignedInSession.token_hash)
    .where(
        SignedInSession.person_id.in_(bindparam("people", expanding=True)),
        SignedInSession.ended_at.is_(None),
    )
    .order_by(SignedInSession.token_hash)
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class Denials:
    """Until when, by the sources' clocks, each flag has denied: None never, `STILL` now."""

    protected: datetime | None = None
    deceased: datetime | None = None
    blocked: datetime | None = None


@dataclass(frozen=True, slots=True)
class EndedGrant:
    """A grant that was ended, for the log of the patient it is about."""

    patient_id: int
    ref: str


def hold(
    transaction: Transaction, *, people: Collection[int], signed_in_people: Collection[int]
) -> None:
    """Take what will be changed, in one order: sessions, grants; the caller takes the people next.

    Whoever leaves or gives something has their session first and then the grant, so that the two
    never wait for each other. Readers hold nothing.
    """
    if signed_in_people:
        transaction.execute(HOLD_SESSIONS, {"people": list(signed_in_people)}).all()
    if people:
        transaction.execute(HOLD_GRANTS, {"people": list(people)}).all()


def deny(
    transaction: Transaction, *, person_id: int, denials: Denials, still: datetime
) -> list[EndedGrant]:
    """Set the flags, and end every grant that began while one of them denied.

    What was flagged until now ends everything too: whatever is there began under the flag.
    """
    before = transaction.execute(FLAGS, {"person": person_id}).one()
    now = (denials.protected == still, denials.deceased == still, denials.blocked == still)
    if tuple(before) != now:
        transaction.execute(_flagged(person_id, now))
    if now[1]:
        signed_in.end_all(transaction, person_id)
    both = _latest(
        denials.protected,
        denials.deceased,
        still if before.is_protected or before.is_deceased else None,
    )
    own = _latest(denials.blocked, still if before.is_sharing_blocked else None)
    is_relative = Grant.relative_id == person_id
    is_patient = Grant.patient_id == person_id
    return [
        *_end(transaction, or_(is_patient, is_relative), until=both),
        *_end(transaction, is_patient, until=own),
    ]


def end_with_denied_relatives(
    transaction: Transaction, *, patient_id: int, still: datetime
) -> list[EndedGrant]:
    """End the patient's grants to people whom a flag denies all reading."""
    is_denied = exists().where(
        Person.id == Grant.relative_id, or_(Person.is_protected, Person.is_deceased)
    )
    return _end(transaction, and_(Grant.patient_id == patient_id, is_denied), until=still)


def _flagged(person_id: int, now: Sequence[bool]) -> Update:
    protected, deceased, blocked = now
    return (
        update(Person)
        .where(Person.id == person_id)
        .values(is_protected=protected, is_deceased=deceased, is_sharing_blocked=blocked)
    )


def _end(
    transaction: Transaction, about: ColumnElement[bool], *, until: datetime | None
) -> list[EndedGrant]:
    if until is None:
        return []
    ended = transaction.execute(
        update(Grant)
        .where(about, Grant.ended_at.is_(None), Grant.created_at < until)
        .values(ended_at=transaction.now, version=Grant.version + 1, **FORGOTTEN)
        .returning(Grant.patient_id, Grant.ref)
    ).all()
    found = [EndedGrant(row.patient_id, row.ref) for row in ended]
    transaction.touched.update(one.patient_id for one in found)
    return found


def _latest(*moments: datetime | None) -> datetime | None:
    return max((one for one in moments if one is not None), default=None)
