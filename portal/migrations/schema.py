"""Bring a database to the newest schema, and tell if it is there.

Migrations run on a plain connection: they move whole tables, not somebody's data, so the wall
round private nouns (which reads statements, not raw SQL) does not concern them.

Alembic is loaded when something is migrated and not before: to ask whether the schema is the
newest a worker needs none of it, and would hold a tenth more memory for nothing.
"""

import importlib
import pkgutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect

import portal.models
from portal.database import Database
from portal.models.noun import Noun

for _module in pkgutil.iter_modules(portal.models.__path__, "portal.models."):
    importlib.import_module(_module.name)

METADATA = Noun.metadata
HERE = Path(__file__).parent


def upgrade(database: Database, revision: str = "head") -> None:
    """Run what is missing, in one transaction; nothing happens when nothing is missing."""
    with database.engine.begin() as connection:
        _alembic("command").upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Go back. For developers and for tests: it drops data."""
    with database.engine.begin() as connection:
        _alembic("command").downgrade(_config(connection), revision)


def is_at_head(database: Database) -> bool:
    """Tell if the database has the schema that this code was written for."""
    with database.reading() as transaction:
        connection = transaction.connection
        if not inspect(connection).has_table("alembic_version"):
            return False
        now = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return now == versions()[-1]


def versions() -> list[str]:
    """All versions, the first one first."""
    return sorted(file.name.partition("_")[0] for file in (HERE / "versions").glob("[0-9]*.py"))


def differences(database: Database) -> list[object]:
    """What the models say and the database does not, or the other way round."""
    with database.engine.connect() as connection:
        context = _alembic("migration").MigrationContext.configure(
            connection, opts={"compare_type": True}
        )
        return list(_alembic("autogenerate").compare_metadata(context, METADATA))


def revise(database: Database, message: str) -> None:
    """Write a new version file from the difference between the models and the database."""
    with database.engine.begin() as connection:
        _alembic("command").revision(_config(connection), message, autogenerate=True)


def _alembic(name: str) -> Any:
    return importlib.import_module(f"alembic.{name}")


def _config(connection: Connection) -> Any:
    config = _alembic("config").Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    return config
