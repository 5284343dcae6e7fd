"""A connection that the other side has closed while it rested is noticed before it is used."""

import pytest
from sqlalchemy import text

from portal.database import Database, postgresql

KILL_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def rests_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "RESTED", 0.0)


def kill_all_connections(database: Database) -> None:
    other = Database(database.engine.url.render_as_string(hide_password=False))
    with other.engine.connect() as connection:
        connection.execute(KILL_OTHERS)
    other.engine.dispose()


def test_whoever_comes_next_does_not_notice(database: Database, rests_at_once: None):
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    if not database.is_sqlite:
        kill_all_connections(database)
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT 2")) == 2
