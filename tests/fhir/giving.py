"""Grants as their patients give them, past the pages, at any moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from portal.access.grants import changing, for_the_person, reading, redeeming
from portal.access.grants.rights import SharingRules
from portal.access.grants.values import GrantSeen
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database, Transaction
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.models.grant import Part, Scope
from tests.intake.sending import ANNA

BERTIL = "189912289817"
BASIS = "Påhittad grund för proven."
RULES = SharingRules(legal_basis=BASIS)
Change = Callable[[Transaction, GrantSeen], object]
USUAL = Scope.MEETING_TIME | Scope.CONTACTS | Scope.ACTIVITIES


class Giver:
    """A patient who gives a relative the right to read, step by step or all at once."""

    def __init__(
        self, database: Database, sealer: Sealer, *, who: str = ANNA, to: str = BERTIL
    ) -> None:
        self.database = database
        with database.transaction() as transaction:
            self.patient_id = person_of(transaction, sealer, who)
            self.relative_id = person_of(transaction, sealer, to)

    def gives(
        self, at: datetime, *, scopes: Scope = USUAL, parts: Part = Part.REGION, days: int = 30
    ) -> str:
        """A confirmed grant; gives its reference."""
        ref = self.begins(at, scopes=scopes, parts=parts, days=days)
        with self.database.transaction(at) as transaction:
            redeeming.accept(transaction, self.relative_id, ref, RULES)
            self._trace(transaction)
        self.does(at, ref, partial(changing.confirm, authenticated_at=at))
        return ref

    def begins(self, at: datetime, *, scopes: Scope, parts: Part, days: int) -> str:
        """A grant that waits for the relative."""
        with self.database.transaction(at - timedelta(minutes=1)) as transaction:
            ref = changing.begin(
                transaction,
                patient_id=self.patient_id,
                relation="min son Bertil",
                relative_id=self.relative_id,
                code_hash=None,
            )
            changing.choose(
                transaction, self._seen(transaction, ref), scopes=scopes, parts=parts, keys=()
            )
            changing.choose_days(transaction, self._seen(transaction, ref), days)
            changing.ask_for_fresh_sign_in(transaction, self._seen(transaction, ref))
            self._trace(transaction)
        with self.database.transaction(at) as transaction:
            grant = self._seen(transaction, ref)
            changing.give(transaction, grant, legal_basis=BASIS, authenticated_at=at)
            self._trace(transaction)
        return ref

    def pauses(self, at: datetime, ref: str) -> None:
        self.does(at, ref, for_the_person.pause)

    def ends(self, at: datetime, ref: str) -> None:
        self.does(at, ref, changing.end)

    def does(self, at: datetime, ref: str, change: Change) -> None:
        """Any change of the patient's own."""
        with self.database.transaction(at) as transaction:
            change(transaction, self._seen(transaction, ref))
            self._trace(transaction)

    def _seen(self, transaction: Transaction, ref: str) -> GrantSeen:
        found = reading.grant_of(transaction, self.patient_id, ref)
        if found is None:
            raise LookupError(ref)
        return found

    def _trace(self, transaction: Transaction) -> None:
        trail.acted(
            transaction,
            What.GRANT_GIVEN,
            patient_id=self.patient_id,
            actor_id=self.patient_id,
            grant_id=None,
        )
