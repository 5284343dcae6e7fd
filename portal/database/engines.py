"""Either database, by its address."""

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from portal.database import postgresql, sqlite

ONLY_READS = {"only_reads": True}
"""Execution options of a connection whose transactions write nothing."""


def engine_of(url: URL) -> Engine:
    """An engine that keeps the portal's promises. Raises `ValueError` for another database."""
    match url.get_backend_name():
        case "sqlite":
            return sqlite.engine(url)
        case "postgresql" | "postgres":
            return postgresql.engine(url.set(drivername="postgresql+psycopg"), pool_timeout=2)
        case other:
            raise ValueError(f"PORTAL_DATABASE_URL: {other} is neither sqlite nor postgresql")


def engine_to_try(engine: Engine) -> Engine:
    """An engine for trying if something is taken, without the connections that others read over.

    With PostgreSQL it asks for a server that can be written, however many follow it. With SQLite
    it is the same one: there all connections of a process are one.
    """
    if engine.dialect.name == "sqlite":
        return engine
    to_write = engine.url.update_query_dict({"target_session_attrs": "read-write"})
    return postgresql.engine(to_write, poolclass=NullPool)
