"""What is asked once more before a commit is answered by what is committed by then."""

import pytest
from sqlalchemy import text

from portal.database import Database

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def test_it_does_not_depend_on_what_the_server_is_set_to(database: Database):
    name = database.engine.url.database
    words = f'ALTER DATABASE "{name}" SET default_transaction_isolation = "repeatable read"'
    with database.engine.begin() as connection:
        connection.execute(text(words))
    later = Database(database.engine.url.render_as_string(hide_password=False))
    with later.engine.connect() as connection:
        assert connection.scalar(text("SHOW transaction_isolation")) == "read committed"
    later.engine.dispose()
