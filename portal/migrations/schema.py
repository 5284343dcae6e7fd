"""Bring a database to the newest schema, and tell if it is there.

Migrations run on a plain connection: they move whole tables, not somebody's data, so the wall
round private nouns (which reads statements, not raw SQL) does not concern them.
"""

import importlib
import pkgutil
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

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
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Go back. For developers and for tests: it drops data."""
    with database.engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def is_at_head(database: Database) -> bool:
    """Tell if the database has the schema that this code was written for."""
    with database.engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_heads()
    return set(now) == set(ScriptDirectory.from_config(_config()).get_heads())


def versions() -> list[str]:
    """All versions, the first one first."""
    script = ScriptDirectory.from_config(_config())
    return [version.revision for version in script.walk_revisions()][::-1]


def differences(database: Database) -> list[object]:
    """What the models say and the database does not, or the other way round."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def revise(database: Database, message: str) -> None:
    """Write a new version file from the difference between the models and the database."""
    with database.engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    return config
