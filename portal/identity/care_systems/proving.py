"""From a proof of identity to an access token."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update

from portal import clock
from portal.database import Database
from portal.identity import spent_tokens
from portal.identity.care_systems import (
    assertions,
    failures,
    fetching,
    key_sets,
    scopes,
    signatures,
    tokens,
)
from portal.identity.care_systems.assertions import Proof, ProofRefused
from portal.identity.care_systems.fetching import KeySetAway, Reach
from portal.identity.care_systems.key_sets import KeySet, KeySetRefused
from portal.identity.care_systems.signatures import Opened
from portal.models.care_system import CareSystem

REST = timedelta(seconds=60)
"""Between two fetches of one care system's keys, however many proofs name a key unknown here."""
FRESH = timedelta(hours=1)
"""After this keys are fetched anew: a key that was taken away must not be believed for ever."""
STALE = timedelta(hours=24)
"""Without a successful fetch for so long keys are not believed any more."""

KNOWN = select(
    CareSystem.id,
    CareSystem.client_id,
    CareSystem.scopes,
    CareSystem.key_set,
    CareSystem.key_set_url,
    CareSystem.key_set_good_at,
    CareSystem.is_inside,
).where(CareSystem.client_id == bindparam("name"), CareSystem.disabled_at.is_(None))
TAKE_TURN = (
    update(CareSystem)
    .where(
        CareSystem.id == bindparam("of"),
        or_(
            CareSystem.key_set_asked_at.is_(None),
            CareSystem.key_set_asked_at <= bindparam("rested"),
        ),
    )
    .values(key_set_asked_at=bindparam("moment"))
    .returning(CareSystem.id)
)
RENEW = (
    update(CareSystem)
    .where(and_(CareSystem.id == bindparam("of"), CareSystem.key_set_url == bindparam("from_")))
    .values(key_set=bindparam("keys"), key_set_good_at=bindparam("moment"))
)

log = logging.getLogger(__name__)


class SenderUnproven(Exception):
    """The same to the sender whether it is unknown, disabled, without this key or a repeat.

    `rule` is for the operator's log; `client_id` is there only when it is a registered one.
    """

    def __init__(self, rule: str, client_id: str | None = None) -> None:
        super().__init__(rule)
        self.rule = rule
        self.client_id = client_id


class ScopeBeyond(Exception):
    """The sender is who it says, but asks for what it was not registered for."""


class TooManyFailures(Exception):
    """This proof failed, and so many before it that the sender should wait."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where proofs are handed in: `audience` is the address they must be made out to."""

    database: Database
    audience: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What the sender gets."""

    token: str
    scopes: list[str]

    def __repr__(self) -> str:
        return "Given(…)"


def exchange(desk: Desk, text: str, *, scope: str | None, named: str | None = None) -> Given:
    """Use a proof up for an access token; `named` is the sender's name if it came beside it too.

    Raises `ProofRefused`, `SenderUnproven`, `TooManyFailures` or `ScopeBeyond`.
    """
    opened = signatures.opened(text)
    now = clock.now()
    proof = assertions.decide(opened.header, opened.claims, audience=desk.audience, now=now)
    if named not in (None, proof.client_id):
        raise ProofRefused("client_id: the same as iss")
    try:
        return _exchanged(desk, opened, proof, scope=scope)
    except SenderUnproven:
        if failures.is_one_too_many(desk.database, proof.client_id, now=now):
            raise TooManyFailures from None
        raise


def _exchanged(desk: Desk, opened: Opened, proof: Proof, *, scope: str | None) -> Given:
    now = clock.now()
    known = _known(desk, proof.client_id, now)
    _check_signature(opened, proof, known=known, keys=_keys(desk, known, proof.key_id, now))
    granted = scopes.narrowed(known.scopes, asked=scope)
    with desk.database.transaction() as transaction:
        # Used up even when it asks for too much: the next try needs a new proof.
        if not spent_tokens.spend(transaction, issuer=proof.client_id, token_id=proof.token_id):
            raise SenderUnproven("jti: used before", proof.client_id)
        if granted:
            token = tokens.give(transaction, care_system_id=known.id, scopes=granted)
            return Given(token, granted)
    raise ScopeBeyond


def _known(desk: Desk, client_id: str, now: datetime) -> Row[Any]:
    with desk.database.transaction(now) as transaction:
        found = transaction.execute(KNOWN, {"name": client_id}).one_or_none()
    if found is None:
        raise SenderUnproven("iss: unknown or disabled")
    return found


def _check_signature(opened: Opened, proof: Proof, *, known: Row[Any], keys: KeySet) -> None:
    found = key_sets.named(keys, proof.key_id)
    if not found:
        raise SenderUnproven("kid: unknown", known.client_id)
    if not any(signatures.is_right(opened, key) for key in found):
        raise SenderUnproven("signature", known.client_id)


def _keys(desk: Desk, known: Row[Any], key_id: str, now: datetime) -> KeySet:
    """The keys to believe: those here, or newer ones when these are old or lack this one."""
    keys: KeySet = known.key_set
    if known.key_set_url is None:
        return keys
    age = now - known.key_set_good_at
    if age > FRESH or not key_sets.has_named(keys, key_id):
        newer = _fetched(desk, known, now)
        if newer is not None:
            return newer
    if age > STALE:
        raise SenderUnproven("keys: not fetched for a day", known.client_id)
    return keys


def _fetched(desk: Desk, known: Row[Any], now: datetime) -> KeySet | None:
    """Newer keys; None when it is too soon to ask, or when the answer is of no use."""
    mine = {"of": known.id, "moment": now}
    with desk.database.transaction(now) as transaction:
        turn = transaction.execute(TAKE_TURN, {**mine, "rested": now - REST}).one_or_none()
    if turn is None:
        return None
    reach = Reach(is_inside=known.is_inside, is_demo=desk.is_demo)
    try:
        keys = fetching.fetched(known.key_set_url, reach=reach)
    except (KeySetAway, KeySetRefused) as unfit:
        log.warning("key-set-unfit", extra={"source": known.client_id, "reason": str(unfit)})
        return None
    with desk.database.transaction(now) as transaction:
        transaction.execute(RENEW, {**mine, "keys": keys, "from_": known.key_set_url})
    return keys
