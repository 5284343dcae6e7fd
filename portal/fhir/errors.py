"""What goes wrong before, beside or inside the views, told as an OperationOutcome."""

import sqlite3
from http import HTTPStatus

from flask import Response
from sqlalchemy.exc import DBAPIError

from portal.fhir.answers import IN_A_WHILE, Refused, refusal
from portal.web.logs import also

DISK_IS_FULL = frozenset({sqlite3.SQLITE_FULL, "53100"})
READ_ONLY = frozenset({sqlite3.SQLITE_READONLY, "25006"})
"""By SQLite's primary result code and by PostgreSQL's state."""


def tell(error: Exception, status: int, incident: str | None) -> Response:
    """The outcome of an error: a sender's to repair below 500, ours and the same later above."""
    if isinstance(error, Refused):
        return refusal(error)
    kind = _fault_of_database(error)
    if kind in DISK_IS_FULL:
        status = 507
    elif kind in READ_ONLY:
        status = 503
    headers = IN_A_WHILE if status == 507 else {}
    if incident:
        also(incident=incident)
    return refusal(Refused(status, _words(status, incident), headers=headers))


def _words(status: int, incident: str | None) -> str:
    words = HTTPStatus(status).phrase
    if status in (503, 507):
        words += ": nothing of it was kept, send the same again later"
    elif incident:
        words += ": nothing of it was kept, unless a repetition says that it was"
    return f"{words}. Incident {incident}" if incident else words


def _fault_of_database(error: Exception) -> int | str | None:
    original = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(original, sqlite3.Error):
        return getattr(original, "sqlite_errorcode", 0) & 0xFF
    state: str | None = getattr(original, "sqlstate", None)  # of psycopg, which SQLite does without
    return state
