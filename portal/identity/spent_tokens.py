"""Tokens that work once: a logout token's `jti`, and that of a care system's proof."""

from datetime import timedelta

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from portal.database import Transaction
from portal.models.spent_token import SpentToken

KEPT = timedelta(minutes=10)
"""Longer than any of them is believed, so that a used one cannot be used again."""

FORGET_OLD = delete(SpentToken).where(SpentToken.spent_at <= bindparam("too_old"))
SPEND = {
    "sqlite": sqlite.insert(SpentToken).on_conflict_do_nothing().returning(SpentToken.token_id),
    "postgresql": postgresql.insert(SpentToken)
    .on_conflict_do_nothing()
    .returning(SpentToken.token_id),
}


def spend(transaction: Transaction, *, issuer: str, token_id: str) -> bool:
    """Use a token up; of any number that try at once one is told True."""
    transaction.execute(FORGET_OLD, {"too_old": transaction.now - KEPT})
    values = {"issuer": issuer, "token_id": token_id, "spent_at": transaction.now}
    spent = transaction.execute(SPEND[transaction.connection.dialect.name], values)
    return spent.one_or_none() is not None
