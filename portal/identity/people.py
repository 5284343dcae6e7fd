"""Find or make the person an identity number belongs to."""

from collections.abc import Iterator

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.database import Transaction
from portal.identity.numbers import born_on, masked
from portal.identity.sealing import Sealer
from portal.models.person import Person

BY_FINGERPRINT = select(Person.id).where(
    Person.number_fingerprint.in_(bindparam("fingerprints", expanding=True))
)
SEALED_NUMBERS = select(Person.number_sealed).order_by(Person.id)
SEALED_NUMBER = select(Person.number_sealed).where(Person.id == bindparam("person"))
MAKE = {
    "sqlite": sqlite.insert(Person).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Person).on_conflict_do_nothing(),
}


def person_of(transaction: Transaction, sealer: Sealer, number: str) -> int:
    """The id of the person with this number, made now if there is none yet.

    Two transactions that meet the same new number at once agree on one person: the second insert
    waits for the first, does nothing, and the row is read again.
    """
    found = find_person(transaction, sealer, number)
    if found is not None:
        return found
    values = {
        "number_fingerprint": sealer.fingerprints(number)[0],
        "number_sealed": sealer.seal(number.encode()),
        "born_on": born_on(number),
    }
    transaction.execute(MAKE[transaction.connection.dialect.name], values)
    made = find_person(transaction, sealer, number)
    if made is None:
        raise LookupError("a person was made and is not there")
    return made


def find_person(transaction: Transaction, sealer: Sealer, number: str) -> int | None:
    """The id of the person with this number, or None."""
    rows = transaction.execute(BY_FINGERPRINT, {"fingerprints": sealer.fingerprints(number)})
    return rows.scalar()


def masked_number(transaction: Transaction, sealer: Sealer, person_id: int) -> str:
    """A person's number as it may be shown back to whoever typed it."""
    sealed = transaction.execute(SEALED_NUMBER, {"person": person_id}).scalar_one()
    return masked(sealer.open(sealed).decode())


def numbers_held(transaction: Transaction, sealer: Sealer) -> Iterator[str]:
    """Every identity number in the database, for the demo's check that all are fictional."""
    for sealed in transaction.execute(SEALED_NUMBERS).scalars():
        yield sealer.open(sealed).decode()
