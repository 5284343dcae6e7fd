"""The second wall, broken on purpose: what is private is read through the policy or not at all."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    SelectBase,
    String,
    Table,
    TextClause,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    union_all,
    update,
)
from sqlalchemy import MetaData as OtherMetaData
from sqlalchemy.orm import aliased

from portal.access import policy
from portal.access.keeper import Keeper
from portal.access.policy import AnySelect
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database, Transaction
from portal.identity.sealing import Sealer
from portal.identity.viewer import Viewer
from portal.models.care_manager import CareManager
from portal.models.person import Person
from portal.models.private import Unpermitted
from tests.support.care import SOURCE, contact_of
from tests.support.people import Cast, known

contact = policy.visible(CareManager)
CONTACTS = policy.narrowed(select(contact.ref, contact.name))
again = aliased(CareManager)

PAST_THE_POLICY: dict[str, Any] = {
    "the noun": select(CareManager.name),
    "one column": select(CareManager.id),
    "everything of it": select(CareManager),
    "an alias": select(again.name),
    "a count": select(func.count()).select_from(CareManager),
    "a join that only filters": select(Person.id).join(
        CareManager, CareManager.patient_id == Person.id
    ),
    "a condition": select(Person.id).where(Person.id == CareManager.patient_id),
    "an exists": select(Person.id).where(exists().where(CareManager.patient_id == Person.id)),
    "a value in a row": select(select(CareManager.name).limit(1).scalar_subquery()),
    "a common table": select(select(CareManager.name).cte().c.name),
    "a subquery": select(select(CareManager.name).subquery().c.name),
    "a subquery that calls itself visible": select(
        select(CareManager.name).subquery("visible_lie").c.name
    ),
    "a union": union_all(select(CareManager.name), select(CareManager.unit)),
    "a table by name": select(column("name")).select_from(table("care_manager")),
    "a table defined anew": select(
        Table("care_manager", OtherMetaData(), Column("name", String)).c.name
    ),
    "words in a column": select(literal_column("(SELECT name FROM care_manager LIMIT 1)")),
    "raw words": text("SELECT name FROM care_manager"),
    "a piece of raw words": select(text("name FROM care_manager")),
    "a change": update(CareManager).values(note="x"),
    "a change of another noun by it": update(Person)
    .values(name="x")
    .where(Person.id.in_(select(CareManager.patient_id))),
    "a removal": delete(CareManager),
    "a copy": insert(Person).from_select(
        ["number_sealed", "number_fingerprint"],
        select(func.cast(CareManager.name, String), func.cast(CareManager.name, String)),
    ),
}


@pytest.fixture
def people(database: Database, sealer: Sealer) -> Cast:
    cast = known(database, sealer)
    contact_of(database, cast["anna"].id, "Annas kontakt")
    contact_of(database, cast["cecilia"].id, "Cecilias kontakt")
    return cast


def own_view(transaction: Transaction, cast: Cast, key: str) -> Viewer:
    return Viewer(transaction, person_id=cast[key].id, patient_id=cast[key].id)


@pytest.mark.parametrize("way", PAST_THE_POLICY)
def test_a_private_noun_cannot_be_reached_past_the_policy(
    way: str, database: Database, people: Cast
):
    with pytest.raises(Unpermitted), database.transaction() as transaction:
        transaction.execute(PAST_THE_POLICY[way])


@pytest.mark.parametrize(
    "way",
    [way for way, said in PAST_THE_POLICY.items() if isinstance(said, SelectBase | TextClause)],
)
def test_not_even_by_asking_the_policy_to_read_it(way: str, database: Database, people: Cast):
    with pytest.raises(Unpermitted), database.transaction() as transaction:
        policy.read(own_view(transaction, people, "anna"), PAST_THE_POLICY[way])


def test_nor_by_words_to_the_driver(database: Database, people: Cast):
    with pytest.raises(Unpermitted), database.transaction() as transaction:
        transaction.connection.exec_driver_sql("SELECT name FROM care_manager")


@pytest.mark.parametrize("key", ["anna", "cecilia", "david"])
def test_each_sees_their_own_and_nothing_else(key: str, database: Database, people: Cast):
    with database.transaction() as transaction:
        viewer = own_view(transaction, people, key)
        trail.looked(viewer, What.CONTACTS)
        names = [row.name for row in policy.read(viewer, CONTACTS)]
    assert names == {"anna": ["Annas kontakt"], "cecilia": ["Cecilias kontakt"]}.get(key, [])


def test_another_patients_reference_finds_nothing(database: Database, people: Cast):
    ref = contact_of(database, people["anna"].id, "Annas läkare")
    of_ref = policy.narrowed(select(contact.name).where(contact.ref == ref))
    with database.transaction() as transaction:
        viewer = own_view(transaction, people, "cecilia")
        trail.looked(viewer, What.CONTACTS)
        assert policy.read(viewer, of_ref) == []


def test_what_care_does_not_show_does_not_exist(database: Database, people: Cast):
    anna = people["anna"].id
    with database.transaction() as transaction:
        Keeper(transaction, SOURCE, anna).write(
            update(CareManager).where(CareManager.patient_id == anna).values(is_shown=False)
        )
        trail.sent(transaction, patient_id=anna, source=SOURCE, what=What.SENT)
    with database.transaction() as transaction:
        viewer = own_view(transaction, people, "anna")
        trail.looked(viewer, What.CONTACTS)
        assert policy.read(viewer, CONTACTS) == []


def test_outer_joins_and_counts_are_narrowed_too(database: Database, people: Cast):
    counted = policy.narrowed(
        select(Person.id, func.count(contact.id))
        .outerjoin(contact, contact.patient_id == Person.id)
        .group_by(Person.id)
        .order_by(Person.id)
    )
    with database.transaction() as transaction:
        viewer = own_view(transaction, people, "anna")
        trail.looked(viewer, What.CONTACTS)
        found = dict(tuple(row) for row in policy.read(viewer, counted))
    assert found.pop(people["anna"].id) == 1
    assert set(found.values()) == {0}


BARE: dict[str, Callable[[], AnySelect]] = {
    "a bare noun": lambda: select(CareManager.name),
    "a bare noun beside a visible one": lambda: select(contact.name).join(
        CareManager, CareManager.id == contact.id
    ),
    "a bare noun in a condition": lambda: select(contact.name).where(
        exists().where(CareManager.id == contact.id)
    ),
    "a bare noun that calls itself visible": lambda: select(
        select(CareManager.name).subquery("visible_lie").c.name
    ),
    "a table by name": lambda: select(column("name")).select_from(table("care_manager")),
}
RAW: dict[str, Callable[[], AnySelect]] = {
    "words in a column": lambda: select(contact.name, literal_column("(SELECT name FROM x)")),
    "words in a condition": lambda: select(contact.name).where(text("1 = 1")),
}


@pytest.mark.parametrize("way", BARE)
def test_a_statement_is_refused_where_its_module_is_loaded(way: str):
    with pytest.raises(Unpermitted, match="care_manager"):
        policy.narrowed(BARE[way]())


@pytest.mark.parametrize("way", RAW)
def test_raw_words_are_refused_where_their_module_is_loaded(way: str):
    with pytest.raises(Unpermitted, match="raw SQL"):
        policy.narrowed(RAW[way]())


def test_a_keeper_reads_its_own_patient_only(database: Database, people: Cast):
    with database.transaction() as transaction:
        keeper = Keeper(transaction, SOURCE, people["anna"].id)
        names = [row.name for row in keeper.read(select(CareManager.name))]
        trail.sent(transaction, patient_id=keeper.patient_id, source=SOURCE, what=What.SENT)
    assert names == ["Annas kontakt"]
