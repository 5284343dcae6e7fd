"""Forms that came after their session had ended: sealed for 15 minutes, and given back only to the
same person in the same browser. For everybody else there never was one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import bindparam, delete, insert, select

from portal.database import Transaction
from portal.identity.cookies import digest
from portal.identity.sealing import SealBroken, Sealer
from portal.models.interrupted_form import InterruptedForm as Row

LIFE = timedelta(minutes=15)
CAPACITY = 16 * 1024
"""Bytes of each form before it is sealed, filled up with blanks: its size tells nothing."""

KEEP = insert(Row)
FIND = select(Row.form_sealed).where(
    Row.browser_hash == bindparam("browser"),
    Row.person_id == bindparam("person"),
    Row.kept_at > bindparam("too_old"),
)
TAKE = delete(Row).where(
    Row.browser_hash == bindparam("browser"), Row.person_id == bindparam("person")
)
FORGET = delete(Row).where(Row.person_id == bindparam("person"))
CLEAR = delete(Row).where(Row.browser_hash == bindparam("browser"))
FORGET_OLD = delete(Row).where(Row.kept_at <= bindparam("too_old"))


@dataclass(frozen=True, slots=True)
class TypedForm:
    """A page that asks something, by its endpoint and the values of its address, and what had been
    answered there."""

    page: str
    values: Mapping[str, str]
    fields: tuple[tuple[str, str], ...] = field(repr=False)


def keep(
    transaction: Transaction, sealer: Sealer, *, browser: str, person_id: int, form: TypedForm
) -> bool:
    """Keep a form in place of any other of this browser; False for one that is too large."""
    clear = json.dumps(
        [person_id, form.page, dict(form.values), form.fields], ensure_ascii=False
    ).encode()
    if len(clear) > CAPACITY:
        return False
    forget_old(transaction)
    clear_browser(transaction, browser)
    transaction.execute(
        KEEP,
        {
            "browser_hash": digest(browser),
            "person_id": person_id,
            "kept_at": transaction.now,
            "form_sealed": sealer.seal(clear.ljust(CAPACITY)),
        },
    )
    return True


def find(
    transaction: Transaction, sealer: Sealer, *, browser: str, person_id: int
) -> TypedForm | None:
    """The form that waits for this person in this browser; None for one that was tampered with."""
    sealed: bytes | None = transaction.execute(
        FIND,
        {
            "browser": digest(browser),
            "person": person_id,
            "too_old": transaction.now - LIFE,
        },
    ).scalar()
    if sealed is None:
        return None
    try:
        whose, page, values, fields = json.loads(sealer.open(sealed))
    except SealBroken:
        return None
    if whose != person_id:
        return None
    return TypedForm(page, values, tuple((name, value) for name, value in fields))


def take(transaction: Transaction, *, browser: str, person_id: int) -> bool:
    """Remove what was given back. Of two requests at once only one may give it."""
    asked = {"browser": digest(browser), "person": person_id}
    return transaction.execute(TAKE, asked).rowcount == 1


def clear_browser(transaction: Transaction, browser: str) -> None:
    """Remove what waits in a browser."""
    transaction.execute(CLEAR, {"browser": digest(browser)})


def forget_old(transaction: Transaction) -> None:
    """Remove everything whose time is over."""
    transaction.execute(FORGET_OLD, {"too_old": transaction.now - LIFE})


def forget(transaction: Transaction, person_id: int) -> None:
    """Remove everything that waits for a person: they have signed out."""
    transaction.execute(FORGET, {"person": person_id})
