"""What the pages of sharing read: the patient's grants, and what there is to open."""

from dataclasses import replace

from sqlalchemy import bindparam, select

from portal.access import policy
from portal.access.grants import limits, reading
from portal.access.grants.values import GrantSeen, name_to_patient
from portal.audit.trail import What
from portal.audit.words import in_words
from portal.features.sharing.openable import Openable, openable
from portal.features.sharing.values import Happened, Shared, Thing
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
    return tuple(shared(viewer, sealer, grant, things) for grant in found)


def grant(viewer: Viewer, ref: str) -> GrantSeen | None:
    """One of the patient's own grants by consent; None for anything else."""
    return reading.grant_of(viewer.transaction, viewer.patient_id, ref)


def shared(
    viewer: Viewer, sealer: Sealer, seen: GrantSeen, things: Openable | None = None
) -> Shared:
    """A grant in words and lists."""
    things = things or openable(viewer)
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
        activities=tuple(one for one in things.activities if opens(seen, one)),
        hidden_activities=tuple(one for one in things.activities if one.key in seen.hidden),
        meetings=_of_meetings(seen, things, is_hidden=False),
        hidden_meetings=_of_meetings(seen, things, is_hidden=True),
    )


def opens(seen: GrantSeen, thing: Thing) -> bool:
    """Whether a grant opens an insats: the same rule as `access.visibility`, for one's own list."""
    part = PART_OF.get(AnsweredBy(thing.answered_by), Part.OTHERS)
    if part not in seen.parts or thing.key in seen.hidden:
        return False
    is_chosen = Scope.CHOSEN_ACTIVITIES in seen.scopes and thing.key in seen.chosen
    return is_chosen or Scope.ACTIVITIES in seen.scopes


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


def _of_meetings(seen: GrantSeen, things: Openable, *, is_hidden: bool) -> tuple[Thing, ...]:
    if Scope.MEETING_TIME not in seen.scopes:
        return ()
    return tuple(one for one in things.meetings if (one.key in seen.hidden) == is_hidden)


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
        hidden=seen.hidden - shown,
        chosen=seen.chosen | shown if is_chosen else seen.chosen,
    )
    return shared(viewer, sealer, after)


def chosen_titles(viewer: Viewer, keys: frozenset[str]) -> tuple[str, ...]:
    """The titles of the patient's own insatser among some keys."""
    return (
        tuple(one.title for one in openable(viewer).activities if one.key in keys) if keys else ()
    )
