"""What a patient does about a grant, each done and traced in one transaction."""

from dataclasses import replace
from datetime import datetime

from portal.access.grants import changing, for_the_person, limits, looking_through, reading
from portal.access.grants.limits import GrantChanged
from portal.access.grants.values import GrantSeen, Hideable, Wish
from portal.audit import trail
from portal.audit.trail import What
from portal.features.sharing.openable import openable
from portal.features.sharing.values import Wanted
from portal.identity.viewer import Viewer
from portal.models.grant import Part, Scope


def ask_to_confirm(viewer: Viewer, grant: GrantSeen) -> None:
    """From now on a fresh sign-in for this grant counts."""
    changing.ask_for_fresh_sign_in(viewer.transaction, grant)
    trace(viewer, grant, What.GRANT_CONFIRM_ASKED)


def confirm(
    viewer: Viewer, grant: GrantSeen, *, authenticated_at: datetime, opens_at: datetime | None
) -> None:
    """This is the right person. Only now anything opens, or at `opens_at`.

    Raises `NotFresh` or `GrantChanged`.
    """
    changing.confirm(
        viewer.transaction, grant, authenticated_at=authenticated_at, opens_at=opens_at
    )
    trace(viewer, grant, What.GRANT_CONFIRMED)


def pause(viewer: Viewer, grant: GrantSeen) -> None:
    """Close everything to the person, by all grants; the log says so of each."""
    for paused in for_the_person.pause(viewer.transaction, grant):
        trace(viewer, replace(grant, id=paused), What.GRANT_PAUSED)


def acknowledge(viewer: Viewer, grant: GrantSeen) -> None:
    """She has seen that care has stated a mandate."""
    changing.acknowledge(viewer.transaction, grant)
    trace(viewer, grant, What.GRANTS_KEPT)


def end(viewer: Viewer, grant: GrantSeen) -> None:
    changing.end(viewer.transaction, grant)
    trace(viewer, grant, What.GRANT_ENDED)


def close(viewer: Viewer, grant: GrantSeen, *, scope: Scope, part: Part) -> None:
    """Close a scope or a part. The place of a meeting cannot be open when its time is closed."""
    if Scope.MEETING_TIME in scope:
        scope |= Scope.MEETING_PLACE | Scope.MEETING_JOIN
    changing.narrow(
        viewer.transaction, grant, scopes=grant.scopes & ~scope, parts=grant.parts & ~part
    )
    trace(viewer, grant, What.GRANT_NARROWED)


def hide(viewer: Viewer, grant: GrantSeen, key: str) -> None:
    """Hide one thing of the patient's own from the person, by whichever grant."""
    _hide(viewer, grant, key)
    trace(viewer, grant, What.GRANT_HIDDEN, ref=key)


def _hide(viewer: Viewer, grant: GrantSeen, key: str) -> None:
    things = [one.is_known_by for one in openable(viewer).things]
    found = next((one for one in things if one.key == key), None)
    if found is None:
        raise GrantChanged
    beside = (
        one.name
        for one in things
        if found.family and one.family == found.family and not grant.hidden.hides(one)
    )
    for_the_person.hide(viewer.transaction, grant, found, beside=beside)


def shorten(viewer: Viewer, grant: GrantSeen, days: int) -> None:
    """End earlier than was said, with the last of so many days from today."""
    until = _end(viewer, days)
    if grant.expires_at == until:
        trail.looked(viewer, What.SHARING)  # the same tap again
        return
    changing.shorten(viewer.transaction, grant, until=until)
    trace(viewer, grant, What.GRANT_SHORTENED)


def wish_to_resume(viewer: Viewer, grant: GrantSeen) -> None:
    """Ask to open what was paused."""
    _wish(viewer, grant, Wish(grant.scopes, grant.parts, None, resumes=True))


def wish_to_show(viewer: Viewer, grant: GrantSeen, key: str) -> None:
    """Ask to show a thing again, of those that are hidden."""
    things = (one.is_known_by for one in openable(viewer).things)
    if not any(one.key == key and grant.hidden.hides(one) for one in things):
        raise GrantChanged
    _wish(viewer, grant, Wish(grant.scopes, grant.parts, None, shown_keys=(key,)))


def change(viewer: Viewer, grant: GrantSeen, wanted: Wanted) -> bool:
    """Close at once whatever is not wanted any more, and ask for what is to be opened.

    Tells if something waits for a fresh sign-in. Raises `GrantChanged`.
    """
    seen = _narrowed(viewer, grant, wanted)
    opened = _opened(viewer, seen, wanted)
    if opened is None:
        if seen is grant:
            trail.looked(viewer, What.SHARING)  # nothing is changed, but the grant was read
        return False
    _wish(viewer, seen, opened)
    return True


def keep_all(viewer: Viewer) -> None:
    """Everything that is shared shall stay as it is; in three months the question comes again."""
    looking_through.look_through(viewer.transaction, viewer.patient_id)
    trace(viewer, None, What.GRANTS_KEPT)


def widen(
    viewer: Viewer, grant: GrantSeen, *, legal_basis: str, authenticated_at: datetime
) -> None:
    """Do what was wished for. Raises `NotFresh` or `GrantChanged`."""
    shown = grant.wish.shown_keys if grant.wish else ()
    names = {
        name
        for one in (openable(viewer).things if shown else ())
        if one.key in shown
        for name in one.is_known_by.keys
    }
    changing.widen(
        viewer.transaction,
        grant,
        legal_basis=legal_basis,
        authenticated_at=authenticated_at,
        names=names,
    )
    trace(viewer, grant, What.GRANT_WIDENED)


def _narrowed(viewer: Viewer, grant: GrantSeen, wanted: Wanted) -> GrantSeen:
    """The grant after everything that closes is closed, and as the page had seen it else."""
    transaction, seen = viewer.transaction, grant
    dropped = grant.chosen - wanted.keys if Scope.CHOSEN_ACTIVITIES in wanted.scopes else ()
    if grant.scopes & ~wanted.scopes or grant.parts & ~wanted.parts or dropped:
        changing.narrow(transaction, seen, scopes=wanted.scopes, parts=wanted.parts)
        for key in sorted(dropped):
            _drop(viewer, grant, key)
        trace(viewer, grant, What.GRANT_NARROWED)
        seen = again(viewer, grant)
    if wanted.days and _end(viewer, wanted.days) < (grant.expires_at or viewer.now):
        changing.shorten(transaction, seen, until=_end(viewer, wanted.days))
        trace(viewer, grant, What.GRANT_SHORTENED)
        seen = again(viewer, grant)
    return seen


def _drop(viewer: Viewer, grant: GrantSeen, key: str) -> None:
    """What was chosen may have left the plan meanwhile; its key is hidden all the same."""
    try:
        _hide(viewer, grant, key)
    except GrantChanged:
        for_the_person.hide(viewer.transaction, grant, Hideable(key))


def _opened(viewer: Viewer, seen: GrantSeen, wanted: Wanted) -> Wish | None:
    """What is wanted beyond what is open; None when nothing is, and for longer of nothing."""
    if not wanted.scopes:
        return None
    own = {one.key for one in openable(viewer).activities}
    keys = tuple(sorted((wanted.keys & own) - seen.chosen))
    is_longer = wanted.days is not None and _end(viewer, wanted.days) > (
        seen.expires_at or viewer.now
    )
    parts = wanted.parts if wanted.scopes & ANY_ACTIVITIES else seen.parts
    if wanted.scopes == seen.scopes and parts == seen.parts and not keys and not is_longer:
        return None
    return Wish(wanted.scopes, parts, wanted.days if is_longer else None, shown_keys=keys)


ANY_ACTIVITIES = Scope.ACTIVITIES | Scope.CHOSEN_ACTIVITIES


def _wish(viewer: Viewer, grant: GrantSeen, wish: Wish) -> None:
    changing.wish_for(viewer.transaction, grant, wish)
    trace(viewer, grant, What.GRANT_WISHED)


def again(viewer: Viewer, grant: GrantSeen) -> GrantSeen:
    found = reading.grant_of(viewer.transaction, viewer.patient_id, grant.ref)
    if found is None:
        raise GrantChanged
    return found


def _end(viewer: Viewer, days: int) -> datetime:
    return limits.end_of_day(viewer.now, days)


def trace(viewer: Viewer, grant: GrantSeen | None, what: What, ref: str | None = None) -> None:
    trail.acted(
        viewer.transaction,
        what,
        patient_id=viewer.patient_id,
        actor_id=viewer.person_id,
        grant_id=grant.id if grant else None,
        ref=ref,
    )
