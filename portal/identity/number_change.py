"""A person whose identity number is another one now: what an operator's command does about it.

Both rows stay: access events and sessions point at them. Either the number moves to where the
person's plan is, or their sign-ins move to where their number is.
"""

import secrets

from sqlalchemy import bindparam, select, update

from portal.database import Transaction
from portal.identity import signed_in
from portal.identity.numbers import born_on
from portal.identity.people import find_person
from portal.identity.sealing import Sealer
from portal.models.external_identity import ExternalIdentity
from portal.models.person import Person

_one = Person.id == bindparam("person")
LOCK = select(Person.id).where(Person.id.in_(bindparam("people", expanding=True)))
LOCK = LOCK.order_by(Person.id).with_for_update()
NUMBER = select(Person.number_sealed).where(_one)
SET_NUMBER = (
    update(Person)
    .where(_one)
    .values(
        number_fingerprint=bindparam("fingerprint"),
        number_sealed=bindparam("sealed"),
        born_on=bindparam("born"),
    )
)
MOVE_SIGN_INS = (
    update(ExternalIdentity)
    .where(ExternalIdentity.person_id == bindparam("from_person"))
    .values(person_id=bindparam("to_person"))
)
BLOCK_SHARING = update(Person).where(_one).values(is_sharing_blocked=True)
HAS_SIGNED_IN = select(ExternalIdentity.person_id).where(
    ExternalIdentity.person_id == bindparam("person")
)


def lock(transaction: Transaction, *people: int) -> None:
    """Nobody signs in as one of them meanwhile."""
    transaction.execute(LOCK, {"people": list(people)}).all()


def has_signed_in(transaction: Transaction, person_id: int) -> bool:
    """Some identity of an identity provider's is held to this person."""
    return transaction.execute(HAS_SIGNED_IN, {"person": person_id}).first() is not None


def move_number(transaction: Transaction, sealer: Sealer, *, to: int, number: str) -> int | None:
    """Let a person have a number. Whoever had it gets this person's old one, and their sign-ins
    become this person's; gives that one's id. Both are signed out.
    """
    other = find_person(transaction, sealer, number)
    old = sealer.open(transaction.execute(NUMBER, {"person": to}).scalar_one()).decode()
    if other is not None:
        unused = {"fingerprint": secrets.token_bytes(32), "sealed": b"", "born": None}
        transaction.execute(SET_NUMBER, {"person": other, **unused})
    transaction.execute(SET_NUMBER, {"person": to, **_kept(sealer, number)})
    signed_in.end_all(transaction, to)
    if other is not None:
        transaction.execute(SET_NUMBER, {"person": other, **_kept(sealer, old)})
        move_sign_ins(transaction, from_person=other, to_person=to)
    return other


def move_sign_ins(transaction: Transaction, *, from_person: int, to_person: int) -> None:
    """Whoever signed in as the one person signs in as the other from now on."""
    moved = {"from_person": from_person, "to_person": to_person}
    transaction.execute(MOVE_SIGN_INS, moved)
    signed_in.end_all(transaction, from_person)


def block_sharing(transaction: Transaction, person_id: int) -> None:
    """Nobody reads by a grant what its owner cannot steer any more."""
    transaction.execute(BLOCK_SHARING, {"person": person_id})


def _kept(sealer: Sealer, number: str) -> dict[str, object]:
    return {
        "fingerprint": sealer.fingerprints(number)[0],
        "sealed": sealer.seal(number.encode()),
        "born": born_on(number),
    }
