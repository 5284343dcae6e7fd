from sqlalchemy import inspect, text

from portal.database import Database


def test_each_test_gets_a_migrated_database_of_its_own(database: Database):
    assert "care_plan" in inspect(database.engine).get_table_names()
    with database.engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM spent_token")).scalar() == 0
        connection.execute(text("INSERT INTO spent_token VALUES ('a', 'b', '2026-01-01')"))


def test_and_nothing_of_the_test_before(database: Database):
    test_each_test_gets_a_migrated_database_of_its_own(database)
