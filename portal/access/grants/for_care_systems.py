"""What patients have decided about sharing, as far as it concerns a care system that asks.

The rows are those of patients about whom the care system has something here itself. Grants that
the patient gave and confirmed only: a mandate is another system's word, and a draft is nobody's
business. Who the relative is, what the patient calls them and which things were chosen or hidden
one by one is not read at all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, literal_column, or_, select

from portal.access.grants.rights import (
    NOT_DENIED,
    NOT_PAUSED,
    ON_GROUND,
    SharingRules,
    asked_now,
    patient,
    relative,
)
from portal.database import Transaction
from portal.models.grant import Grant, GrantKind, Part, Scope
from portal.models.source_resource import SourceResource

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

HAS_SENT = (
    select(func.min(SourceResource.source))
    .where(
        SourceResource.patient_id == Grant.patient_id,
        SourceResource.source.in_(bindparam("sources", expanding=True)),
        SourceResource.current_version_id.is_not(None),
        # It cannot be deleted, and is about something else that can.
        SourceResource.kind != literal_column("'Provenance'"),
    )
    .scalar_subquery()
)
"""One of the sources that has something about the patient that it has not deleted."""
STANDS = and_(
    NOT_PAUSED,
    Grant.ended_at.is_(None),
    Grant.expires_at > bindparam("now"),
    NOT_DENIED,
    ON_GROUND,
)
DECIDED = (
    select(
        Grant.id,
        Grant.ref,
        Grant.patient_id,
        Grant.scopes,
        Grant.parts,
        Grant.legal_basis,
        Grant.given_at,
        Grant.confirmed_at,
        Grant.opens_at,
        Grant.ended_at,
        Grant.expires_at,
        Grant.changed_at,
        Grant.version,
        patient.number_sealed,
        STANDS.label("stands"),
        HAS_SENT.label("source"),
    )
    .join(patient, patient.id == Grant.patient_id)
    .join(relative, relative.id == Grant.relative_id)
    .where(
        Grant.kind == GrantKind.CONSENT,
        Grant.confirmed_at.is_not(None),
        HAS_SENT.is_not(None),
        Grant.changed_at >= bindparam("since"),
        or_(
            Grant.changed_at > bindparam("after"),
            and_(Grant.changed_at == bindparam("after"), Grant.id > bindparam("after_id")),
        ),
    )
    .order_by(Grant.changed_at, Grant.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after this change, and there after this grant."""

    after: datetime = BEGINNING
    after_id: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """One grant, without a word of whom it was given to."""

    ref: str
    version: int
    patient_id: int
    patient_number_sealed: bytes
    source: str
    """Which of the asking sources has sent something about the patient."""
    stands: bool
    scopes: Scope
    parts: Part
    legal_basis: str
    given_at: datetime
    begins_at: datetime
    ends_at: datetime
    changed_at: datetime
    place: Place
    """Where the page after this one begins."""


def decided(
    transaction: Transaction,
    *,
    sources: Collection[str],
    rules: SharingRules,
    since: datetime,
    place: Place,
    most: int,
) -> tuple[list[Decided], bool]:
    """The grants changed since a moment, in the order of their changes, and if there are more.

    What is changed meanwhile comes again, later. The caller traces each patient: until then
    nothing can be committed.
    """
    rows = transaction.execute(
        DECIDED,
        {
            **asked_now(transaction, rules),
            "sources": sorted(sources),
            "since": since,
            "after": place.after,
            "after_id": place.after_id,
            "most": most + 1,
        },
    ).all()
    page = [_decided(row) for row in rows[:most]]
    transaction.touched.update(one.patient_id for one in page)
    return page, len(rows) > most


def _decided(row: Row[Any]) -> Decided:
    begins_at = max(row.confirmed_at, row.opens_at or row.confirmed_at)
    return Decided(
        ref=row.ref,
        version=row.version,
        patient_id=row.patient_id,
        patient_number_sealed=row.number_sealed,
        source=row.source,
        stands=bool(row.stands),
        scopes=Scope(row.scopes),
        parts=Part(row.parts),
        legal_basis=row.legal_basis,
        given_at=row.given_at,
        begins_at=begins_at,
        ends_at=max(begins_at, min(row.expires_at, row.ended_at or row.expires_at)),
        changed_at=row.changed_at,
        place=Place(row.changed_at, row.id),
    )
