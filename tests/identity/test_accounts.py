"""Which person an identity belongs to."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.database import Database
from portal.identity import accounts
from portal.identity.claims import Identity, SignInRefused
from portal.identity.people import find_person
from portal.identity.sealing import Sealer
from portal.models.external_identity import ExternalIdentity
from portal.models.person import Person
from portal.settings import LOA3

CECILIA = "189305179823"
ANNA = Identity(
    issuer="https://id.example",
    subject="anna-there",
    number="189002029800",
    name="Anna Andersson",
    level_of_assurance=LOA3,
    authenticated_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
    issuer_session=None,
    provider_transaction=None,
)


def entered(database: Database, sealer: Sealer, identity: Identity) -> int:
    with database.transaction() as transaction:
        return accounts.enter(transaction, sealer, identity)


def name_of(database: Database, person_id: int) -> str | None:
    with database.transaction() as transaction:
        query = select(Person.name).where(Person.id == person_id)
        return transaction.execute(query).scalar()


def test_the_same_identity_is_the_same_person(database: Database, sealer: Sealer):
    assert entered(database, sealer, ANNA) == entered(database, sealer, ANNA)


def test_the_same_number_by_another_identity_is_the_same_person(database: Database, sealer: Sealer):
    here = entered(database, sealer, ANNA)
    assert entered(database, sealer, replace(ANNA, subject="another-card")) == here
    assert entered(database, sealer, replace(ANNA, issuer="https://other.example")) == here
    with database.transaction() as transaction:
        assert len(transaction.execute(select(ExternalIdentity.subject)).all()) == 3


def test_the_same_name_at_another_provider_is_another_identity(database: Database, sealer: Sealer):
    anna = entered(database, sealer, ANNA)
    there = replace(ANNA, issuer="https://other.example", number=CECILIA)
    assert entered(database, sealer, there) != anna


def test_a_known_identity_with_another_number_is_nobody_and_leaves_nothing(
    database: Database, sealer: Sealer
):
    anna = entered(database, sealer, ANNA)
    with pytest.raises(SignInRefused, match="known identity, other number"):
        entered(database, sealer, replace(ANNA, number=CECILIA, name="Cecilia"))
    with database.transaction() as transaction:
        assert find_person(transaction, sealer, CECILIA) is None
    assert name_of(database, anna) == "Anna Andersson"


def test_a_name_is_kept_as_it_was_last_said(database: Database, sealer: Sealer):
    anna = entered(database, sealer, ANNA)
    entered(database, sealer, replace(ANNA, name="Anna Åberg"))
    assert name_of(database, anna) == "Anna Åberg"
    entered(database, sealer, replace(ANNA, name=None))
    assert name_of(database, anna) == "Anna Åberg"


def test_a_first_sign_in_on_two_devices_at_once_makes_one_person(
    database: Database, sealer: Sealer
):
    with ThreadPoolExecutor(4) as devices:
        people = set(devices.map(lambda _: entered(database, sealer, ANNA), range(8)))
    assert len(people) == 1
