"""What a patient closes to a person, by all of the person's grants at once: pausing and hiding.

Two grants to one person, or one and a mandate, act as one for denying. Which grants are the same
person's is known only of those that the patient has confirmed; of another one the answer would
tell her who has accepted it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from portal.access.grants.limits import GrantChanged
from portal.access.grants.values import GrantSeen, Hideable
from portal.database import Transaction
from portal.models.grant import Grant, GrantItem, ItemState

FORGET_ITEMS = delete(GrantItem).where(GrantItem.grant_id == bindparam("the_grant"))
FORGET_CHOSEN = FORGET_ITEMS.where(GrantItem.state == ItemState.CHOSEN)
FORGET_ITEM = FORGET_ITEMS.where(GrantItem.key == bindparam("the_key"))
IS_THE_PERSONS = and_(
    Grant.patient_id == bindparam("by_patient"),
    or_(
        Grant.ref == bindparam("the_ref"),
        and_(Grant.relative_id == bindparam("the_relative"), Grant.confirmed_at.is_not(None)),
    ),
)
"""The grant, and every other one of which the patient knows that it is the same person's."""
HOLD_THE_PERSONS = select(Grant.id).where(IS_THE_PERSONS).order_by(Grant.id).with_for_update()
SHOW = delete(GrantItem).where(
    GrantItem.grant_id.in_(select(Grant.id).where(IS_THE_PERSONS).scalar_subquery()),
    GrantItem.key.in_(bindparam("the_keys", expanding=True)),
    GrantItem.state == ItemState.HIDDEN,
)
ADD_ITEM = insert(GrantItem)
other = aliased(Grant)
PAUSED_ALREADY = (
    select(func.max(other.paused_at))
    .where(
        other.patient_id == Grant.patient_id,
        other.relative_id == Grant.relative_id,
        other.confirmed_at.is_not(None),
        other.ended_at.is_(None),
        other.expires_at > bindparam("moment"),
    )
    .correlate(Grant)
    .scalar_subquery()
)
"""Since when the person is paused: a grant that is confirmed meanwhile is paused from the start."""

PAUSED_SINCE = select(func.max(other.paused_at)).where(
    other.patient_id == bindparam("by_patient"),
    other.relative_id == bindparam("the_relative"),
    other.confirmed_at.is_not(None),
    other.ended_at.is_(None),
    other.expires_at > bindparam("moment"),
)


def paused_since(transaction: Transaction, *, patient_id: int, relative_id: int) -> datetime | None:
    """Since when the patient has paused the person; None when she has not."""
    asked = {"by_patient": patient_id, "the_relative": relative_id, "moment": transaction.now}
    return transaction.execute(PAUSED_SINCE, asked).scalar()


def pause(transaction: Transaction, grant: GrantSeen) -> tuple[int, ...]:
    """Close everything to the person until further notice, by whichever grant; nobody is told.

    Gives the ids of the grants that were paused.
    """
    return change_all(transaction, grant, paused_at=transaction.now)


def hide(
    transaction: Transaction, grant: GrantSeen, thing: Hideable, *, beside: Iterable[str] = ()
) -> None:
    """Hide one thing from the person, chosen or not, by whichever grant.

    `beside` are the names of its family that are not hidden: they are known, and stay as they are.
    """
    change_all(transaction, grant)
    known = set(beside) - thing.keys - grant.chosen
    put_items(transaction, grant, known, ItemState.KNOWN)
    put_items(transaction, grant, thing.keys, ItemState.HIDDEN, family=thing.family)


def show_again(
    transaction: Transaction,
    grant: GrantSeen,
    keys: Iterable[str],
    *,
    names: Iterable[str],
    state: ItemState,
) -> None:
    """To the person, by whichever grant it was hidden; from now on it is known, or chosen too."""
    keys = tuple(keys)
    transaction.execute(SHOW, {**_of(grant), "the_keys": sorted({*keys, *names})})
    put_items(transaction, grant, set(names).difference(keys), ItemState.KNOWN)
    put_items(transaction, grant, keys, state, shown_at=transaction.now)


def _of(grant: GrantSeen) -> dict[str, Any]:
    """Whose grants to close together; before the patient has confirmed who it is, only this one."""
    relative_id = grant.relative_id if grant.confirmed_at else None
    return {"the_ref": grant.ref, "by_patient": grant.patient_id, "the_relative": relative_id}


def change_all(transaction: Transaction, grant: GrantSeen, **values: Any) -> tuple[int, ...]:
    """Change all of a person's grants that have not ended; gives their ids."""
    transaction.execute(HOLD_THE_PERSONS, _of(grant)).all()
    changed = transaction.execute(
        update(Grant)
        .where(IS_THE_PERSONS, Grant.ended_at.is_(None))
        .values(version=Grant.version + 1, **values)
        .returning(Grant.id),
        _of(grant),
    ).scalars()
    ids = tuple(sorted(changed))
    if grant.id not in ids:
        raise GrantChanged
    transaction.touched.add(grant.patient_id)
    return ids


def put_items(
    transaction: Transaction,
    grant: GrantSeen,
    keys: Iterable[str],
    state: ItemState,
    *,
    family: str | None = None,
    shown_at: datetime | None = None,
) -> None:
    """Say this of each key, instead of what the grant said of it before."""
    for key in sorted(set(keys)):
        transaction.execute(FORGET_ITEM, {"the_grant": grant.id, "the_key": key})
        item = {
            "grant_id": grant.id,
            "key": key,
            "state": state,
            "family": family,
            "shown_at": shown_at,
        }
        transaction.execute(ADD_ITEM, item)
