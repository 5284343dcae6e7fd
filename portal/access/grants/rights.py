"""Whether a grant opens anything now: one live predicate, asked in the transaction that reads.

There is no job that ends a grant, nothing is cached, and who reads locks nothing: a lock that
readers share keeps whoever wants to close waiting for as long as somebody reads. Instead the right
is asked for once more when all has been read, before the commit; what is closed meanwhile is not
shown. After an acknowledged revocation nobody reads (docs/decisions/0026-readers-lock-nothing.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, exists, not_, or_, select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from portal.access.ages import born_to_have_turned
from portal.access.grants.denied import PATIENTS, is_old_enough, may_read, may_share
from portal.access.grants.names import known_name
from portal.access.grants.values import MANDATE_LIVES, reads_by
from portal.access.policy import AnySelect
from portal.database import NothingTaken, Transaction
from portal.identity.viewer import Viewer
from portal.models.grant import Grant, GrantKind, MandateScope, Part, Scope
from portal.models.noun import swedish_date
from portal.models.person import Person
from portal.settings import USUAL_AGES, Ages

patient = aliased(Person)
relative = aliased(Person)
paused = aliased(Grant)


class TakenBack(NotFound):
    """The right was closed or changed while by it something was read: as if it never was."""


@dataclass(frozen=True, slots=True)
class SharingRules:
    """What the operator has decided about sharing."""

    legal_basis: str
    """Why relatives may read; while it is empty no grant by consent opens anything."""
    ages: Ages = USUAL_AGES


@dataclass(frozen=True, slots=True)
class Right:
    """A grant that opens something now, and whose plan it opens to whom."""

    grant_id: int
    ref: str
    patient_id: int
    relative_id: int
    scopes: Scope
    parts: Part
    patient_name: str
    relative_name: str
    relation: str
    expires_at: datetime
    opened_at: datetime | None
    widened_at: datetime | None
    version: int

    def viewer(
        self,
        transaction: Transaction,
        *,
        since: datetime | None = None,
        looked_at_by: int | None = None,
    ) -> Viewer:
        """The relative looking by this right, or somebody who sees what the relative would."""
        return Viewer(
            transaction,
            person_id=looked_at_by or self.relative_id,
            patient_id=self.patient_id,
            since=since,
            grant_id=self.grant_id,
            relative_id=self.relative_id,
            widened_at=self.widened_at,
            scopes=self.scopes,
            parts=self.parts,
        )


NOT_PAUSED = not_(
    exists().where(
        paused.patient_id == Grant.patient_id,
        paused.relative_id == Grant.relative_id,
        paused.paused_at.is_not(None),
        paused.confirmed_at.is_not(None),
        paused.ended_at.is_(None),
        paused.expires_at > bindparam("now"),
    )
)
"""A pause is for the person: by whichever of the grants it was set, it closes all of them."""
IN_FORCE = and_(
    Grant.given_at.is_not(None),
    Grant.accepted_at.is_not(None),
    Grant.confirmed_at.is_not(None),
    NOT_PAUSED,
    Grant.ended_at.is_(None),
    Grant.expires_at > bindparam("now"),
    or_(Grant.opens_at.is_(None), Grant.opens_at <= bindparam("now")),
)
NOT_DENIED = and_(may_share(patient), may_read(relative))
ARE_OLD_ENOUGH = and_(is_old_enough(patient), is_old_enough(relative))
IS_VERIFIED = Grant.verified_at > bindparam("verified_since")
CARES = Grant.mandate_scope.bitwise_and(int(MandateScope.CARE_FOR_PERSON)) != 0
"""To manage property or to protect rights takes nothing of what care writes."""
IS_REACHED = or_(Grant.mandate_scope == 0, CARES)
"""Custody of a child is by law for the whole of it, unless something less is said."""
ON_GROUND = or_(
    and_(Grant.kind == GrantKind.CONSENT, bindparam("basis_is_stated"), ARE_OLD_ENOUGH),
    and_(
        Grant.kind == GrantKind.GUARDIAN,
        IS_VERIFIED,
        IS_REACHED,
        patient.born_on > bindparam("born_to_leave_guardian"),
    ),
    and_(Grant.kind == GrantKind.TRUSTEE, IS_VERIFIED, CARES),
)
RIGHT = (
    select(
        Grant.id,
        Grant.ref,
        Grant.patient_id,
        Grant.relative_id,
        Grant.scopes,
        Grant.parts,
        Grant.relation,
        Grant.expires_at,
        Grant.confirmed_at,
        Grant.opens_at,
        Grant.widened_at,
        Grant.version,
        patient.name.label("patient_name"),
        relative.name.label("relative_name"),
    )
    .join(patient, patient.id == Grant.patient_id)
    .join(relative, relative.id == Grant.relative_id)
)
RELATIVES_OWN = ("relative_id", "relative_name")


def _live(*conditions: ColumnElement[bool]) -> AnySelect:
    return RIGHT.where(*conditions, IN_FORCE, NOT_DENIED, ON_GROUND)


BY_REF = _live(Grant.ref == bindparam("ref"), Grant.relative_id == bindparam("person"))
"""The one statement by which everything is read by a grant."""
RECEIVED = _live(Grant.relative_id == bindparam("person")).order_by(Grant.given_at)
IS_KNOWN = Grant.confirmed_at.is_not(None)
"""Until the patient has confirmed who it is, nothing about the relative is the patient's to know."""
PREVIEWED = (
    select(*RIGHT.selected_columns)
    .with_only_columns(
        *(column for column in RIGHT.selected_columns if column.key not in RELATIVES_OWN),
        Grant.kind,
        Grant.mandate_scope,
        case((IS_KNOWN, Grant.relative_id)).label("relative_id"),
        case((IS_KNOWN, known_name(relative))).label("relative_name"),
    )
    .join_from(Grant, patient, patient.id == Grant.patient_id)
    .outerjoin(relative, relative.id == Grant.relative_id)
    .where(
        Grant.ref == bindparam("ref"),
        Grant.patient_id == bindparam("person"),
    )
)

OTHERS = (
    select(Grant.ref)
    .where(
        Grant.patient_id == bindparam("person"),
        Grant.relative_id == bindparam("relative"),
        Grant.ref != bindparam("ref"),
        IS_KNOWN,
        Grant.ended_at.is_(None),
        Grant.expires_at > bindparam("now"),
    )
    .order_by(Grant.id)
)
MAY_GIVE = PATIENTS.where(Person.id == bindparam("person"))


def may_give(transaction: Transaction, *, patient_id: int, rules: SharingRules) -> bool:
    """Whether this patient can begin to share; why not is nobody's to read off the answer."""
    asked = {"person": patient_id, **asked_now(transaction, rules)}
    found = transaction.execute(MAY_GIVE, asked).first()
    return bool(rules.legal_basis) and found is not None


def right_of(
    transaction: Transaction, *, ref: str, person_id: int, rules: SharingRules
) -> Right | None:
    """What the grant `ref` opens to this person now; None for every reason there is.

    The transaction commits only if it opens the same still: its commit raises `TakenBack`.
    """
    _need_closable(transaction)
    ask = partial(_asked, transaction, BY_REF, rules, ref=ref, person=person_id)
    right = _first(ask())
    if right is not None:
        transaction.before_commit.append(partial(_require_unchanged, ask, right))
    return right


def require_still(transaction: Transaction, right: Right, *, rules: SharingRules) -> None:
    """Ask once more for what was read by a right a while ago. Raises `TakenBack`."""
    ask = partial(_asked, transaction, BY_REF, rules, ref=right.ref, person=right.relative_id)
    _require_unchanged(ask, right)


def _need_closable(transaction: Transaction) -> None:
    """Nobody reads by what its giver could not close now. Raises `NothingTaken`, whatever is asked."""
    if transaction.aside is not None:
        raise NothingTaken("by a grant")


def _require_unchanged(ask: Callable[[], tuple[Right, ...]], right: Right) -> None:
    again = _first(ask())
    if again is None or again.version != right.version:
        raise TakenBack


def rights_of(
    transaction: Transaction, *, person_id: int, rules: SharingRules
) -> tuple[Right, ...]:
    """All that others' grants open to this person now: one statement, so one question is enough."""
    _need_closable(transaction)
    return _asked(transaction, RECEIVED, rules, person=person_id)


def previewed(transaction: Transaction, *, ref: str, patient_id: int) -> Right | None:
    """What the relative of the patient's own grant would see if it were in force now."""
    rows = transaction.execute(PREVIEWED, {"ref": ref, "person": patient_id}).all()
    reach = [row for row in rows if reads_by(row.kind, MandateScope(row.mandate_scope))]
    return _first(tuple(_right(row) for row in reach))


def others_to_preview(transaction: Transaction, right: Right) -> tuple[str, ...]:
    """The refs of the other grants by which the same person may read."""
    asked = {
        "person": right.patient_id,
        "relative": right.relative_id,
        "ref": right.ref,
        "now": transaction.now,
    }
    return tuple(transaction.execute(OTHERS, asked).scalars())


def _asked(
    transaction: Transaction, statement: AnySelect, rules: SharingRules, **asked: Any
) -> tuple[Right, ...]:
    found = transaction.execute(statement, {**asked, **asked_now(transaction, rules)}).all()
    return tuple(_right(row) for row in found if row.expires_at > transaction.by_now)


def asked_now(transaction: Transaction, rules: SharingRules) -> dict[str, Any]:
    """What the conditions of a right are asked with at this moment."""
    today = swedish_date(transaction.now)
    return {
        "now": transaction.now,
        "verified_since": transaction.now - MANDATE_LIVES,
        "basis_is_stated": bool(rules.legal_basis),
        "born_to_decide": born_to_have_turned(rules.ages.own_from, today),
        "born_to_leave_guardian": born_to_have_turned(rules.ages.guardian_until, today),
    }


def _right(row: Row[Any]) -> Right:
    return Right(
        grant_id=row.id,
        ref=row.ref,
        patient_id=row.patient_id,
        relative_id=row.relative_id or 0,
        scopes=Scope(row.scopes),
        parts=Part(row.parts),
        patient_name=row.patient_name or "",
        relative_name=row.relative_name or "",
        relation=row.relation,
        expires_at=row.expires_at,
        opened_at=max(filter(None, (row.confirmed_at, row.opens_at)), default=None),
        widened_at=row.widened_at,
        version=row.version,
    )


def _first(found: tuple[Right, ...]) -> Right | None:
    return found[0] if found else None
