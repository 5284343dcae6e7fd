"""The short form of a statement is for the patient who reads alone, and for nobody else."""

from dataclasses import replace

import pytest
from sqlalchemy import Select, select

from portal.access import policy
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database, Transaction
from portal.identity.sealing import Sealer
from portal.identity.viewer import Viewer
from portal.models.care_manager import CareManager
from tests.support.care import contact_of
from tests.support.people import Cast, known

contact = policy.visible(CareManager)
CONTACTS = policy.narrowed(select(contact.name).order_by(contact.ref))
SHORT: Select[tuple[str]] = CONTACTS.get_execution_options()["short"]


@pytest.fixture
def people(database: Database, sealer: Sealer) -> Cast:
    cast = known(database, sealer)
    contact_of(database, cast["anna"].id, "Annas kontakt")
    return cast


def anna(transaction: Transaction, people: Cast) -> Viewer:
    viewer = Viewer(transaction, person_id=people["anna"].id, patient_id=people["anna"].id)
    trail.looked(viewer, What.CONTACTS)
    return viewer


def names(viewer: Viewer, statement: Select[tuple[str]]) -> list[str]:
    return [row.name for row in policy.read(viewer, statement)]


def test_alone_she_reads_the_same_in_both_forms(database: Database, people: Cast):
    with database.transaction() as transaction:
        viewer = anna(transaction, people)
        assert names(viewer, SHORT) == names(viewer, CONTACTS) == ["Annas kontakt"]


def test_a_relative_who_came_to_the_short_form_would_find_nothing(database, people):
    with database.transaction() as transaction:
        relative = replace(anna(transaction, people), grant_id=1)
        assert names(relative, CONTACTS) == ["Annas kontakt"]
        assert names(relative, SHORT) == []


def test_nor_would_she_with_somebody_beside_her(database: Database, people: Cast):
    with database.transaction() as transaction:
        together = replace(anna(transaction, people), is_alone=False)
        assert names(together, CONTACTS) == ["Annas kontakt"]
        assert names(together, SHORT) == []


def test_the_short_form_leaves_out_what_is_about_grants(database: Database):
    dialect = database.engine.dialect
    assert "access_grant_item" not in str(SHORT.compile(dialect=dialect))
    assert len(str(SHORT.compile(dialect=dialect))) < len(str(CONTACTS.compile(dialect=dialect)))
