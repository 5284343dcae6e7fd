"""Looks whose traces are kept aside, and what the access log says of them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from portal.audit import trail
from portal.audit.aside import Aside
from portal.audit.trail import What
from portal.database import Database, Transaction
from portal.models.access_event import AccessEvent

AT = datetime(2026, 11, 24, 8, 30, 15, 123456, UTC)


def look(aside: Aside, who: int, *refs: str | None, at: datetime = AT) -> None:
    """Somebody looks at something of their own, while traces are kept aside."""
    with aside.database.engine.connect() as connection:
        only_reading = Transaction(connection, at, aside.keep)
        for ref in refs or (None,):
            trail.acted(
                only_reading, What.PLAN, patient_id=who, actor_id=who, grant_id=None, ref=ref
            )
        only_reading.commit()


def looks(database: Database) -> list[tuple[object, ...]]:
    """As they were written; read past the policy, which is not what is tested here."""
    table = AccessEvent.__table__.c
    asked = select(table.at, table.patient_id, table.actor_id, table.what, table.ref)
    with database.engine.begin() as connection:
        compiled = asked.order_by(table.at, table.id).compile(database.engine)
        rows = connection.exec_driver_sql(str(compiled)).all()
    return [(_moment(row[0]), *row[1:]) for row in rows]


def _moment(stored: Any) -> datetime:
    moment = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def refs(database: Database) -> list[object]:
    return [row[-1] for row in looks(database)]
