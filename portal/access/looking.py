"""Who looks in this request: the `Viewer` that a door hands to its view.

Whatever a grant does not open is not there: one 404 for a grant that is paused, ended, expired,
denied, somebody else's or never was, and for a page that it does not open.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, cast

from flask import abort, g
from sqlalchemy import bindparam, func, select
from werkzeug.exceptions import Forbidden

from portal.access import policy
from portal.access.ages import born_to_have_turned
from portal.access.grants import rights
from portal.access.grants.rights import Right, SharingRules
from portal.access.manners import Looking, Manner, manner_of
from portal.identity.signed_in import SignedIn
from portal.identity.viewer import Viewer
from portal.models.access_event import AccessEvent, ActorKind
from portal.models.grant import PLAN, Scope
from portal.models.noun import swedish_date
from portal.web import unit
from portal.web.reader import reader

event = policy.visible(AccessEvent)
LAST_LOOK = policy.narrowed(
    select(func.max(event.at).label("at")).where(
        event.grant_id == bindparam("the_grant"),
        event.actor_kind == ActorKind.RELATIVE,
        event.what.not_like("grant-%"),
    )
)
"""When the relative last read by a grant: when else they were here is not the patient's to know."""
ANY_ACTIVITIES = Scope.ACTIVITIES | Scope.CHOSEN_ACTIVITIES


class TooYoung(Forbidden):
    """Whoever has not turned the age that the operator has set does not read their own plan."""

    template = "errors/too_young.html"


def sharing_rules() -> SharingRules:
    """What the operator has decided about sharing."""
    settings = unit.settings()
    return SharingRules(legal_basis=settings.relative_access_legal_basis, ages=settings.ages)


def own_viewer() -> Viewer:
    """The signed-in person, looking at themselves. Raises `TooYoung`."""
    person = cast("SignedIn", reader())
    transaction = unit.transaction()
    own_from = born_to_have_turned(unit.settings().ages.own_from, swedish_date(transaction.now))
    if person.born_on is not None and person.born_on > own_from:
        raise TooYoung
    return Viewer(
        transaction,
        person_id=person.person_id,
        patient_id=person.person_id,
        since=person.previous_visit_at,
    )


def for_others(own: Viewer) -> Viewer:
    """The patient, reading what she shows or hands to others: nothing that is hers alone."""
    return replace(own, is_alone=False)


def viewer(named: Mapping[str, Any], *, needs: Scope) -> Viewer | None:
    """The viewer that the address's values make of whoever is signed in; None for nobody."""
    if reader() is None:
        return None
    match manner_of(named):
        case Manner.GRANTED:
            return _granted(named["grant"], needs)
        case Manner.PREVIEW:
            return _preview(named["preview"], needs)
        case Manner.TOGETHER:
            _say(Looking(Manner.TOGETHER), together="ja")
            return for_others(own_viewer())
        case _:
            return own_viewer()


def without_manner(named: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an address that are the view's own."""
    return {name: value for name, value in named.items() if name not in set(Manner)}


def _granted(ref: str, needs: Scope) -> Viewer:
    person = cast("SignedIn", reader())
    transaction = unit.transaction()
    right = rights.right_of(transaction, ref=ref, person_id=person.person_id, rules=sharing_rules())
    if right is None or not _opens(right, needs):
        abort(404)
    _say(_looking(Manner.GRANTED, right), grant=ref)
    unit.ask_before_delivery(partial(rights.require_still, right=right, rules=sharing_rules()))
    return right.viewer(transaction, since=_since(right, person.previous_visit_at))


def _since(right: Right, visited_at: datetime | None) -> datetime | None:
    """Nothing is told as changed to somebody who was here last before the right opened."""
    was_open = visited_at is not None and (right.opened_at or visited_at) <= visited_at
    return visited_at if was_open else None


def _preview(ref: str, needs: Scope) -> Viewer:
    """What the relative would get, looked at by the patient, who is traced as the patient."""
    own = own_viewer()
    right = rights.previewed(own.transaction, ref=ref, patient_id=own.patient_id)
    if right is None or not _opens(right, needs):
        abort(404)
    others = rights.others_to_preview(own.transaction, right)
    _say(replace(_looking(Manner.PREVIEW, right), other_refs=others), preview=ref)
    since = policy.read(own, LAST_LOOK, the_grant=right.grant_id)[0].at
    return right.viewer(own.transaction, since=since, looked_at_by=own.person_id)


def _opens(right: Right, needs: Scope) -> bool:
    return not needs or bool(right.scopes & needs)


def _looking(manner: Manner, right: Right) -> Looking:
    return Looking(
        manner,
        patient_name=right.patient_name,
        relative_name=right.relative_name,
        relation=right.relation,
        grant_ref=right.ref,
        sees_plan=bool(right.scopes & PLAN),
        sees_meetings=Scope.MEETING_TIME in right.scopes,
        sees_contacts=Scope.CONTACTS in right.scopes,
        sees_place=Scope.MEETING_PLACE in right.scopes,
        sees_join=Scope.MEETING_JOIN in right.scopes,
        sees_activities=bool(right.scopes & ANY_ACTIVITIES),
        sees_goals=Scope.GOALS in right.scopes,
        sees_whole_plan=Scope.WHOLE_PLAN in right.scopes,
    )


def _say(looking: Looking, **kept: str) -> None:
    """Tell the layout whose plan this is, and links to stay within this manner."""
    g.said_to_layout = {"looking": looking}
    g.kept_in_addresses = kept
