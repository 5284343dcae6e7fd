"""What people have written, for the operator."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.database import Transaction
from portal.identity.sealing import Sealer
from portal.models.feedback import Feedback


@dataclass(frozen=True, slots=True)
class Kept:
    """One piece of feedback; it says nothing about who wrote."""

    number: str
    at: datetime
    kind: str
    text: str


def all_open(transaction: Transaction, sealer: Sealer) -> Iterator[Kept]:
    """What nobody has closed, the oldest first."""
    rows = transaction.execute(
        select(Feedback.number, Feedback.at, Feedback.kind, Feedback.text_sealed)
        .where(Feedback.closed_at.is_(None))
        .order_by(Feedback.id)
    )
    for row in rows:
        yield Kept(row.number, row.at, row.kind, sealer.open(row.text_sealed).decode())
