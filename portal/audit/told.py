"""An access event as a line of text, and such a line as an event in the access log, once."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, insert, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from portal.database import Transaction
from portal.models.access_event import AccessEvent
from portal.models.private import Permit

COLUMNS = tuple(
    column
    for column in AccessEvent.__table__.columns
    if column.key not in ("id", "actor_name")  # no relative looks while events are set aside
)


def _is(column: ColumnElement[Any], told: BindParameter[Any]) -> ColumnElement[bool]:
    """By an index where there can be one: nothing is equal to NULL."""
    may_be_null: bool = getattr(column, "nullable", True)
    return column.is_not_distinct_from(told) if may_be_null else column == told


_told = {column: bindparam(column.key, type_=column.type) for column in COLUMNS}
ONCE = insert(AccessEvent).from_select(
    list(COLUMNS),
    select(*_told.values()).where(~exists().where(*(_is(*one) for one in _told.items()))),
)


def line_of(event: Mapping[str, Any]) -> bytes:
    return json.dumps({**event, "at": event["at"].isoformat()}).encode() + b"\n"


def _columns(event: Any) -> dict[str, Any]:
    """Raises `TypeError` for what no row holds."""
    values = event.values() if isinstance(event, dict) else (event,)
    if not all(isinstance(value, str | int | None) for value in values):
        raise TypeError
    return dict(event)


def is_told(transaction: Transaction, line: bytes) -> bool:
    """Write one event; False when it is none, or the log cannot take it whatever one does."""
    try:
        event = _columns(json.loads(line))
        event["at"] = datetime.fromisoformat(event["at"])
        with transaction.connection.begin_nested():
            transaction.traced.add(event["patient_id"])
            transaction.execute(ONCE, event, permit=Permit(event["patient_id"]))
    except (IntegrityError, DataError):
        return False
    except DBAPIError:
        raise  # the database cannot now; the next time it may
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError, StatementError):
        return False
    return True
