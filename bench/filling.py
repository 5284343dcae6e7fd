"""Fill a migrated, empty database with patients, and sign some of them in."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import insert

from bench.people import Patient
from portal.access.keeper import Keeper
from portal.audit import trail
from portal.database import Database, Transaction
from portal.identity import signed_in
from portal.identity.claims import Identity
from portal.models.person import Person
from portal.models.source_resource import SourceResource

SOURCE = "SE0000000000-BENCH"


def fill(database: Database, patients: Iterable[Patient]) -> None:
    """Save all patients with what care systems have sent about them."""
    with database.transaction() as transaction:
        for patient in patients:
            _save(transaction, patient)


def sign_in(database: Database, patient: Patient) -> str:
    """Give the token of a patient who was here some days ago, and is here now."""
    with database.transaction(patient.was_here) as transaction:
        _begin(transaction, patient)
    with database.transaction(patient.now) as transaction:
        return _begin(transaction, patient)


def _save(transaction: Transaction, patient: Patient) -> None:
    transaction.execute(
        insert(Person),
        {
            "id": patient.number,
            "number_fingerprint": patient.number.to_bytes(32),
            "number_sealed": b"not a number",
            "name": patient.name,
        },
    )
    transaction.execute(
        insert(SourceResource), [_resource(patient, number) for number in patient.resource_ids]
    )
    keeper = Keeper(transaction, SOURCE, patient.number)
    for noun, rows in patient.rows():
        keeper.write(insert(noun), [row | {"patient_id": patient.number} for row in rows])
    trail.sent(transaction, patient_id=patient.number, source=SOURCE, what=trail.What.SENT)


def _resource(patient: Patient, number: int) -> dict[str, object]:
    return {
        "id": number,
        "key": f"{number:064}",
        "source": SOURCE,
        "kind": "Basic",
        "identifier_system": "urn:oid:1.2.752.129.2.1.4.1",
        "identifier_value": str(number),
        "patient_id": patient.number,
    }


def _begin(transaction: Transaction, patient: Patient) -> str:
    identity = Identity(
        issuer="https://provider.example",
        subject=f"bench-{patient.number}",
        number="",
        name=patient.name,
        level_of_assurance="loa3",
        authenticated_at=transaction.now,
        issuer_session=None,
        provider_transaction=None,
    )
    return signed_in.begin(
        transaction, person_id=patient.number, identity=identity, longest=timedelta(hours=8)
    )
