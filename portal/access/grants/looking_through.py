"""The patient has seen all that she has given, and lets it stay."""

from sqlalchemy import bindparam, update

from portal.access.grants.changing import IS_OWN
from portal.database import Transaction
from portal.models.grant import Grant

LOOK_THROUGH = (
    update(Grant)
    .where(Grant.patient_id == bindparam("by_patient"), IS_OWN)
    .values(looked_through_at=bindparam("moment"))
)


def look_through(transaction: Transaction, patient_id: int) -> None:
    """The patient has seen all that she has given, and lets it stay."""
    asked = {"by_patient": patient_id, "moment": transaction.now}
    transaction.execute(LOOK_THROUGH, asked)
    transaction.touched.add(patient_id)
