"""By which name a patient knows the relative: as it was while the grant was in force.

What a person is called is theirs. Whoever reads no more must not be followed by what they are
called later, so the name is kept with the grant and with each access event, and follows the person
only while the grant opens something.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select, update

from portal.access.grants.denied import may_read
from portal.access.grants.values import MANDATE_LIVES
from portal.database import Transaction
from portal.models.grant import Grant, GrantKind
from portal.models.person import Person

FOLLOW = (
    update(Grant)
    .where(
        Grant.relative_id == bindparam("person"),
        Grant.confirmed_at.is_not(None),
        Grant.paused_at.is_(None),
        Grant.ended_at.is_(None),
        Grant.expires_at > bindparam("moment"),
        or_(Grant.kind == GrantKind.CONSENT, Grant.verified_at > bindparam("verified_since")),
        Grant.relative_name.is_distinct_from(bindparam("said")),
        Grant.relative_id.in_(select(Person.id).where(may_read(Person))),
    )
    # Nothing that a care system is told of has changed.
    .values(relative_name=bindparam("said"), changed_at=Grant.changed_at)
)


def follow(transaction: Transaction, person_id: int, name: str) -> None:
    """Keep a relative's name, as the provider says it now, with the grants that are in force."""
    asked = {"person": person_id, "said": name, "moment": transaction.now}
    transaction.execute(FOLLOW, {**asked, "verified_since": transaction.now - MANDATE_LIVES})


def known_name(relative: type[Person], *before: Any) -> ColumnElement[str]:
    """The name of a grant's relative as its patient may know it; empty for none.

    `before` are names that count first, as that of an event. Nobody whom a flag denies is named
    before the patient has confirmed them.
    """
    is_running = and_(Grant.paused_at.is_(None), Grant.ended_at.is_(None))
    name = func.coalesce(*before, Grant.relative_name, case((is_running, relative.name)), "")
    return case((or_(Grant.confirmed_at.is_not(None), may_read(relative)), name), else_="")
