"""Either database, by its address."""

from sqlalchemy import Engine
from sqlalchemy.engine import URL

from portal.database import postgresql, sqlite

ONLY_READS = {"only_reads": True}
"""Execution options of a connection whose transactions write nothing."""


def engine_of(url: URL) -> Engine:
    """An engine that keeps the portal's promises. Raises `ValueError` for another database."""
    match url.get_backend_name():
        case "sqlite":
            return sqlite.engine(url)
        case "postgresql" | "postgres":
            return postgresql.engine(url.set(drivername="postgresql+psycopg"))
        case other:
            raise ValueError(f"PORTAL_DATABASE_URL: {other} is neither sqlite nor postgresql")
