"""Say yes to an invitation, and leave: each traced in the log of the plan's owner."""

from portal.access.grants import codes, redeeming
from portal.access.grants.rights import SharingRules
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Transaction
from portal.identity.sealing import Sealer


def accept(transaction: Transaction, person_id: int, ref: str, rules: SharingRules) -> None:
    """Accept an invitation by identity number. Raises `NoSuchInvitation`."""
    if redeeming.has_accepted(transaction, person_id, rules, ref=ref):
        return
    patient_id, grant_id = redeeming.accept(transaction, person_id, ref, rules)
    _trace(transaction, What.GRANT_ACCEPTED, patient_id, person_id, grant_id)


def redeem(
    transaction: Transaction, sealer: Sealer, person_id: int, text: str, rules: SharingRules
) -> None:
    """Accept by a code that somebody typed. Raises `NoSuchInvitation`."""
    hashes = sealer.fingerprints(codes.typed(text))
    if redeeming.has_accepted(transaction, person_id, rules, codes=hashes):
        return
    patient_id, grant_id = redeeming.redeem(transaction, person_id, hashes, rules)
    _trace(transaction, What.GRANT_ACCEPTED, patient_id, person_id, grant_id)


def tell_of_guessing(transaction: Transaction, sealer: Sealer, text: str) -> None:
    """Let those whose code may be guessed at read of it; who tried is not theirs to know."""
    hashes = sealer.fingerprints(codes.typed(text))
    for patient_id, grant_id in redeeming.waiting_codes(transaction, hashes):
        trail.noticed(transaction, What.GRANT_GUESSED, patient_id=patient_id, grant_id=grant_id)


def leave(transaction: Transaction, person_id: int, ref: str, rules: SharingRules) -> None:
    """Give a right back. Raises `NoSuchInvitation`."""
    patient_id, grant_id = redeeming.leave(transaction, person_id, ref, rules)
    _trace(transaction, What.GRANT_LEFT, patient_id, person_id, grant_id)


def _trace(
    transaction: Transaction, what: What, patient_id: int, person_id: int, grant_id: int
) -> None:
    trail.acted(transaction, what, patient_id=patient_id, actor_id=person_id, grant_id=grant_id)
