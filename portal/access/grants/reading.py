"""Reading grants: those a patient has made, and those that wait for a relative."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, case, func, select

from portal.access.grants.for_the_person import PAUSED_ALREADY
from portal.access.grants.names import known_name
from portal.access.grants.rights import (
    ARE_OLD_ENOUGH,
    NOT_DENIED,
    SharingRules,
    asked_now,
    patient,
    relative,
)
from portal.access.grants.values import GrantSeen, Hidden, Invitation, Stage, Wish
from portal.database import Transaction
from portal.models.grant import (
    Grant,
    GrantItem,
    GrantKind,
    ItemState,
    MandateScope,
    Part,
    Scope,
)

ACCEPT_WITHIN = timedelta(days=7)
REMIND_AFTER = timedelta(days=90)

Items = Sequence[Row[Any]]

GRANTS = (
    select(
        *(column for column in Grant.__table__.c if column.key != "relative_name"),
        known_name(relative).label("relative_name"),
        case((Grant.confirmed_at.is_not(None), PAUSED_ALREADY), else_=Grant.paused_at).label(
            "is_paused_since"
        ),
    )
    .select_from(Grant)
    .outerjoin(relative, relative.id == Grant.relative_id)
    .where(Grant.patient_id == bindparam("patient"))
    .order_by(Grant.created_at.desc(), Grant.id.desc())
)
ONE = GRANTS.where(Grant.ref == bindparam("ref"))
ITEMS = (
    select(
        GrantItem.grant_id,
        GrantItem.key,
        GrantItem.state,
        GrantItem.family,
        case((Grant.confirmed_at.is_not(None), Grant.relative_id)).label("relative_id"),
    )
    .join(Grant, Grant.id == GrantItem.grant_id)
    .where(Grant.patient_id == bindparam("patient"))
)
WAITING = (
    select(Grant.ref, patient.name, Grant.given_at)
    .join(patient, patient.id == Grant.patient_id)
    .join(relative, relative.id == Grant.relative_id)
    .where(
        Grant.relative_id == bindparam("person"),
        Grant.kind == GrantKind.CONSENT,
        Grant.given_at > bindparam("given_since"),
        Grant.accepted_at.is_(None),
        Grant.ended_at.is_(None),
        Grant.paused_at.is_(None),
        NOT_DENIED,
        ARE_OLD_ENOUGH,
    )
    .order_by(Grant.given_at)
)
UNCONFIRMED = (
    select(Grant.ref)
    .join(patient, patient.id == Grant.patient_id)
    .join(relative, relative.id == Grant.relative_id)
    .where(
        Grant.relative_id == bindparam("person"),
        Grant.accepted_at > bindparam("given_since"),
        Grant.confirmed_at.is_(None),
        Grant.paused_at.is_(None),
        Grant.ended_at.is_(None),
        NOT_DENIED,
        ARE_OLD_ENOUGH,
    )
    .limit(1)
)

TO_LOOK_THROUGH = (
    select(Grant.id)
    .join(patient, patient.id == Grant.patient_id)
    .join(relative, relative.id == Grant.relative_id)
    .where(
        Grant.patient_id == bindparam("patient"),
        Grant.kind == GrantKind.CONSENT,
        func.coalesce(Grant.looked_through_at, Grant.confirmed_at) <= bindparam("long_ago"),
        Grant.paused_at.is_(None),
        Grant.ended_at.is_(None),
        Grant.expires_at > bindparam("now"),
        NOT_DENIED,
    )
    .limit(1)
)


def is_to_look_through(transaction: Transaction, patient_id: int) -> bool:
    """The patient has not looked through for 90 days what is open."""
    now = transaction.now
    asked = {"patient": patient_id, "long_ago": now - REMIND_AFTER, "now": now}
    return transaction.execute(TO_LOOK_THROUGH, asked).first() is not None


def grants_of(transaction: Transaction, patient_id: int) -> tuple[GrantSeen, ...]:
    """All grants of a patient, the newest first."""
    items = _items(transaction, patient_id)
    asked = {"patient": patient_id, "moment": transaction.now}
    rows = transaction.execute(GRANTS, asked).all()
    return tuple(_seen(row, items, transaction.now) for row in rows)


def grant_of(transaction: Transaction, patient_id: int, ref: str) -> GrantSeen | None:
    """One grant of a patient's own; None for anybody else's."""
    asked = {"patient": patient_id, "ref": ref, "moment": transaction.now}
    row = transaction.execute(ONE, asked).one_or_none()
    return row and _seen(row, _items(transaction, patient_id), transaction.now)


def person_of(grant: GrantSeen) -> int | None:
    """Whose a grant is, once the patient has confirmed it; before, that is not hers to know."""
    return grant.relative_id if grant.confirmed_at else None


def invitations(
    transaction: Transaction, person_id: int, rules: SharingRules
) -> tuple[Invitation, ...]:
    """The grants by identity number that wait for this person."""
    rows = transaction.execute(WAITING, _asked_by_relative(transaction, person_id, rules)).all()
    return tuple(
        Invitation(row.ref, _first_name(row.name), row.given_at + ACCEPT_WITHIN) for row in rows
    )


def waits_to_be_confirmed(transaction: Transaction, person_id: int, rules: SharingRules) -> bool:
    """This person has accepted something that its patient has not confirmed yet."""
    asked = _asked_by_relative(transaction, person_id, rules)
    return transaction.execute(UNCONFIRMED, asked).first() is not None


def _asked_by_relative(
    transaction: Transaction, person_id: int, rules: SharingRules
) -> dict[str, Any]:
    since = transaction.now - ACCEPT_WITHIN
    return {"person": person_id, "given_since": since, **asked_now(transaction, rules)}


def _items(transaction: Transaction, patient_id: int) -> Items:
    return transaction.execute(ITEMS, {"patient": patient_id}).all()


def _hidden(row: Row[Any], items: Items) -> Hidden:
    """By this grant, and by every other one that is known to be the same person's."""
    person = row.relative_id if row.confirmed_at else None
    its = [one for one in items if one.grant_id == row.id or (person and one.relative_id == person)]
    hidden = [one for one in its if one.state == ItemState.HIDDEN]
    return Hidden(
        keys=frozenset(one.key for one in hidden),
        names=frozenset(one.key for one in hidden if one.family),
        families=frozenset(one.family for one in hidden if one.family),
        known=frozenset(one.key for one in its if one.state != ItemState.HIDDEN),
    )


def _chosen(row: Row[Any], items: Items) -> frozenset[str]:
    its = (one for one in items if one.grant_id == row.id)
    return frozenset(one.key for one in its if one.state == ItemState.CHOSEN)


def _seen(row: Row[Any], items: Items, now: datetime) -> GrantSeen:
    return GrantSeen(
        id=row.id,
        ref=row.ref,
        patient_id=row.patient_id,
        kind=row.kind,
        relation=row.relation,
        relative_id=row.relative_id,
        relative_name=(row.relative_name or "") if row.accepted_at else "",
        is_by_code=row.code_hash is not None,
        scopes=Scope(row.scopes),
        parts=Part(row.parts),
        legal_basis=row.legal_basis,
        days=row.days,
        created_at=row.created_at,
        given_at=row.given_at,
        accepted_at=row.accepted_at,
        confirmed_at=row.confirmed_at,
        opens_at=row.opens_at,
        paused_at=row.is_paused_since,
        ended_at=row.ended_at,
        expires_at=row.expires_at,
        code_until=row.code_until,
        code_sealed=row.code_sealed,
        wish=_wish(row.wish),
        wished_at=_wished_at(row),
        step_up_at=row.step_up_at,
        mandate_scope=MandateScope(row.mandate_scope),
        version=row.version,
        chosen=_chosen(row, items),
        hidden=_hidden(row, items),
        stage=_stage(row, now),
    )


def _stage(row: Row[Any], now: datetime) -> Stage:
    if row.ended_at is not None:
        return Stage.ENDED
    if row.given_at is None:
        return Stage.DRAFT
    if row.expires_at <= now:
        return Stage.EXPIRED
    if row.is_paused_since is not None:
        return Stage.PAUSED
    if row.confirmed_at is not None:
        waits = row.opens_at is not None and row.opens_at > now
        return Stage.DELAYED if waits else Stage.ACTIVE
    if row.given_at + ACCEPT_WITHIN <= now:
        return Stage.LAPSED
    return Stage.WAITING if row.accepted_at is None else Stage.ACCEPTED


def _wish(stored: dict[str, Any] | None) -> Wish | None:
    if stored is None:
        return None
    return Wish(
        scopes=Scope(stored["scopes"]),
        parts=Part(stored["parts"]),
        days=stored["days"],
        shown_keys=tuple(stored["shown_keys"]),
        resumes=stored["resumes"],
    )


def _wished_at(row: Row[Any]) -> datetime | None:
    if row.wish is None:
        return None
    asked_at: datetime | None = row.step_up_at
    return datetime.fromisoformat(row.wish["at"]) if "at" in row.wish else asked_at


def _first_name(name: str | None) -> str:
    return (name or "").split(" ")[0]
