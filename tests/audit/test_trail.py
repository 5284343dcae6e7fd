"""The third wall, broken on purpose: what is looked at or changed is traced, or it did not happen."""

import secrets

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DatabaseError

from portal.access import policy
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database
from portal.identity.viewer import Viewer
from portal.models.care_manager import CareManager
from portal.models.private import Untraced
from portal.settings import DEMO_SUPPORT_PHONE
from tests.support.care import contact_of, put_contact
from tests.support.fixtures import SignsIn
from tests.support.people import Cast

contact = policy.visible(CareManager)
CONTACTS = policy.narrowed(select(contact.name))
NAME = "Kerstin Kontaktsson"
SEEN = [
    ("/", "home"),
    ("/plan", "plan"),
    ("/plan/versioner", "plan-versions"),
    ("/plan/skriv-ut", "plan-print"),
    ("/kontakter", "contacts"),
    ("/moten", "meetings"),
]
FULL_UP = {
    "sqlite": """CREATE TRIGGER full_up BEFORE INSERT ON access_event
        BEGIN SELECT RAISE(ABORT, 'the log is full'); END""",
    "postgresql": """CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the log is full'; END $$;
        CREATE TRIGGER full_up BEFORE INSERT ON access_event
        FOR EACH ROW EXECUTE FUNCTION full_up()""",
}


def test_a_look_without_a_trace_is_refused_at_commit(database: Database, people: Cast):
    anna = people["anna"].id
    contact_of(database, anna, NAME)
    with pytest.raises(Untraced), database.transaction() as transaction:
        policy.read(Viewer(transaction, person_id=anna, patient_id=anna), CONTACTS)


def test_a_change_without_a_trace_is_refused_and_nothing_of_it_is_kept(
    database: Database, people: Cast
):
    with pytest.raises(Untraced), database.transaction() as transaction:
        put_contact(transaction, people["anna"].id, NAME, ref=secrets.token_urlsafe(12))
    with database.engine.begin() as connection:
        assert _count(connection, "care_manager") == 0
        assert _count(connection, "source_resource") == 0


def test_a_trace_of_somebody_else_is_no_trace(database: Database, people: Cast):
    anna, cecilia = people["anna"].id, people["cecilia"].id
    transaction = database.begin()
    policy.read(Viewer(transaction, person_id=anna, patient_id=anna), CONTACTS)
    trail.looked(Viewer(transaction, person_id=anna, patient_id=cecilia), What.CONTACTS)
    with pytest.raises(Untraced):
        transaction.commit()
    transaction.connection.close()
    with database.engine.begin() as connection:
        assert _count(connection, "access_event") == 0


def test_a_trace_does_not_last_into_the_next_transaction(database: Database, people: Cast):
    anna = people["anna"].id
    transaction = database.begin()
    viewer = Viewer(transaction, person_id=anna, patient_id=anna)
    trail.looked(viewer, What.CONTACTS)
    transaction.commit()
    policy.read(viewer, CONTACTS)
    with pytest.raises(Untraced):
        transaction.commit()
    transaction.connection.close()


def test_what_is_rolled_back_leaves_no_trace_and_no_change(database: Database, people: Cast):
    transaction = database.begin()
    put_contact(transaction, people["anna"].id, NAME, ref=secrets.token_urlsafe(12))
    viewer = Viewer(transaction, person_id=people["anna"].id, patient_id=people["anna"].id)
    trail.looked(viewer, What.CONTACTS)
    transaction.connection.close()
    with database.engine.begin() as connection:
        assert _count(connection, "care_manager", "access_event") == 0


def test_a_page_is_shown_with_exactly_one_trace(
    database: Database, people: Cast, signed_in: SignsIn
):
    contact_of(database, people["anna"].id, NAME)
    anna = signed_in("anna")
    before = _looks(database)
    page = anna.opens("/kontakter")
    assert page.says(NAME)
    assert _looks(database)[len(before) :] == [("patient", people["anna"].id, "contacts", None)]


@pytest.mark.parametrize("address", [address for address, _ in SEEN])
def test_a_page_whose_trace_cannot_be_written_is_not_shown(
    address: str, database: Database, cast: Cast, signed_in: SignsIn
):
    anna = signed_in("anna")
    with database.engine.begin() as connection:
        connection.execute(text(FULL_UP[database.engine.dialect.name]))
    page = anna.opens(address, status=500)
    assert not [text for text in cast["anna"].own_texts if text in page.text]
    assert DEMO_SUPPORT_PHONE in page.words


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE access_event SET what = 'nothing'",
        "UPDATE access_event SET at = '2000-01-01' WHERE id = 1",
        "DELETE FROM access_event",
        "DELETE FROM access_event WHERE id = 1",
    ],
)
def test_nobody_can_change_or_remove_a_trace(words: str, database: Database, people: Cast):
    contact_of(database, people["anna"].id, NAME)
    with pytest.raises(DatabaseError), database.engine.begin() as connection:
        connection.execute(text(words))
    with database.engine.begin() as connection:
        assert _count(connection, "access_event") == 1


def test_nor_replace_one_on_sqlite_or_empty_the_log_on_postgresql(database: Database, people: Cast):
    contact_of(database, people["anna"].id, NAME)
    words = (
        "INSERT OR REPLACE INTO access_event (id, patient_id, at, actor_kind, what) "
        "VALUES (1, 1, '2000-01-01', 'patient', 'nothing')"
        if database.is_sqlite
        else "TRUNCATE access_event"
    )
    with pytest.raises(DatabaseError), database.engine.begin() as connection:
        connection.execute(text(words))
    with database.engine.begin() as connection:
        assert connection.execute(text("SELECT what FROM access_event")).scalars().all() == ["sent"]


def _count(connection: Connection, *tables: str) -> int:
    counts = (connection.execute(text(f"SELECT count(*) FROM {one}")).scalar() for one in tables)
    return sum(count or 0 for count in counts)


def _looks(database: Database) -> list[tuple[object, ...]]:
    with database.engine.begin() as connection:
        rows = connection.execute(
            text("SELECT actor_kind, actor_id, what, ref FROM access_event ORDER BY id")
        )
        return [tuple(row) for row in rows]
