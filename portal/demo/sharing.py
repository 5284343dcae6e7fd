"""Let Anna share with Bertil in the demo, as she would by herself, and Bertil say yes."""

from datetime import timedelta

from sqlalchemy import update

from portal import clock
from portal.access.grants import changing, reading, redeeming
from portal.access.grants.rights import SharingRules
from portal.access.grants.values import GrantSeen
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database, Transaction
from portal.demo.cast import cast
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.models.grant import ALL_PARTS, Scope
from portal.models.person import Person

RELATION = "min son Bertil"
DAYS = 180
SCOPES = Scope.CONTACTS | Scope.MEETING_TIME | Scope.MEETING_PLACE | Scope.ACTIVITIES | Scope.GOALS


def share(database: Database, sealer: Sealer, *, legal_basis: str) -> None:
    """Give, accept and confirm a grant, once; one that Anna has ended is not given anew.

    Yesterday: what is newer waits when both sign in in one browser, and here that is what happens.
    """
    if not legal_basis:
        return
    with database.transaction(clock.now() - timedelta(days=1)) as transaction:
        anna, bertil = (_person(transaction, sealer, key) for key in ("anna", "bertil"))
        if not reading.grants_of(transaction, anna):
            _share(transaction, anna, bertil, legal_basis)


def _share(transaction: Transaction, anna: int, bertil: int, legal_basis: str) -> None:
    ref = changing.begin(
        transaction, patient_id=anna, relation=RELATION, relative_id=bertil, code_hash=None
    )
    _choose(transaction, anna, ref)
    changing.give(
        transaction,
        _grant(transaction, anna, ref),
        legal_basis=legal_basis,
        authenticated_at=transaction.now,
    )
    _trace(transaction, What.GRANT_GIVEN, anna, anna, ref)
    redeeming.accept(transaction, bertil, ref, SharingRules(legal_basis=legal_basis))
    _trace(transaction, What.GRANT_ACCEPTED, anna, bertil, ref)
    now = transaction.now
    changing.confirm(transaction, _grant(transaction, anna, ref), authenticated_at=now)
    _trace(transaction, What.GRANT_CONFIRMED, anna, anna, ref)


def _choose(transaction: Transaction, anna: int, ref: str) -> None:
    grant = _grant(transaction, anna, ref)
    changing.choose(transaction, grant, scopes=SCOPES, parts=ALL_PARTS, keys=())
    changing.choose_days(transaction, _grant(transaction, anna, ref), DAYS)
    changing.ask_for_fresh_sign_in(transaction, _grant(transaction, anna, ref))


def _grant(transaction: Transaction, anna: int, ref: str) -> GrantSeen:
    found = reading.grant_of(transaction, anna, ref)
    if found is None:
        raise LookupError("the grant of the demo was begun and is not there")
    return found


def _person(transaction: Transaction, sealer: Sealer, key: str) -> int:
    """A person of the cast, with the name that the identity provider will say."""
    person = cast()[key]
    person_id = person_of(transaction, sealer, person.number)
    named = update(Person).where(Person.id == person_id).values(name=person.name)
    transaction.execute(named)
    return person_id


def _trace(transaction: Transaction, what: What, anna: int, actor: int, ref: str) -> None:
    grant = _grant(transaction, anna, ref)
    trail.acted(transaction, what, patient_id=anna, actor_id=actor, grant_id=grant.id)
