"""The pages' rows made anew from what care systems have sent, without anything being sent.

What was sent is kept whole, and the rows are what our reading makes of it: they are made anew when
our reading has been mended, and when time has passed over the end of somebody's number or role.
"""

from collections.abc import Iterator

from sqlalchemy import select

from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database
from portal.identity.sealing import Sealer
from portal.intake.projecting import project_anew
from portal.intake.store import Store
from portal.models.source_resource import SourceResource

PATIENTS = (
    select(SourceResource.patient_id)
    .where(SourceResource.patient_id.is_not(None))
    .distinct()
    .order_by(SourceResource.patient_id)
)


UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What reading raises of a resource that it does not know how to read: a mistake of ours."""


def project_all_anew(database: Database, sealer: Sealer) -> Iterator[bool | Exception]:
    """Take one patient after the other, each in a transaction; give for each if rows changed.

    Where something cannot be read, all of that patient's stays as it is, and why is given.
    Stopped in the middle, those that were taken are done; begun again, it finds them as they
    should be and leaves no trace about them.
    """
    with database.reading() as transaction:
        patients = transaction.execute(PATIENTS).scalars().all()
    for patient_id in patients:
        try:
            yield _is_changed(patient_id, database, sealer)
        except UNREADABLE as error:
            yield error


def _is_changed(patient_id: int, database: Database, sealer: Sealer) -> bool:
    transaction = database.begin(to_write=True)
    try:
        store = Store(transaction, sealer)
        store.lock_people([patient_id])
        is_changed = project_anew(store, patient_id)
        if is_changed:
            trail.noticed(transaction, What.READ_ANEW, patient_id=patient_id)
            transaction.commit()
    finally:
        transaction.connection.close()
    return is_changed
