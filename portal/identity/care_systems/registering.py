"""What an operator does with care systems: register, list, give new keys, disable."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from portal.database import Transaction
from portal.identity.care_systems import scopes
from portal.identity.care_systems.key_sets import KeySet
from portal.models.care_system import CareSystem, CareSystemToken

HSA_ID = re.compile(r"[A-Z]{2}[0-9]{10}-[A-Za-z0-9]{1,20}")
LETTERS = "bcdfghjkmnpqrstvwxz"
"""Of client ids: they make no words, and no line of a log that looks like somebody's number."""
NAME = re.compile(r"[^\W_][\w .,:&()/+-]{0,199}")

ADD = insert(CareSystem)
ALL = select(
    CareSystem.client_id,
    CareSystem.name,
    CareSystem.sources,
    CareSystem.scopes,
    CareSystem.key_set,
    CareSystem.key_set_url,
    CareSystem.key_set_good_at,
    CareSystem.demands_digest,
    CareSystem.disabled_at,
).order_by(CareSystem.registered_at, CareSystem.id)
_of = CareSystem.client_id == bindparam("which")
ONE = select(CareSystem.id).where(_of)
DISABLE = (
    update(CareSystem)
    .where(_of, CareSystem.disabled_at.is_(None))
    .values(disabled_at=bindparam("moment"))
    .returning(CareSystem.id)
)
TAKE_TOKENS = delete(CareSystemToken).where(CareSystemToken.care_system_id == bindparam("of"))
CHANGE_KEYS = (
    update(CareSystem)
    .where(_of, CareSystem.disabled_at.is_(None))
    .values(
        key_set=bindparam("keys"),
        key_set_url=bindparam("url"),
        key_set_good_at=bindparam("moment"),
        is_inside=bindparam("inside"),
    )
    .returning(CareSystem.id)
)


class RegistrationRefused(Exception):
    """The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys that have been accepted, and where they come from."""

    key_set: KeySet
    url: str | None = None
    is_inside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A care system as an operator describes it."""

    name: str
    sources: Sequence[str]
    scopes: Sequence[str]
    keys: Keys
    demands_digest: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """A care system as it is listed."""

    client_id: str
    name: str
    sources: list[str]
    scopes: list[str]
    key_set: KeySet
    key_set_url: str | None
    key_set_good_at: datetime
    demands_digest: bool
    disabled_at: datetime | None


def add(
    transaction: Transaction, registration: Registration, *, client_id: str | None = None
) -> str:
    """Register a care system and give its client id, a new one unless told otherwise.

    Raises `RegistrationRefused` or `ScopeRefused`.
    """
    chosen = client_id or "vs-" + "".join(secrets.choice(LETTERS) for _ in range(16))
    transaction.execute(
        ADD,
        {
            "client_id": chosen,
            **_checked(registration),
            "registered_at": transaction.now,
            "key_set_good_at": transaction.now,
        },
    )
    return chosen


def everyone(transaction: Transaction) -> list[Registered]:
    """All care systems ever registered, the oldest first."""
    return [Registered(*row) for row in map(tuple, transaction.execute(ALL))]


def speaking_for(transaction: Transaction, sources: Sequence[str]) -> list[str]:
    """The client ids of those, not disabled, that speak for any of the sources."""
    found = everyone(transaction)
    wanted = set(sources)
    return [one.client_id for one in found if not one.disabled_at and wanted & set(one.sources)]


def is_registered(transaction: Transaction, client_id: str) -> bool:
    """Tell if a care system was ever registered by this id, disabled or not."""
    return transaction.execute(ONE, {"which": client_id}).one_or_none() is not None


def change_keys(transaction: Transaction, client_id: str, *, keys: Keys) -> bool:
    """Give a care system other keys, at once; False when it is unknown or disabled."""
    values = {
        "which": client_id,
        "keys": keys.key_set,
        "url": keys.url,
        "inside": keys.is_inside,
        "moment": transaction.now,
    }
    return transaction.execute(CHANGE_KEYS, values).one_or_none() is not None


def disable(transaction: Transaction, client_id: str) -> bool:
    """Shut a care system out at once, tokens it holds included; False when there is none to."""
    values = {"which": client_id, "moment": transaction.now}
    found = transaction.execute(DISABLE, values).scalar()
    if found is None:
        return False
    transaction.execute(TAKE_TOKENS, {"of": found})
    return True


def _checked(registration: Registration) -> dict[str, Any]:
    if not NAME.fullmatch(registration.name):
        raise RegistrationRefused("the name: letters, digits and blanks, at most 200")
    sources = sorted(set(registration.sources))
    if not sources or not all(map(HSA_ID.fullmatch, sources)):
        raise RegistrationRefused("--hsa-id: one or more, such as SE2321009990-PLAN")
    return {
        "name": registration.name,
        "sources": sources,
        "scopes": scopes.checked(registration.scopes),
        "key_set": registration.keys.key_set,
        "key_set_url": registration.keys.url,
        "key_set_asked_at": None,
        "is_inside": registration.keys.is_inside,
        "demands_digest": registration.demands_digest,
    }
