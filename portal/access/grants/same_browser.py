"""Two people who sign in to one browser close upon each other: what opens between them waits.

It may be a son who helps with the phone, or somebody who stands beside and decides. The portal
cannot tell, so the patient gets time to think, and does not have to say no with anybody near.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update

from portal.database import Transaction
from portal.identity.sealing import Sealer
from portal.models.grant import Grant, GrantKind
from portal.models.shared_browser import SharedBrowser

PATIENCE = timedelta(hours=24)
"""How long what is new waits, and how long it is known that two people have shared a browser."""
DEMO_PATIENCE = timedelta(minutes=2)
"""In the demo, so that whoever tries it in one browser sees the wait, and its end."""

log = logging.getLogger(__name__)

FORGET = delete(SharedBrowser).where(SharedBrowser.at <= bindparam("too_old"))
NOTE = insert(SharedBrowser)
LATEST = select(func.max(SharedBrowser.at)).where(
    SharedBrowser.pair.in_(bindparam("pairs", expanding=True)),
    SharedBrowser.at > bindparam("too_old"),
)
BETWEEN_THE_TWO = and_(
    or_(
        and_(Grant.patient_id == bindparam("one"), Grant.relative_id == bindparam("other")),
        and_(Grant.patient_id == bindparam("other"), Grant.relative_id == bindparam("one")),
    ),
    Grant.kind == GrantKind.CONSENT,
    Grant.accepted_at.is_not(None),
    Grant.ended_at.is_(None),
)
IS_NEW = or_(Grant.confirmed_at.is_(None), Grant.confirmed_at > bindparam("newer_than"))
ACCEPTED = select(Grant.id, Grant.patient_id).where(BETWEEN_THE_TWO, IS_NEW)
"""What waits. Of what has been open longer nothing is told: when the other signs in is theirs."""
JUST_CONFIRMED = select(Grant.id, Grant.confirmed_at).where(
    BETWEEN_THE_TWO, Grant.confirmed_at > bindparam("newer_than"), Grant.opens_at.is_(None)
)
HOLD_BACK = (
    update(Grant)
    .where(BETWEEN_THE_TWO, Grant.id == bindparam("the_grant"), Grant.opens_at.is_(None))
    .values(opens_at=bindparam("until"), version=Grant.version + 1)
)
"""Once: a later meeting in the browser does not put it off again."""


def patience(*, is_demo: bool) -> timedelta:
    """How long to wait."""
    return DEMO_PATIENCE if is_demo else PATIENCE


def notice(
    transaction: Transaction,
    sealer: Sealer,
    *,
    person_id: int,
    others: Iterable[int],
    wait: timedelta,
) -> list[tuple[int, int]]:
    """Note that this person and the others shared a browser just now, and hold back what is new.

    The operator's log gets the same mark each time it is the same two, and nothing else. Gives the
    ids of patient and grant of all that waits between them, for the caller to trace.
    """
    now = transaction.now
    found: list[tuple[int, int]] = []
    transaction.execute(FORGET, {"too_old": now - PATIENCE})
    for other in others:
        pair = _pairs(sealer, person_id, other)[0]
        transaction.execute(NOTE, {"pair": pair, "at": now})
        log.warning("shared-browser", extra={"pair": pair.hex()[:16]})
        both = {"one": person_id, "other": other}
        for new in transaction.execute(JUST_CONFIRMED, {**both, "newer_than": now - wait}).all():
            until = new.confirmed_at + wait
            transaction.execute(HOLD_BACK, {**both, "the_grant": new.id, "until": until})
        rows = transaction.execute(ACCEPTED, {**both, "newer_than": now - wait})
        found += [(row.patient_id, row.id) for row in rows]
    transaction.touched.update(patient_id for patient_id, _ in found)
    return found


def waits_until(
    transaction: Transaction,
    sealer: Sealer,
    *,
    patient_id: int,
    relative_id: int | None,
    asked_at: datetime,
    wait: timedelta,
) -> datetime | None:
    """Before when what the patient asked for at `asked_at` may not open; None: it may open now.

    The time to think counts from what she asked for, not from when the two last shared a browser:
    else two people with one tablet could never open anything.
    """
    until = asked_at + wait
    if relative_id is None or until <= transaction.now:
        return None
    pairs = _pairs(sealer, patient_id, relative_id)
    found = transaction.execute(LATEST, {"pairs": pairs, "too_old": asked_at - wait}).scalar()
    return until if found else None


def _pairs(sealer: Sealer, one: int, other: int) -> list[bytes]:
    """The two in one order, by each data key."""
    return sealer.fingerprints(f"{min(one, other)}:{max(one, other)}")
