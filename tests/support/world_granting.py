"""Putting the grant of a world into the database, and beside it one that opens nothing."""

from datetime import timedelta

from sqlalchemy import insert

from portal.database import Transaction
from portal.models.grant import Grant, GrantItem
from tests.support.worlds import World

HOUR = timedelta(hours=1)


def granted(
    transaction: Transaction, world: World, patient_id: int, relative_id: int, mark: str
) -> str:
    """Insert the grant of a world; gives its reference."""
    drawn, now = world.grant, transaction.now
    ref = f"grant-{mark}"[:32]
    _decoy(transaction, world, patient_id, relative_id, mark)
    grant_id = transaction.execute(
        insert(Grant).returning(Grant.id),
        {
            "ref": ref,
            "patient_id": patient_id,
            "relative_id": relative_id,
            "kind": drawn.kind,
            "relation": "syster",
            "scopes": int(drawn.scopes),
            "parts": int(drawn.parts),
            "legal_basis": "en grund",
            "created_at": now - HOUR,
            "given_at": now - HOUR if drawn.is_given else None,
            "accepted_at": now - HOUR if drawn.is_accepted else None,
            "confirmed_at": now - HOUR if drawn.is_confirmed else None,
            "paused_at": now - HOUR if drawn.is_paused else None,
            "ended_at": now - HOUR if drawn.is_ended else None,
            "expires_at": now + drawn.expires_in * HOUR,
            "opens_at": None if drawn.opens_in is None else now + drawn.opens_in * HOUR,
            "mandate_scope": drawn.mandate_scope,
            "verified_at": now - drawn.verified_ago * HOUR,
            "version": 1,
        },
    ).scalar_one()
    items = {f"activity-{n}-{mark}": one.item for n, one in enumerate(world.activities)}
    items |= {f"meeting-{n}-{mark}": one.item for n, one in enumerate(world.meetings)}
    for key, item in items.items():
        if item:
            values = {"grant_id": grant_id, "key": key, "state": item}
            transaction.execute(insert(GrantItem), values)
    return ref


def _decoy(
    transaction: Transaction, world: World, patient_id: int, relative_id: int, mark: str
) -> None:
    """Another grant between the same two that opens nothing, and says the opposite of each thing."""
    now = transaction.now
    decoy_id = transaction.execute(
        insert(Grant).returning(Grant.id),
        {
            "ref": f"decoy-{mark}"[:32],
            "patient_id": patient_id,
            "relative_id": relative_id,
            "kind": "consent",
            "scopes": 0,
            "parts": 0,
            "created_at": now,
            "given_at": now,
            "accepted_at": now,
            "confirmed_at": now,
            "expires_at": now + HOUR,
            "version": 1,
        },
    ).scalar_one()
    for number in range(len(world.activities)):
        values = {"grant_id": decoy_id, "key": f"activity-{number}-{mark}"}
        transaction.execute(insert(GrantItem), {**values, "state": "chosen"})
