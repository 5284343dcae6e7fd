"""Which person an identity belongs to: by the identity number, and held to it afterwards."""

from sqlalchemy import bindparam, insert, select, update

from portal.database import Transaction
from portal.identity.claims import Identity, SignInRefused
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.models.external_identity import ExternalIdentity
from portal.models.person import Person

ALONE_WITH = (
    select(Person.is_deceased)
    .where(Person.id == bindparam("person"))
    .with_for_update(key_share=True)  # whoever leaves a trace about the person goes on
)
HELD_BY = select(ExternalIdentity.person_id).where(
    ExternalIdentity.issuer == bindparam("by"), ExternalIdentity.subject == bindparam("called")
)
ADD = insert(ExternalIdentity)
RENAME = update(Person).where(Person.id == bindparam("person")).values(name=bindparam("said"))


class Deceased(SignInRefused):
    """Care has said that the person whose identity this is has died."""


def enter(transaction: Transaction, sealer: Sealer, identity: Identity) -> int:
    """Give the id of the person who has this identity, and keep what is new about them.

    Signing in of one person stands in line here. Raises `SignInRefused` when the provider has
    given this identity another number before: then nobody can say who it is; `Deceased`.
    """
    person_id = person_of(transaction, sealer, identity.number)
    if transaction.execute(ALONE_WITH, {"person": person_id}).scalar_one():
        raise Deceased("deceased")
    named = {"by": identity.issuer, "called": identity.subject}
    held_by = transaction.execute(HELD_BY, named).scalar()
    if held_by not in (None, person_id):
        raise SignInRefused("known identity, other number")
    if held_by is None:
        transaction.execute(
            ADD,
            {
                "issuer": identity.issuer,
                "subject": identity.subject,
                "person_id": person_id,
                "first_seen_at": transaction.now,
            },
        )
    if identity.name is not None:
        transaction.execute(RENAME, {"person": person_id, "said": identity.name})
    return person_id
