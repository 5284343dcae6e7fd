"""The patient's own log, a page at a time: by where the last page ended, never by counting rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from portal.access import policy
from portal.access.grants import reading
from portal.access.grants.names import known_name
from portal.access.grants.values import GrantSeen, name_to_patient
from portal.audit.trail import OURS
from portal.audit.words import in_words
from portal.clock import STOCKHOLM
from portal.features.access_log.things import LoggedThing, things
from portal.identity.viewer import Viewer
from portal.models.access_event import AccessEvent, ActorKind
from portal.models.grant import Grant
from portal.models.noun import swedish_date
from portal.models.person import Person

ON_A_PAGE = 50
END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)

event = policy.visible(AccessEvent)
actor = aliased(Person)
relative = aliased(Person)
EVENTS = (
    select(
        event.id,
        event.at,
        event.actor_kind,
        event.actor_id,
        event.source,
        event.what,
        event.ref,
        event.grant_id,
        known_name(actor, event.actor_name).label("actor_name"),
        case((Grant.accepted_at.is_not(None), known_name(relative)), else_="").label(
            "relative_name"
        ),
        Grant.ref.label("grant_ref"),
        Grant.relation,
        Grant.confirmed_at,
    )
    .outerjoin(actor, actor.id == event.actor_id)
    .outerjoin(Grant, and_(Grant.id == event.grant_id, Grant.patient_id == event.patient_id))
    .outerjoin(relative, relative.id == Grant.relative_id)
    .order_by(event.at.desc(), event.id.desc())
)
BEFORE = or_(
    event.at < bindparam("before"),
    and_(event.at == bindparam("before"), event.id < bindparam("before_id")),
)
OTHERS, EVERYBODY, ONE_RELATIVE = "andra", "alla", "person"
"""`ONE_RELATIVE` is no word of an address: there a relative is chosen by the ref of a grant."""
OF_WHOM = {
    OTHERS: (event.actor_kind != ActorKind.PATIENT,),
    EVERYBODY: (),
    "jag": (event.actor_kind == ActorKind.PATIENT,),
    "varden": (event.actor_kind == ActorKind.CARE_SYSTEM, event.source != OURS),
    ONE_RELATIVE: (event.actor_id == bindparam("whose"), event.actor_kind == ActorKind.RELATIVE),
}
PAGES = {
    who: policy.narrowed(EVENTS.where(BEFORE, *conditions).limit(bindparam("most")))
    for who, conditions in OF_WHOM.items()
}
LISTS = OF_WHOM.keys() - {ONE_RELATIVE}
ALL = policy.narrowed(EVENTS)
RELATIVES = policy.narrowed(
    select(event.actor_id, func.max(event.grant_id).label("grant_id"))
    .where(event.actor_kind == ActorKind.RELATIVE)
    .group_by(event.actor_id)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `who` is a name, or an HSA-id; `kind` says what sort of actor it is.

    `portal` is the portal itself: nobody did it, or whoever did is not the patient's to know.
    `grant_ref` is the patient's grant that it was done under, or that was changed.
    """

    id: int
    at: datetime
    kind: str
    who: str
    words: str
    grant_ref: str
    relation: str
    grant_name: str
    """What the patient may call whoever the grant lets read."""
    is_preview: bool
    thing: LoggedThing | None = None
    """The meeting, document or insats that it was about."""
    times: int = 1
    """How many times in a row, on a page; each stands by itself in the file."""

    @property
    def day(self) -> date:
        return swedish_date(self.at)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A relative who is in the log; `ref` is of a grant of theirs, to choose them by."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the log a page begins: before this moment, and there before this row."""

    before: datetime = END_OF_TIME
    before_id: int = 0


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries, the latest first, and where the next page begins, if there is one."""

    entries: tuple[Entry, ...]
    rest: Place | None


def log_page(viewer: Viewer, place: Place, whose: str) -> LogPage:
    """A page of the log; `whose` is one of `LISTS`, or the ref of a relative's grant."""
    is_list = whose in LISTS
    rows = policy.read(
        viewer,
        PAGES[whose if is_list else ONE_RELATIVE],
        before=place.before,
        before_id=place.before_id,
        most=ON_A_PAGE + 1,
        **({} if is_list else {"whose": _relative(viewer, whose)}),
    )
    shown = rows[:ON_A_PAGE]
    last = shown[-1] if len(rows) > ON_A_PAGE else None
    return LogPage(_entries(viewer, shown), last and Place(last.at, last.id))


def whole_log(viewer: Viewer) -> tuple[Entry, ...]:
    """All of it, the latest first."""
    return _entries(viewer, policy.read(viewer, ALL))


def relatives(viewer: Viewer) -> tuple[Somebody, ...]:
    """Everyone who has done something by a grant of the patient's."""
    grants = {one.id: one for one in reading.grants_of(viewer.transaction, viewer.patient_id)}
    found = [
        grants[row.grant_id] for row in policy.read(viewer, RELATIVES) if row.grant_id in grants
    ]
    return tuple(Somebody(one.ref, _name(one.relative_name, one)) for one in found)


def end_of(day: date) -> Place:
    """The place from which that day in Sweden, and what was before it, is read."""
    midnight = datetime.combine(day + timedelta(days=1), time(), STOCKHOLM)
    return Place(before=midnight.astimezone(UTC))


def together(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The same thing done several times in a row as one line, at its latest time."""
    rows = (tuple(same) for _, same in groupby(entries, key=_sameness))
    return tuple(replace(same[0], times=len(same)) for same in rows)


def _sameness(one: Entry) -> tuple[str, ...]:
    return one.day.isoformat(), one.kind, one.who, one.words, one.grant_ref, str(one.thing)


def _relative(viewer: Viewer, ref: str) -> int:
    found = reading.grant_of(viewer.transaction, viewer.patient_id, ref)
    return (found.relative_id if found and found.accepted_at else None) or 0


def _entries(viewer: Viewer, rows: Sequence[Row[Any]]) -> tuple[Entry, ...]:
    found = things(viewer, (row.ref for row in rows if row.ref))
    return tuple(_entry(row, found.get(row.ref)) for row in rows)


def _entry(row: Row[Any], thing: LoggedThing | None) -> Entry:
    is_own = row.actor_kind == ActorKind.PATIENT
    is_about_grant = row.what.startswith("grant-")
    is_relatives = row.actor_kind == ActorKind.RELATIVE
    grant_name = _name(row.relative_name, row)
    return Entry(
        id=row.id,
        at=row.at,
        kind="portal" if row.source == OURS else row.actor_kind,
        who=row.source or _name(row.actor_name, row),
        words=in_words(row.what, "" if is_relatives else grant_name),
        grant_ref=row.grant_ref or "",
        relation=row.relation or "",
        grant_name=grant_name,
        thing=thing,
        is_preview=is_own and row.grant_id is not None and not is_about_grant,
    )


def _name(name: str | None, grant: Row[Any] | GrantSeen) -> str:
    return name_to_patient(
        name or "", relation=grant.relation or "", is_confirmed=grant.confirmed_at is not None
    )
