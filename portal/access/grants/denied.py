"""What denies sharing about either of the two people, as conditions on a `Person`.

They are asked live wherever a grant is given, accepted, confirmed, left or read by, and wherever
one of the two is named to the other. The block that staff set closes what a patient shares, not
what the same person may read of others (docs/integrate-mapping.md).
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, false, or_, select

from portal.models.person import Person


def may_share(patient: type[Person]) -> ColumnElement[bool]:
    """Nothing about the patient denies sharing."""
    return and_(
        patient.is_protected == false(),
        patient.is_deceased == false(),
        patient.is_sharing_blocked == false(),
    )


def may_read(relative: type[Person]) -> ColumnElement[bool]:
    """Nothing about the relative denies reading somebody else's plan."""
    return and_(relative.is_protected == false(), relative.is_deceased == false())


def is_old_enough(person: type[Person]) -> ColumnElement[bool]:
    """Old enough to decide about sharing, on either side; asked with `born_to_decide`."""
    return or_(person.born_on.is_(None), person.born_on <= bindparam("born_to_decide"))


PATIENTS: Any = select(Person.id).where(may_share(Person), is_old_enough(Person))
RELATIVES: Any = select(Person.id).where(may_read(Person), is_old_enough(Person))
"""Ids of those whom nothing denies giving and accepting by consent."""
