"""What is kept about a person besides their sign-ins, told without reading any of it."""

from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, exists, or_, select

from portal.database import Transaction
from portal.models.grant import Grant
from portal.models.person import Person
from portal.models.source_resource import SourceResource

_person: BindParameter[int] = bindparam("person")
HOLDINGS = select(
    exists().where(SourceResource.patient_id == _person).label("has_care"),
    exists().where(or_(Grant.patient_id == _person, Grant.relative_id == _person)).label("shares"),
    or_(Person.is_protected, Person.is_deceased, Person.is_sharing_blocked).label("is_flagged"),
).where(Person.id == _person)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Whether care has sent something, the person shares or reads, or care has flagged them."""

    has_care: bool
    shares: bool
    is_flagged: bool

    @property
    def is_something(self) -> bool:
        return self.has_care or self.shares or self.is_flagged


def of_person(transaction: Transaction, person_id: int) -> Holdings | None:
    """None when there is no such person."""
    row = transaction.execute(HOLDINGS, {"person": person_id}).one_or_none()
    return row and Holdings(bool(row.has_care), bool(row.shares), bool(row.is_flagged))
