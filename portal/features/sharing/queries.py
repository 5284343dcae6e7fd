"""What the pages of sharing read: the patient's grants, and what there is to open."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select

from portal.access import policy
from portal.access.grants import limits, reading
from portal.access.grants.values import GrantSeen, Stage, name_to_patient
from portal.audit.trail import What
from portal.audit.words import in_words
from portal.features.sharing.openable import Openable, openable
from portal.features.sharing.values import Happened, Kind, Reader, Shared, Thing
from portal.identity.people import masked_number
from portal.identity.sealing import Sealer
from portal.identity.viewer import Viewer
from portal.models.access_event import AccessEvent
from portal.models.activity import AnsweredBy
from portal.models.grant import Part, Scope
from portal.web.languages import gettext as _

LISTED = (
    Scope.MEETING_TIME,
    Scope.MEETING_PLACE,
    Scope.MEETING_JOIN,
    Scope.CONTACTS,
    Scope.GOALS,
    Scope.WHOLE_PLAN,
)
"""The scopes that a page lists one by one; insatser have lists of their own."""
OPENS = {
    Kind.MEETING: Scope.MEETING_TIME,
    Kind.CONTACT: Scope.CONTACTS,
    Kind.GOAL: Scope.GOALS,
    Kind.DOCUMENT: Scope.WHOLE_PLAN,
}
"""Which scope opens all things of a kind."""
BY_WHICH_ONE_READS = (Stage.ACTIVE, Stage.DELAYED, Stage.PAUSED)
PART_OF = {AnsweredBy.REGION: Part.REGION, AnsweredBy.MUNICIPALITY: Part.MUNICIPALITY}

event = policy.visible(AccessEvent)
LATEST = policy.narrowed(
    select(event.at, event.what, event.actor_id)
    .where(event.grant_id == bindparam("the_grant"), event.what.like("grant-%"))
    .order_by(event.id.desc())
    .limit(bindparam("most"))
)

GUESSED = policy.narrowed(
    select(event.id)
    .where(event.grant_id == bindparam("the_grant"), event.what == What.GRANT_GUESSED)
    .limit(1)
)


def all_shared(viewer: Viewer, sealer: Sealer) -> tuple[Shared, ...]:
    """All grants of the patient's, the newest first."""
    found = reading.grants_of(viewer.transaction, viewer.patient_id)
    things = openable(viewer)
    return tuple(shared(viewer, sealer, grant, things, found) for grant in found)


def readers(found: Iterable[Shared]) -> tuple[Reader, ...]:
    """The grants by whose they are. Of one that is not confirmed nobody says whose it is."""
    by_person: dict[object, list[Shared]] = defaultdict(list)
    for one in found:
        by_person[reading.person_of(one.seen) or one.ref].append(one)
    return tuple(Reader(tuple(grants)) for grants in by_person.values())


def grant(viewer: Viewer, ref: str) -> GrantSeen | None:
    """One of the patient's own grants by consent; None for anything else."""
    return reading.grant_of(viewer.transaction, viewer.patient_id, ref)


def shared(
    viewer: Viewer,
    sealer: Sealer,
    seen: GrantSeen,
    things: Openable | None = None,
    grants: Sequence[GrantSeen] | None = None,
) -> Shared:
    """A grant in words and lists; `grants` are all of the patient's."""
    things = things or openable(viewer)
    if grants is None:
        grants = reading.grants_of(viewer.transaction, viewer.patient_id)
    return Shared(
        seen=seen,
        name=name_to_patient(
            seen.relative_name,
            relation=seen.relation or _("den som företräder dig"),
            is_confirmed=seen.confirmed_at is not None,
        ),
        number=_number(viewer, sealer, seen),
        opened=tuple(str(scope.name) for scope in LISTED if scope in seen.scopes),
        closed=tuple(str(scope.name) for scope in LISTED if scope not in seen.scopes),
        parts=tuple(str(part.name) for part in Part if part in seen.parts),
        has_all_activities=Scope.ACTIVITIES in seen.scopes,
        has_chosen_activities=Scope.CHOSEN_ACTIVITIES in seen.scopes,
        seen_things=tuple(
            one
            for one in things.things
            if opens(seen, one) and not seen.hidden.hides(one.is_known_by)
        ),
        others=tuple(one for one in grants if _is_beside(one, seen)),
        hidden=tuple(
            replace(one, is_new_beside=seen.hidden.is_new_beside(one.is_known_by))
            for one in things.things
            if _could_open(seen, one) and seen.hidden.hides(one.is_known_by)
        ),
    )


def _is_beside(one: GrantSeen, seen: GrantSeen) -> bool:
    """Another grant to the same person, by which something may be read now or later."""
    person = reading.person_of(seen)
    return (
        person is not None
        and one.id != seen.id
        and (reading.person_of(one) == person and one.stage in BY_WHICH_ONE_READS)
    )


def opens(seen: GrantSeen, thing: Thing) -> bool:
    """Whether a grant opens a thing: the same rule as `access.visibility`, for one's own list."""
    if thing.kind != Kind.ACTIVITY:
        return OPENS[thing.kind] in seen.scopes
    part = PART_OF.get(AnsweredBy(thing.answered_by), Part.OTHERS)
    is_chosen = Scope.CHOSEN_ACTIVITIES in seen.scopes and thing.key in seen.chosen
    return part in seen.parts and (is_chosen or Scope.ACTIVITIES in seen.scopes)


def _could_open(seen: GrantSeen, thing: Thing) -> bool:
    """An insats that is hidden is listed as hidden, also when it is not chosen any more."""
    if thing.kind == Kind.ACTIVITY:
        return bool(seen.scopes & (Scope.ACTIVITIES | Scope.CHOSEN_ACTIVITIES))
    return opens(seen, thing)


def latest(viewer: Viewer, seen: GrantSeen, *, most: int) -> tuple[Happened, ...]:
    """The latest that was done to a grant, the latest first; its patient has asked for them."""
    rows = policy.read(viewer, LATEST, the_grant=seen.id, most=most)
    return tuple(
        Happened(row.at, in_words(row.what), is_own=row.actor_id == viewer.patient_id)
        for row in rows
    )


def is_guessed(viewer: Viewer, seen: GrantSeen) -> bool:
    """Somebody has typed wrong codes while this grant's code waited."""
    return bool(policy.read(viewer, GUESSED, the_grant=seen.id))


def _number(viewer: Viewer, sealer: Sealer, seen: GrantSeen) -> str:
    is_by_number = seen.relative_id is not None and seen.code_until is None
    if not is_by_number or seen.relative_id is None:
        return ""
    return masked_number(viewer.transaction, sealer, seen.relative_id)


def as_wished(viewer: Viewer, sealer: Sealer, seen: GrantSeen) -> Shared:
    """The grant as it would be after what was wished for."""
    wish = seen.wish
    if wish is None:
        return shared(viewer, sealer, seen)
    shown = frozenset(wish.shown_keys)
    is_chosen = Scope.CHOSEN_ACTIVITIES in wish.scopes
    after = replace(
        seen,
        scopes=wish.scopes,
        parts=wish.parts,
        expires_at=limits.end_of_day(viewer.now, wish.days) if wish.days else seen.expires_at,
        hidden=seen.hidden.without(_keys_of(viewer, shown)),
        chosen=seen.chosen | shown if is_chosen else seen.chosen,
    )
    return shared(viewer, sealer, after)


def _keys_of(viewer: Viewer, shown: frozenset[str]) -> frozenset[str]:
    """The keys of some things, with those of what they are called."""
    return shown.union(
        *(one.is_known_by.keys for one in openable(viewer).things if one.key in shown)
    )


def chosen_activities(viewer: Viewer, keys: frozenset[str]) -> tuple[Thing, ...]:
    """The patient's own insatser among some keys."""
    return tuple(one for one in openable(viewer).activities if one.key in keys) if keys else ()
