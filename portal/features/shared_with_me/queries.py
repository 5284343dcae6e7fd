"""What others share with a person, and what waits for them."""

from dataclasses import dataclass

from portal.access.grants import reading, rights
from portal.access.grants.rights import SharingRules
from portal.access.grants.values import Invitation
from portal.database import Transaction


@dataclass(frozen=True, slots=True)
class Received:
    """A plan that can be read now. How long, and how much of it, is its owner's to know."""

    ref: str
    patient_name: str


def received(transaction: Transaction, person_id: int, rules: SharingRules) -> tuple[Received, ...]:
    """Everything that others' grants open now."""
    found = rights.rights_of(transaction, person_id=person_id, rules=rules)
    return tuple(Received(right.ref, right.patient_name) for right in found)


def waiting(
    transaction: Transaction, person_id: int, rules: SharingRules
) -> tuple[Invitation, ...]:
    """Invitations by identity number; none while relatives cannot read at all."""
    return reading.invitations(transaction, person_id, rules) if rules.legal_basis else ()


def waits_to_be_confirmed(transaction: Transaction, person_id: int, rules: SharingRules) -> bool:
    return reading.waits_to_be_confirmed(transaction, person_id, rules)
