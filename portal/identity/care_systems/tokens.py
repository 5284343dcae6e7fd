"""Access tokens of care systems: given for five minutes, kept as hashes, checked live."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import bindparam, delete, insert, select

from portal.database import Transaction
from portal.identity.care_systems.values import Sender
from portal.identity.cookies import TOKEN, digest, new_token
from portal.models.care_system import CareSystem, CareSystemToken

LIFE = timedelta(minutes=5)

GIVE = insert(CareSystemToken)
FORGET_OLD = delete(CareSystemToken).where(CareSystemToken.expires_at <= bindparam("moment"))
SENDER = (
    select(
        CareSystem.id,
        CareSystem.name,
        CareSystem.sources,
        CareSystem.demands_digest,
        CareSystemToken.scopes,
    )
    .join(CareSystem, CareSystem.id == CareSystemToken.care_system_id)
    .where(
        CareSystemToken.token_hash == bindparam("token"),
        CareSystemToken.expires_at > bindparam("moment"),
        CareSystem.disabled_at.is_(None),
    )
)


def give(transaction: Transaction, *, care_system_id: int, scopes: Collection[str]) -> str:
    """A new token, which goes into the answer and nowhere else; old ones are tidied away."""
    token, now = new_token(), transaction.now
    transaction.execute(FORGET_OLD, {"moment": now})
    transaction.execute(
        GIVE,
        {
            "token_hash": digest(token),
            "care_system_id": care_system_id,
            "scopes": sorted(scopes),
            "expires_at": now + LIFE,
        },
    )
    return token


def sender_with(transaction: Transaction, token: str) -> Sender | None:
    """Who holds this token, in one statement: nobody when it is old or its care system disabled."""
    if not TOKEN.fullmatch(token):
        return None
    values = {"token": digest(token), "moment": transaction.now}
    row = transaction.execute(SENDER, values).one_or_none()
    if row is None:
        return None
    return Sender(
        care_system_id=row.id,
        name=row.name,
        scopes=frozenset(row.scopes),
        sources=frozenset(row.sources),
        demands_digest=row.demands_digest,
    )
