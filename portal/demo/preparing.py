"""Make the portal's database ready for a demo: newest schema, nobody real, fictional people in."""

from portal import clock
from portal.database import Database
from portal.demo import care_system
from portal.demo.loading import load_people
from portal.demo.sharing import share
from portal.demo.stored import only_fictional_stored
from portal.identity.sealing import Sealer
from portal.migrations.schema import upgrade
from portal.settings import Settings, demo_address_file


def prepare(settings: Settings) -> None:
    """Raises RealPersonFound before anything is written."""
    only_fictional_stored(settings)
    database = Database(settings.database_url)
    try:
        upgrade(database)
        sealer = Sealer(settings.data_keys)
        load_people(database, sealer, clock.now())
        share(database, sealer, legal_basis=settings.relative_access_legal_basis)
        care_system.register(database, settings.instance)
        demo_address_file(settings.instance).write_text(settings.public_url)
    finally:
        database.engine.dispose()
