from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect, text

from portal.database import Database
from portal.migrations import schema
from tests.support.databases import Copies, opened

REFUSED = "append-only|P0001"
"""SQLite says why; of PostgreSQL the portal keeps only the code, for it quotes values."""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, copies: Callable[[str], Copies]) -> Iterator[Database]:
    """A database without any table."""
    mine = copies(request.param)
    url = mine.fresh()
    with opened(url) as database:
        yield database
    mine.remove(url)


def test_an_empty_database_becomes_what_the_models_say(empty: Database):
    assert not schema.is_at_head(empty)
    schema.upgrade(empty)
    assert schema.is_at_head(empty)
    assert schema.differences(empty) == []


def test_upgrading_again_changes_nothing(empty: Database):
    schema.upgrade(empty)
    schema.upgrade(empty)
    assert schema.is_at_head(empty)


def test_the_way_down_leaves_nothing_and_the_way_up_is_open_again(empty: Database):
    schema.upgrade(empty)
    schema.downgrade(empty)
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(empty)
    assert schema.differences(empty) == []


def test_data_survives_an_upgrade_from_each_version(empty: Database):
    for version in list(schema.versions())[:-1] or ["0001"]:
        schema.upgrade(empty, version)
    _insert_person(empty)
    schema.upgrade(empty)
    with empty.engine.begin() as connection:
        assert connection.execute(text("SELECT number_sealed FROM person")).scalar() == b"sealed"


def test_grants_of_the_first_release_come_up_down_and_up_again_as_they_were(empty: Database):
    schema.upgrade(empty, "0002")
    _insert_person(empty)
    _insert_grants(empty)
    old = _grants(empty)
    for way in (schema.upgrade, schema.downgrade, schema.upgrade):
        way(empty, "0002" if way is schema.downgrade else "head")
        assert [{name: row[name] for name in old[0]} for row in _grants(empty)] == old
    given, ended = _grants(empty)
    assert (given["changed_at"], ended["changed_at"]) == (given["given_at"], ended["ended_at"])


def test_a_database_with_people_can_go_all_the_way_down(empty: Database):
    schema.upgrade(empty)
    _insert_person(empty)
    _insert_event(empty)
    schema.downgrade(empty)
    assert "person" not in inspect(empty.engine).get_table_names()


@pytest.mark.parametrize(
    "statement", ["UPDATE access_event SET what = 'nothing'", "DELETE FROM access_event"]
)
def test_nobody_changes_or_removes_what_the_access_log_says(empty: Database, statement: str):
    schema.upgrade(empty)
    _insert_person(empty)
    _insert_event(empty)
    with pytest.raises(Exception, match=REFUSED), empty.engine.begin() as connection:
        connection.execute(text(statement))
    with empty.engine.begin() as connection:
        assert connection.execute(text("SELECT what FROM access_event")).scalar() == "home"


def test_postgresql_cannot_empty_the_access_log_either(copies: Callable[[str], Copies]):
    with opened(copies("postgresql").fresh()) as database:
        schema.upgrade(database)
        with pytest.raises(Exception, match=REFUSED), database.engine.begin() as connection:
            connection.execute(text("TRUNCATE access_event"))


def _insert_person(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(
            text("INSERT INTO person (id, number_fingerprint, number_sealed) VALUES (1, :f, :s)"),
            {"f": b"f" * 32, "s": b"sealed"},
        )


def _insert_grants(database: Database) -> None:
    """One that was given, and one that was given, paused and ended."""
    given, ended = (datetime(2026, 11, day, tzinfo=UTC) for day in (20, 21))
    columns = "ref, patient_id, kind, relation, scopes, parts, legal_basis, version, created_at"
    grants = (
        f"INSERT INTO access_grant ({columns}, given_at, paused_at, ended_at)"
        " VALUES (:ref, 1, 'consent', 'son', 1, 1, '', 1, :at, :at, :ended, :ended)"
    )
    said = (lambda at: at and at.isoformat()) if database.is_sqlite else (lambda at: at)
    with database.engine.begin() as connection:
        for ref, end in (("a", None), ("b", ended)):
            connection.execute(text(grants), {"ref": ref, "at": said(given), "ended": said(end)})


def _grants(database: Database) -> list[dict[str, object]]:
    with database.engine.begin() as connection:
        found = connection.execute(text("SELECT * FROM access_grant ORDER BY ref"))
        return [dict(row) for row in found.mappings()]


def _insert_event(database: Database) -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO access_event (patient_id, at, actor_kind, what)"
                " VALUES (1, :at, 'patient', 'home')"
            ),
            {"at": at.isoformat() if database.is_sqlite else at},
        )
