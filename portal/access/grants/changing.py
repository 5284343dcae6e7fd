"""What happens to a grant, each as one conditional UPDATE.

The condition is the rule. Of two changes at once the database lets one be first; the other then
finds the row as it has become, and applies only if it is still allowed. Whatever ends or narrows
needs no agreement about what was there before; whatever widens does, and a fresh sign-in too.

Each change names its patient as touched, so that none commits without a trace.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, select, update

from portal.access.grants.denied import may_read
from portal.access.grants.for_the_person import (
    FORGET_CHOSEN,
    PAUSED_ALREADY,
    change_all,
    put_items,
    show_again,
)
from portal.access.grants.limits import (
    GrantChanged,
    end_of_day,
    is_same_wish,
    require_fresh,
    within,
)
from portal.access.grants.reading import ACCEPT_WITHIN
from portal.access.grants.values import Code, GrantSeen, Wish
from portal.database import Transaction
from portal.models.grant import NO_SCOPE, Grant, GrantKind, ItemState, Part, Scope
from portal.models.person import Person

MINE = and_(Grant.patient_id == bindparam("by_patient"), Grant.ref == bindparam("the_ref"))
AS_SEEN = Grant.version == bindparam("seen_version")
NOT_ENDED = Grant.ended_at.is_(None)
IS_DRAFT = and_(Grant.given_at.is_(None), NOT_ENDED)
IS_GIVEN = and_(Grant.given_at.is_not(None), NOT_ENDED)
IS_OWN = and_(IS_GIVEN, Grant.kind == GrantKind.CONSENT)
"""Given by the patient, who may widen it; a mandate is as wide as its decision says."""
IS_TO_BE_CONFIRMED = and_(
    IS_GIVEN,
    Grant.accepted_at.is_not(None),
    Grant.confirmed_at.is_(None),
    Grant.relative_id.in_(select(Person.id).where(may_read(Person))),
)
FORGOTTEN = {"wish": None, "code_hash": None, "code_sealed": None}
"""What nobody needs of a grant that has ended."""
MAKE = insert(Grant)


def begin(
    transaction: Transaction,
    *,
    patient_id: int,
    relation: str,
    relative_id: int | None,
    code_hash: bytes | None,
) -> str:
    """Begin a draft; gives its ref. Nothing is preselected (docs/decisions/0033)."""
    ref = secrets.token_urlsafe(16)
    transaction.execute(
        MAKE,
        {
            "ref": ref,
            "patient_id": patient_id,
            "relative_id": relative_id,
            "kind": GrantKind.CONSENT,
            "relation": relation,
            "scopes": NO_SCOPE,
            "parts": Part(0),
            "code_hash": code_hash,
            "created_at": transaction.now,
            "version": 1,
        },
    )
    transaction.touched.add(patient_id)
    return ref


def choose(
    transaction: Transaction, grant: GrantSeen, *, scopes: Scope, parts: Part, keys: Iterable[str]
) -> None:
    """Say what a draft shall open; `keys` are the insatser chosen one by one."""
    _change(transaction, grant, IS_DRAFT, AS_SEEN, scopes=scopes, parts=parts)
    transaction.execute(FORGET_CHOSEN, {"the_grant": grant.id})
    put_items(transaction, grant, keys, ItemState.CHOSEN)


def choose_days(transaction: Transaction, grant: GrantSeen, days: int) -> None:
    """Say how long a draft shall last: 1 to 365 days."""
    _change(transaction, grant, IS_DRAFT, AS_SEEN, days=within(days))


def give(
    transaction: Transaction,
    grant: GrantSeen,
    *,
    legal_basis: str,
    authenticated_at: datetime,
    code: Code | None = None,
) -> None:
    """Give a draft, after a fresh sign-in; the relative has seven days to accept it.

    `code` is the one-time code, made only now: until then there is none to find out. Raises `NotFresh`, or `GrantChanged` when it is no draft any more, opens nothing or lacks an
    end.
    """
    require_fresh(grant, authenticated_at=authenticated_at, now=transaction.now)
    if grant.days is None or not legal_basis or (grant.is_by_code and code is None):
        raise GrantChanged
    if not grant.has_choice:
        raise GrantChanged
    now = transaction.now
    _change(
        transaction,
        grant,
        IS_DRAFT,
        AS_SEEN,
        given_at=now,
        expires_at=end_of_day(now, grant.days),
        code_hash=code.hash if code else None,
        code_sealed=code.sealed if code else None,
        code_until=now + ACCEPT_WITHIN if grant.is_by_code else None,
        legal_basis=legal_basis,
    )


def renew_code(
    transaction: Transaction, grant: GrantSeen, code: Code, *, authenticated_at: datetime
) -> None:
    """Another code, after a fresh sign-in; the one before opens nothing any more.

    It is used within the same seven days. Raises `NotFresh` or `GrantChanged`.
    """
    require_fresh(grant, authenticated_at=authenticated_at, now=transaction.now)
    waits = and_(IS_GIVEN, Grant.accepted_at.is_(None), Grant.code_hash.is_not(None))
    _change(transaction, grant, waits, AS_SEEN, code_hash=code.hash, code_sealed=code.sealed)


def confirm(
    transaction: Transaction,
    grant: GrantSeen,
    *,
    authenticated_at: datetime,
    opens_at: datetime | None = None,
) -> None:
    """The patient recognises who has accepted; only now anything opens, or later if it must.

    After a fresh sign-in, like giving; that of giving serves while it is fresh. Raises `NotFresh` or `GrantChanged`.
    """
    require_fresh(grant, authenticated_at=authenticated_at, now=transaction.now)
    _change(
        transaction,
        grant,
        IS_TO_BE_CONFIRMED,
        AS_SEEN,
        confirmed_at=transaction.now,
        opens_at=opens_at,
        paused_at=func.coalesce(Grant.paused_at, PAUSED_ALREADY),
        step_up_at=None,
    )


def acknowledge(transaction: Transaction, grant: GrantSeen) -> None:
    """The patient has seen that care has stated a mandate."""
    is_mandate = and_(IS_GIVEN, Grant.kind != GrantKind.CONSENT)
    _change(transaction, grant, is_mandate, looked_through_at=transaction.now)


def end(transaction: Transaction, grant: GrantSeen) -> None:
    """End for good. It wins over everything that happens at the same time."""
    _change(transaction, grant, NOT_ENDED, ended_at=transaction.now, **FORGOTTEN)


def narrow(transaction: Transaction, grant: GrantSeen, *, scopes: Scope, parts: Part) -> None:
    """Close some of what is open; bits that are not open now stay closed."""
    _change(
        transaction,
        grant,
        NOT_ENDED,
        AS_SEEN,
        scopes=grant.scopes & scopes,
        parts=grant.parts & parts,
        wish=None,
    )


def shorten(transaction: Transaction, grant: GrantSeen, *, until: datetime) -> None:
    """End earlier than was said; never later."""
    earlier = and_(IS_GIVEN, Grant.expires_at > bindparam("until"))
    _change(transaction, grant, earlier, AS_SEEN, until=until, expires_at=until, wish=None)


def wish_for(transaction: Transaction, grant: GrantSeen, wish: Wish) -> None:
    """Remember what shall be widened, until a fresh sign-in."""
    if is_same_wish(grant, wish, transaction.now):
        return
    stored = {
        "at": transaction.now.isoformat(),
        "scopes": int(wish.scopes),
        "parts": int(wish.parts),
        "days": wish.days and within(wish.days),
        "shown_keys": list(wish.shown_keys),
        "resumes": wish.resumes,
    }
    allowed = IS_GIVEN if _takes_back(grant, wish) else IS_OWN
    _change(transaction, grant, allowed, AS_SEEN, wish=stored, step_up_at=transaction.now)


def ask_for_fresh_sign_in(transaction: Transaction, grant: GrantSeen) -> None:
    """Note that a fresh sign-in is asked for, for this grant and from now on."""
    _change(transaction, grant, NOT_ENDED, AS_SEEN, step_up_at=transaction.now)


def widen(
    transaction: Transaction,
    grant: GrantSeen,
    *,
    legal_basis: str,
    authenticated_at: datetime,
    names: Iterable[str] = (),
) -> None:
    """Do what was wished for. Raises `NotFresh`, or `GrantChanged` when there is no wish.

    `names` are the name keys of what is shown again: it may be hidden by what it is called.
    """
    require_fresh(grant, authenticated_at=authenticated_at, now=transaction.now)
    wish = grant.wish
    if wish is None:
        raise GrantChanged
    paused_at = None if wish.resumes else grant.paused_at
    done = {"paused_at": paused_at, "wish": None, "step_up_at": None}
    if grant.kind == GrantKind.CONSENT:
        given = _given_anew(transaction, grant, wish, legal_basis)
        _change(transaction, grant, IS_OWN, AS_SEEN, **given, **done)
    elif _takes_back(grant, wish):
        _change(transaction, grant, IS_GIVEN, AS_SEEN, **done)
    else:
        raise GrantChanged
    if wish.resumes:
        change_all(transaction, grant, paused_at=None)
    if wish.shown_keys:
        is_chosen = Scope.CHOSEN_ACTIVITIES in wish.scopes
        state = ItemState.CHOSEN if is_chosen else ItemState.KNOWN
        show_again(transaction, grant, wish.shown_keys, names=names, state=state)


def _takes_back(grant: GrantSeen, wish: Wish) -> bool:
    """Only what the patient herself has paused or hidden opens again; so a mandate may, too."""
    return wish.scopes == grant.scopes and wish.parts == grant.parts and wish.days is None


def _is_wider(grant: GrantSeen, wish: Wish) -> bool:
    return bool(wish.scopes & ~grant.scopes or wish.parts & ~grant.parts)


def _given_anew(
    transaction: Transaction, grant: GrantSeen, wish: Wish, legal_basis: str
) -> dict[str, Any]:
    if not legal_basis:
        raise GrantChanged
    longer = end_of_day(transaction.now, wish.days) if wish.days else None
    return {
        "scopes": wish.scopes,
        "parts": wish.parts,
        "widened_at": transaction.now if _is_wider(grant, wish) else Grant.widened_at,
        "expires_at": longer or grant.expires_at,
        "legal_basis": legal_basis,
    }


def _change(
    transaction: Transaction, grant: GrantSeen, *conditions: ColumnElement[bool], **values: Any
) -> None:
    asked = {"until": values.pop("until")} if "until" in values else {}
    patient_id = transaction.execute(
        update(Grant)
        .where(MINE, *conditions)
        .values(version=Grant.version + 1, **values)
        .returning(Grant.patient_id),
        {
            "the_ref": grant.ref,
            "by_patient": grant.patient_id,
            "seen_version": grant.version,
            "moment": transaction.now,
            **asked,
        },
    ).scalar()
    if patient_id is None:
        raise GrantChanged
    transaction.touched.add(patient_id)
