"""Grants that a care system states: of guardians and trustees, kept in line with what it says.

Each message that a mandate still holds confirms it for a day; when they stop, it opens nothing.
Once ended it stays ended. What it reaches is kept with it: only to care for the person opens
anything (`grants.rights`). Until the patient has said that she has seen it, home tells of it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from portal.access.grants.denied import may_read
from portal.access.grants.for_the_person import paused_since
from portal.database import Transaction
from portal.models.grant import (
    ALL_PARTS,
    ALL_SCOPES,
    Grant,
    GrantKind,
    MandateScope,
    Scope,
)
from portal.models.person import Person

LONGEST_RELATION = 100
FOUND = select(Grant.id, Grant.ref, Grant.ended_at, Grant.expires_at, Grant.mandate_scope).where(
    Grant.resource_id == bindparam("resource")
)
NAME = select(Person.name).where(Person.id == bindparam("person"), may_read(Person))
MAKE = insert(Grant)


@dataclass(frozen=True, slots=True)
class Stated:
    """A mandate as a care system states it in the resource `resource_id`."""

    resource_id: int
    patient_id: int
    relative_id: int
    kind: GrantKind
    relation: str
    mandate_scope: MandateScope
    begins_at: datetime
    expires_at: datetime
    is_ended: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the grant; `has_begun` and `has_ended` only when that happened now."""

    ref: str
    has_begun: bool = False
    has_ended: bool = False


def keep(
    transaction: Transaction, stated: Stated, *, is_confirmed: bool, is_restated: bool
) -> Kept | None:
    """Bring the grant in line; None when nothing has begun yet.

    `is_confirmed`: the newest that was said came just now. `is_restated`: with new content, so
    that its end is said anew; a mere confirmation never lengthens what somebody has shortened.
    """
    found = transaction.execute(FOUND, {"resource": stated.resource_id}).first()
    has_started = stated.begins_at <= transaction.now
    if found is None:
        return _begin(transaction, stated) if has_started else None
    if found.ended_at is not None:
        return Kept(found.ref)
    if stated.is_ended:
        _change(transaction, stated, ended_at=transaction.now, version=Grant.version + 1)
        return Kept(found.ref, has_ended=True)
    if is_restated:
        if int(stated.mandate_scope) & ~found.mandate_scope:
            _change(transaction, stated, looked_through_at=None)
        until = stated.expires_at if has_started else transaction.now
        _change(
            transaction,
            stated,
            kind=stated.kind,
            relation=stated.relation[:LONGEST_RELATION],
            mandate_scope=int(stated.mandate_scope),
            expires_at=until,
            version=Grant.version + 1,
        )
    if is_confirmed:
        _change(transaction, stated, verified_at=transaction.now)
    return Kept(found.ref)


def _begin(transaction: Transaction, stated: Stated) -> Kept:
    """Nobody has to accept what an authority has decided; whom the patient has paused stays so."""
    now = transaction.now
    ref = secrets.token_urlsafe(16)
    values = {
        "ref": ref,
        "resource_id": stated.resource_id,
        "patient_id": stated.patient_id,
        "relative_id": stated.relative_id,
        "kind": stated.kind,
        "relative_name": transaction.execute(NAME, {"person": stated.relative_id}).scalar(),
        "relation": stated.relation[:LONGEST_RELATION],
        "mandate_scope": int(stated.mandate_scope),
        "scopes": ALL_SCOPES & ~Scope.CHOSEN_ACTIVITIES,
        "parts": ALL_PARTS,
        **dict.fromkeys(("created_at", "given_at", "accepted_at", "confirmed_at"), now),
        "paused_at": paused_since(
            transaction, patient_id=stated.patient_id, relative_id=stated.relative_id
        ),
        "verified_at": now,
        "expires_at": stated.expires_at,
        "ended_at": now if stated.is_ended else None,
        "version": 1,
    }
    transaction.execute(MAKE, values)
    transaction.touched.add(stated.patient_id)
    return Kept(ref, has_begun=True, has_ended=stated.is_ended)


def _change(transaction: Transaction, stated: Stated, **values: object) -> None:
    transaction.execute(
        update(Grant)
        .where(Grant.resource_id == stated.resource_id, Grant.ended_at.is_(None))
        .values(**values)
    )
    transaction.touched.add(stated.patient_id)
