"""What all nouns share: naming of constraints, and time."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, String
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from portal import clock
from portal.clock import STOCKHOLM
from portal.database import Transaction
from portal.partial_date import PartialDate

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def swedish_date(moment: datetime) -> date:
    """The date in Sweden at a moment: what "today" means for a patient."""
    return moment.astimezone(STOCKHOLM).date()


def moment_of_statement(context: DefaultExecutionContext) -> datetime:
    """The time of the transaction a statement runs in; for columns that say when."""
    transaction = context.execution_options.get("transaction")
    return transaction.now if isinstance(transaction, Transaction) else clock.now()


class Noun(DeclarativeBase):
    """A table of the portal; its class gives typed columns to statements."""

    metadata = MetaData(naming_convention=NAMES)


class Instant(TypeDecorator[datetime]):
    """A moment: an aware datetime, always UTC inside the portal, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, _: object) -> Callable[[Any], Any] | None:
        """PostgreSQL gives UTC; in SQLite it is text. One call a value: pages read many."""
        return _read if dialect.name == "sqlite" else None


class PartialDateText(TypeDecorator[PartialDate]):
    """A date as precise as it was sent, as text; a whole `date` may be given to it."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: PartialDate | date | None, _dialect: Dialect) -> Any:
        if isinstance(value, PartialDate):
            return value.text
        return value.isoformat() if value is not None else None

    def process_result_value(self, value: str | None, _dialect: Dialect) -> PartialDate | None:
        return PartialDate(value) if value else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
