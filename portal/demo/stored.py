"""Look into the portal's database for anyone who is not fictional."""

from sqlalchemy import inspect

from portal.database import Database
from portal.demo.numbers import RealPersonFound, only_fictional
from portal.identity.people import numbers_held
from portal.identity.sealing import SealBroken, Sealer
from portal.models.person import Person
from portal.settings import Settings


def only_fictional_stored(settings: Settings) -> None:
    """Refuse a database that holds anyone else (raises RealPersonFound); empty or new is fine."""
    database = Database(settings.database_url)
    try:
        if inspect(database.engine).has_table(Person.__tablename__):
            _check(database, Sealer(settings.data_keys))
    finally:
        database.engine.dispose()


def _check(database: Database, sealer: Sealer) -> None:
    try:
        with database.reading() as transaction:
            only_fictional(numbers_held(transaction, sealer))
    except SealBroken as broken:
        raise RealPersonFound(
            "The database holds people whose numbers cannot be read with these keys, so nobody"
            " can tell whether they are fictional: give the demo an empty database."
        ) from broken
