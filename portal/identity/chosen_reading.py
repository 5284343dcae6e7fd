"""How a person has chosen to read, kept with the person so that it follows to other phones."""

from sqlalchemy import bindparam, func, update

from portal.database import Transaction
from portal.models.person import Person
from portal.web.reading import Reading

_of_person = update(Person).where(Person.id == bindparam("person"))
_kept = (Person.language, Person.display)
CHOOSE = _of_person.values(
    language=func.coalesce(bindparam("chosen_language"), Person.language),
    display=func.coalesce(bindparam("chosen_display"), Person.display),
)
KEEP = _of_person.values(
    language=func.coalesce(Person.language, bindparam("chosen_language")),
    display=func.coalesce(Person.display, bindparam("chosen_display")),
).returning(*_kept)


def choose(transaction: Transaction, person_id: int, chosen: Reading) -> None:
    """Keep a choice that the person makes now; what it does not speak of stays."""
    transaction.execute(CHOOSE, _given(person_id, chosen))


def settled(transaction: Transaction, person_id: int, chosen: Reading) -> Reading:
    """The person's choice at sign-in: an earlier one comes before `chosen`, which was made in this
    browser before anybody had signed in, and is kept when there is no other.
    """
    row = transaction.execute(KEEP, _given(person_id, chosen)).one()
    return Reading(language=row.language, display=row.display)


def _given(person_id: int, chosen: Reading) -> dict[str, object]:
    return {
        "person": person_id,
        "chosen_language": chosen.language,
        "chosen_display": chosen.display,
    }
