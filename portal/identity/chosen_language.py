"""The language that a person has chosen, kept with the person so that it follows to other phones."""

from sqlalchemy import bindparam, func, update

from portal.database import Transaction
from portal.models.person import Person

_of_person = update(Person).where(Person.id == bindparam("person"))
CHOOSE = _of_person.values(language=bindparam("chosen"))
KEEP = _of_person.values(language=func.coalesce(Person.language, bindparam("chosen"))).returning(
    Person.language
)


def choose(transaction: Transaction, person_id: int, language: str) -> None:
    """Keep a choice that the person makes now."""
    transaction.execute(CHOOSE, {"person": person_id, "chosen": language})


def settled(transaction: Transaction, person_id: int, chosen: str | None) -> str | None:
    """The person's language at sign-in: an earlier choice comes before `chosen`, which was made in
    this browser before anybody had signed in, and is kept when there is no other.
    """
    given = {"person": person_id, "chosen": chosen}
    language: str | None = transaction.execute(KEEP, given).scalar_one()
    return language
