"""Something private to look at, put in place without an intake: a contact of a patient's."""

import secrets
from datetime import datetime

from sqlalchemy import insert

from portal.access.keeper import Keeper
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database, Transaction
from portal.models.care_manager import CareManager
from portal.models.source_resource import SourceResource

SOURCE = "SE2321000016-TEST"


def keep_contact(transaction: Transaction, patient_id: int, name: str) -> str:
    """Insert a contact and trace it; gives its reference."""
    ref = secrets.token_urlsafe(12)
    put_contact(transaction, patient_id, name, ref=ref)
    trail.sent(transaction, patient_id=patient_id, source=SOURCE, what=What.SENT)
    return ref


def put_contact(transaction: Transaction, patient_id: int, name: str, *, ref: str) -> None:
    """Insert a contact and leave no trace of it."""
    resource = transaction.execute(
        insert(SourceResource).returning(SourceResource.id),
        {
            "source": SOURCE,
            "kind": "CareTeam",
            "key": f"urn:test|{ref}",
            "identifier_system": "urn:test",
            "identifier_value": ref,
            "patient_id": patient_id,
        },
    ).scalar_one()
    Keeper(transaction, SOURCE, patient_id).write(
        insert(CareManager),
        {
            "patient_id": patient_id,
            "ref": ref,
            "resource_id": resource,
            "role": "1",
            "name": name,
            "changed_at": transaction.now,
            "is_shown": True,
        },
    )


def contact_of(database: Database, patient_id: int, name: str, now: datetime | None = None) -> str:
    """The same, in a transaction of its own."""
    with database.transaction(now) as transaction:
        return keep_contact(transaction, patient_id, name)
