"""The policy of sharing once more, in plain Python: what a relative sees, page by page.

It is written from the rules in words, not from the portal's code, and shares nothing with it but
the names of scopes. The portal must give the same status and the same canaries for every world.
"""

from collections.abc import Iterator

from portal.models.activity import AnsweredBy
from portal.models.grant import GrantKind, Part, Scope
from tests.support.worlds import DrawnActivity, DrawnMeeting, DrawnThing, World

Seen = set[str] | None
"""The canaries on a page, or None where there is no such page."""
A_PLAN = (Scope.ACTIVITIES, Scope.CHOSEN_ACTIVITIES, Scope.GOALS, Scope.WHOLE_PLAN)
GUARDIAN_UNTIL, OWN_FROM = 13, 16


def opens(world: World) -> bool:
    """Whether the grant opens anything at all."""
    grant = world.grant
    denied = (
        world.patient.is_protected
        or world.patient.is_deceased
        or world.patient.is_sharing_blocked
        or world.relative.is_protected
        or world.relative.is_deceased
    )
    in_force = (
        grant.is_theirs
        and grant.is_given
        and grant.is_accepted
        and grant.is_confirmed
        and not grant.is_ended
        and grant.expires_in > 0
        and (grant.opens_in is None or grant.opens_in <= 0)
    )
    return in_force and not denied and not _is_paused(world) and _has_ground(world)


def _is_paused(world: World) -> bool:
    """A pause is for the person: by whichever living grant, known to be the person's, it was set."""
    return any(
        one.is_paused
        and one.is_confirmed
        and one.is_theirs
        and not one.is_ended
        and one.expires_in > 0
        for one in (world.grant, world.beside)
        if one is not None
    )


def _is_hidden(world: World, one: DrawnActivity | DrawnMeeting | DrawnThing) -> bool:
    """For the person, by whichever grant is known to be the person's, also one that has ended."""
    says = _said(world, one)
    is_inline = isinstance(one, DrawnActivity) and one.is_inline
    if "hidden" in says or (is_inline and "named" in says):
        return True
    is_known = "chosen" in says or "known" in says
    return is_inline and not is_known and _hides_inline(world)


def _hides_inline(world: World) -> bool:
    """Something that stands only inside the plan is hidden: nobody knows what it has become."""
    return any(
        one.is_inline and {"hidden", "named"} & _said(world, one) for one in world.activities
    )


def _said(world: World, one: DrawnActivity | DrawnMeeting | DrawnThing) -> set[str]:
    beside = world.beside
    counts = beside is not None and beside.is_theirs and beside.is_confirmed
    return {one.item, one.beside_item if counts else ""}


def told_ago(world: World, number: int) -> float:
    """How many hours ago something of a meeting changed that is open: see `world_building`."""
    place = (2.0, 4.0)[number % 3 > 0] if _any(world, Scope.MEETING_PLACE) else 3.0
    join = 1.0 if _any(world, Scope.MEETING_JOIN) else 3.0
    return min(3.0, place, join)


def change(world: World, number: int) -> str:
    """An insats that was shown again is new; any other one has changed."""
    is_shown_again = "known" in _said(world, world.activities[number])
    return "added" if is_shown_again else "changed"


def plans(world: World) -> set[str]:
    """The plans, and of each the one version, that exist for the relative at all."""
    is_there = opens(world) and _any(world, *A_PLAN) and world.plan_state == "shown"
    return {"plan", "version"} if is_there else set()


def pages(world: World) -> Iterator[tuple[str, Seen]]:
    """Every address below the grant, and what is to be seen there."""
    yield "", home(world)
    yield "/plan", plan(world)
    yield "/plan/skriv-ut", paper(world)
    yield "/moten", meetings(world)
    yield "/kontakter", contacts(world)
    for number in range(len(world.meetings)):
        yield f"/moten/meeting-{number}", meeting(world, number)
        yield f"/moten/meeting-{number}/kalender.ics", _calendar(world, number)
    for number in range(len(world.documents)):
        yield f"/plan/dokument/document-{number}", _file(world, number)


def home(world: World) -> Seen:
    if not opens(world):
        return None
    first = _next_meeting(world)
    return {
        *(meeting(world, first) or () if first is not None else ()),
        *(contacts(world) or ()),
        *(_titles(world) if _plan_is_readable(world) else ()),
    }


def plan(world: World) -> Seen:
    if not opens(world) or not _any(world, *A_PLAN):
        return None
    if not _plan_is_readable(world):
        return set()
    seen = set(_titles(world))
    if _any(world, Scope.GOALS):
        seen.add("own-words")
        seen |= {f"goal-{n}" for n in _allowed(world, world.goals)}
    if _any(world, Scope.WHOLE_PLAN):
        seen |= {"unit", "lead", "note"} | {
            f"document-title-{n}" for n in _allowed(world, world.documents)
        }
    return seen


def paper(world: World) -> Seen:
    """The plan with the next meeting and the contacts; no code to get in with."""
    if not _plan_is_readable(world):
        return None
    first = _next_meeting(world)
    return {
        *(plan(world) or ()),
        *(contacts(world) or ()),
        *(_meeting_words(world, first) if first is not None else ()),
    }


def meetings(world: World) -> Seen:
    if not opens(world) or not _any(world, Scope.MEETING_TIME):
        return None
    words = {word for n in _visible_meetings(world) for word in _meeting_words(world, n)}
    past = {f"place-{n}" for n, one in enumerate(world.meetings) if one.starts_in < 0}
    return words - past  # the list tells of a meeting that was only what it was about


def meeting(world: World, number: int) -> Seen:
    if not opens(world) or number not in _visible_meetings(world):
        return None
    is_coming = _starts_in(world, number) > 0
    joins = is_coming and _any(world, Scope.MEETING_JOIN)
    return {*_meeting_words(world, number), *({f"code-{number}"} if joins else ())}


def contacts(world: World) -> Seen:
    if not opens(world) or not _any(world, Scope.CONTACTS):
        return None
    return {f"contact-{n}" for n in _allowed(world, world.contacts)}


def _calendar(world: World, number: int) -> Seen:
    return None if meeting(world, number) is None else set()


def _file(world: World, number: int) -> Seen:
    may = opens(world) and _any(world, Scope.WHOLE_PLAN) and world.plan_state == "shown"
    return (
        {f"document-text-{number}"} if may and number in _allowed(world, world.documents) else None
    )


def _has_ground(world: World) -> bool:
    fresh = world.grant.verified_ago < 24
    match world.grant.kind:
        case GrantKind.CONSENT:
            are_old_enough = min(world.patient_age, world.relative_age) >= OWN_FROM
            return world.basis_is_stated and are_old_enough
        case GrantKind.GUARDIAN:
            reaches = world.grant.mandate_scope in (0, 1, 3, 5, 7)
            return fresh and reaches and world.patient_age < GUARDIAN_UNTIL
        case _:
            return fresh and world.grant.mandate_scope in (1, 3, 5, 7)


def _plan_is_readable(world: World) -> bool:
    return opens(world) and _any(world, *A_PLAN) and world.plan_state == "shown"


def _titles(world: World) -> set[str]:
    return {f"activity-{n}" for n, one in enumerate(world.activities) if _sees(world, one)}


def _sees(world: World, one: DrawnActivity) -> bool:
    if one.is_confidential or not one.is_shown or _is_hidden(world, one):
        return False
    part = {AnsweredBy.REGION: Part.REGION, AnsweredBy.MUNICIPALITY: Part.MUNICIPALITY}.get(
        AnsweredBy(one.answered_by), Part.OTHERS
    )
    if part not in world.grant.parts:
        return False
    chosen = one.item == "chosen" and _any(world, Scope.CHOSEN_ACTIVITIES)
    return chosen or _any(world, Scope.ACTIVITIES)


def _visible_meetings(world: World) -> list[int]:
    if not _any(world, Scope.MEETING_TIME):
        return []
    return [n for n, one in enumerate(world.meetings) if _is_open_meeting(world, one)]


def _next_meeting(world: World) -> int | None:
    coming = [number for number in _visible_meetings(world) if _starts_in(world, number) > 0]
    return min(coming, key=lambda number: (_starts_in(world, number), number), default=None)


def _is_open_meeting(world: World, one: DrawnMeeting) -> bool:
    return one.is_shown and not one.is_confidential and not _is_hidden(world, one)


def _meeting_words(world: World, number: int) -> set[str]:
    return {f"meeting-{number}", f"place-{number}"} if _any(world, Scope.MEETING_PLACE) else set()


def _starts_in(world: World, number: int) -> int:
    return world.meetings[number].starts_in


def _allowed(world: World, things: tuple[DrawnThing, ...]) -> list[int]:
    return [
        n
        for n, one in enumerate(things)
        if one.is_shown and not one.is_confidential and not _is_hidden(world, one)
    ]


def _any(world: World, *scopes: Scope) -> bool:
    return any(scope in world.grant.scopes for scope in scopes)
