"""Make the portal's database ready for a demo: newest schema, nobody real, fictional people in."""

from portal.database import Database
from portal.demo.stored import only_fictional_stored
from portal.migrations.schema import upgrade
from portal.settings import Settings


def prepare(settings: Settings) -> None:
    """Raises RealPersonFound before anything is written."""
    only_fictional_stored(settings)
    database = Database(settings.database_url)
    try:
        upgrade(database)
    finally:
        database.engine.dispose()
