"""Signed-in sessions: begun, resumed and ended in the database, so that ended means ended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Label, and_, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from portal.database import Transaction
from portal.identity.claims import Identity
from portal.identity.cookies import digest, new_token
from portal.models.grant import Grant, GrantKind
from portal.models.person import Person
from portal.models.signed_in_session import SignedInSession as Row

IDLE = timedelta(minutes=15)
CLOCK_SKEW = timedelta(minutes=2)
"""A session seen later than this from now was seen by a clock that has been set back since."""
MOST = 5
"""Sessions a person may have at once; beginning one more ends the one used least recently."""

IS_LIVE = and_(
    Row.ended_at.is_(None),
    Row.last_seen_at > bindparam("idle_since"),
    Row.last_seen_at <= bindparam("no_later_than"),
    Row.absolute_until > bindparam("moment"),
)


def _of_person(column: InstrumentedAttribute[Any]) -> Label[Any]:
    own = select(column).where(Person.id == Row.person_id).correlate(Row)
    return own.scalar_subquery().label(column.key)


SHOWN = (
    Row.person_id,
    _of_person(Person.name),
    _of_person(Person.born_on),
    Row.authenticated_at,
    Row.previous_visit_at,
    Row.last_seen_at,
    Row.absolute_until,
    exists()
    .where(
        Grant.patient_id == Row.person_id,
        Grant.kind != GrantKind.CONSENT,
        Grant.looked_through_at.is_(None),
        or_(Grant.paused_at.is_(None), Grant.paused_at < Grant.created_at),
        Grant.ended_at.is_(None),
    )
    .correlate(Row)
    .label("has_new_mandate"),
)
RESUME = (
    update(Row)
    .where(Row.token_hash == bindparam("token"), IS_LIVE)
    .values(last_seen_at=bindparam("moment"))
    .returning(*SHOWN)
)
GLANCE = select(*SHOWN).where(Row.token_hash == bindparam("token"), IS_LIVE)
LAST_VISIT = select(func.max(Row.last_seen_at)).where(Row.person_id == bindparam("person"))
JUST_HERE = select(Row.person_id).where(
    Row.token_hash.in_(bindparam("tokens", expanding=True)),
    Row.person_id != bindparam("person"),
    Row.last_seen_at > bindparam("idle_since"),
)
ENDED = select(Row.person_id, Row.last_seen_at, Row.absolute_until, Row.ended_at).where(
    Row.token_hash == bindparam("token"), Row.ended_at.is_not(None)
)
BEGIN = insert(Row)
_open = update(Row).where(Row.ended_at.is_(None)).values(ended_at=bindparam("moment"))
END = _open.where(Row.token_hash == bindparam("token")).returning(Row.person_id)
END_ALL = _open.where(Row.person_id == bindparam("person"))
IS_OTHER = and_(Row.person_id == bindparam("person"), Row.token_hash != bindparam("mine"))
END_OLDEST = _open.where(
    IS_OTHER,
    Row.token_hash.not_in(
        select(Row.token_hash)
        .where(IS_OTHER, Row.ended_at.is_(None))
        .order_by(Row.last_seen_at.desc())
        .limit(MOST - 1)
    ),
)
_by_issuer = _open.where(Row.issuer == bindparam("by")).returning(Row.person_id)
_by_sid = Row.issuer_session == bindparam("sid")
_without_sid = and_(Row.issuer_session.is_(None), Row.subject == bindparam("subject_ended"))
END_BY_SID = _by_issuer.where(_by_sid)
END_BY_SID_AND_SUBJECT = _by_issuer.where(or_(_by_sid, _without_sid))
END_BY_SUBJECT = _by_issuer.where(Row.subject == bindparam("subject_ended"))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who is signed in, as of this request; also flask-login's `current_user`."""

    person_id: int
    name: str | None
    authenticated_at: datetime
    previous_visit_at: datetime | None
    last_seen_at: datetime
    absolute_until: datetime
    now: datetime
    born_on: date | None = None
    has_new_mandate: bool = False
    """Care has said that somebody represents the person, who has not said yet that it is seen."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def itself(self) -> "SignedIn":
        """This, from behind `current_user`."""
        return self

    @property
    def ends_at(self) -> datetime:
        """When the session ends if nothing more is done in it."""
        return min(self.last_seen_at + IDLE, self.absolute_until)

    @property
    def seconds_left(self) -> int:
        return int((self.ends_at - self.now).total_seconds())

    @property
    def is_final_stretch(self) -> bool:
        """Nothing done now puts off the end any more."""
        return self.absolute_until <= self.now + IDLE

    def get_id(self) -> str:
        return str(self.person_id)


def begin(
    transaction: Transaction, *, person_id: int, identity: Identity, longest: timedelta
) -> str:
    """Sign a person in; the token goes into the cookie and nowhere else."""
    token, now = new_token(), transaction.now
    transaction.execute(
        BEGIN,
        {
            "token_hash": digest(token),
            "person_id": person_id,
            "issuer": identity.issuer,
            "subject": identity.subject,
            "issuer_session": identity.issuer_session,
            "level_of_assurance": identity.level_of_assurance,
            "provider_transaction": identity.provider_transaction,
            "authenticated_at": identity.authenticated_at,
            "began_at": now,
            "last_seen_at": now,
            "absolute_until": now + longest,
            "previous_visit_at": last_visit(transaction, person_id),
        },
    )
    transaction.execute(END_OLDEST, {"person": person_id, "mine": digest(token), "moment": now})
    return token


def last_visit(transaction: Transaction, person_id: int) -> datetime | None:
    """When the person was last seen here, in any session."""
    seen: datetime | None = transaction.execute(LAST_VISIT, {"person": person_id}).scalar()
    return seen


def others_just_here(
    transaction: Transaction, token_hashes: Collection[bytes], *, person_id: int
) -> set[int]:
    """Whoever else was seen in these sessions within 15 minutes, ended or not."""
    asked = {"person": person_id, "idle_since": transaction.now - IDLE}
    return set(transaction.execute(JUST_HERE, {"tokens": list(token_hashes), **asked}).scalars())


def resume(transaction: Transaction, token: str, *, touch: bool) -> SignedIn | None:
    """Tell who is signed in by this token, in one statement; `touch` puts off the idle end.

    A token that is refused is ended for good, so that no clock set back can revive it; or when
    the database takes something again.
    """
    now = transaction.now
    row = transaction.execute(
        RESUME if touch else GLANCE,
        {
            "token": digest(token),
            "moment": now,
            "idle_since": now - IDLE,
            "no_later_than": now + CLOCK_SKEW,
        },
    ).one_or_none()
    if row is None:
        if transaction.aside is None:
            end(transaction, token)
        return None
    return SignedIn(
        person_id=row.person_id,
        name=row.name,
        authenticated_at=row.authenticated_at,
        previous_visit_at=row.previous_visit_at,
        last_seen_at=row.last_seen_at,
        absolute_until=row.absolute_until,
        now=now,
        born_on=row.born_on,
        has_new_mandate=bool(row.has_new_mandate),
    )


def ended_by_time(transaction: Transaction, token: str) -> int | None:
    """Whose session this was, if it was idle or old enough to end by itself; None for one that
    somebody, or the provider, has ended before that."""
    row = transaction.execute(ENDED, {"token": digest(token)}).one_or_none()
    if row is None:
        return None
    time_up = min(row.last_seen_at + IDLE, row.absolute_until)
    return row.person_id if row.ended_at >= time_up else None


def end(transaction: Transaction, token: str) -> int | None:
    """End one session. Gives the person's id when there was one to end."""
    return transaction.execute(END, {"token": digest(token), "moment": transaction.now}).scalar()


def end_all(transaction: Transaction, person_id: int) -> None:
    """End every session of a person, on every device."""
    transaction.execute(END_ALL, {"person": person_id, "moment": transaction.now})


def end_by_provider(
    transaction: Transaction, *, issuer: str, issuer_session: str | None, subject: str | None
) -> set[int]:
    """End what the provider says has ended: one session by its `sid`, or all of a `sub`. With both,
    those of the `sub` go too that began without a `sid`: nobody can say that they are others.

    Gives the ids of those who were signed in.
    """
    moment = {"moment": transaction.now, "by": issuer}
    if issuer_session is None:
        ended = transaction.execute(END_BY_SUBJECT, {**moment, "subject_ended": subject})
    elif subject is None:
        ended = transaction.execute(END_BY_SID, {**moment, "sid": issuer_session})
    else:
        both = {"sid": issuer_session, "subject_ended": subject}
        ended = transaction.execute(END_BY_SID_AND_SUBJECT, {**moment, **both})
    return set(ended.scalars())
