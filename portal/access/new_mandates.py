"""Mandates that their patient has not said yet that she has seen: home tells of them."""

from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased

from portal.access.grants.names import known_name
from portal.access.grants.values import reads_by
from portal.database import Transaction
from portal.identity.viewer import Viewer
from portal.models.grant import Grant, GrantKind, MandateScope
from portal.models.person import Person
from portal.models.source_resource import SourceResource

AUTHORITIES = {"SE2321": "region", "SE2120": "municipality"}
"""HSA-ids begin with an organisation number: regions have 2321 00-xxxx, municipalities 2120 00-xxxx."""

relative = aliased(Person)
NEW = (
    select(
        Grant.ref,
        Grant.kind,
        Grant.relation,
        Grant.mandate_scope,
        Grant.paused_at,
        known_name(relative).label("name"),
        SourceResource.source,
    )
    .join(relative, relative.id == Grant.relative_id)
    .join(SourceResource, SourceResource.id == Grant.resource_id)
    .where(
        Grant.patient_id == bindparam("patient"),
        Grant.kind != GrantKind.CONSENT,
        Grant.looked_through_at.is_(None),
        or_(Grant.paused_at.is_(None), Grant.paused_at < Grant.created_at),
        Grant.ended_at.is_(None),
        Grant.expires_at > bindparam("now"),
    )
    .order_by(Grant.id)
)


@dataclass(frozen=True, slots=True)
class NewMandate:
    """Somebody who represents the patient, as care says; `told_by` is whose system said it.

    `is_paused`: the patient had paused the person before. `name` is empty for somebody who has never signed in. `relation` is the source's own words.
    """

    ref: str
    name: str
    relation: str
    told_by: str
    may_read: bool
    is_paused: bool


def new_mandates(viewer: Viewer) -> tuple[NewMandate, ...]:
    """The mandates of the patient who looks at her own page."""
    transaction: Transaction = viewer.transaction
    asked = {"patient": viewer.patient_id, "now": viewer.now}
    return tuple(
        NewMandate(
            ref=row.ref,
            name=row.name,
            relation=row.relation,
            told_by=AUTHORITIES.get(row.source[:6].upper(), "other"),
            may_read=reads_by(row.kind, MandateScope(row.mandate_scope)),
            is_paused=row.paused_at is not None,
        )
        for row in transaction.execute(NEW, asked)
    )
