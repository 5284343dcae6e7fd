"""A world in which all is open, and those that differ from it in one condition."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from portal.database import Database
from portal.models.activity import AnsweredBy
from portal.models.grant import ALL_PARTS, ALL_SCOPES, GrantKind, Part, Scope
from portal.models.noun import Noun
from tests.support.world_building import Built, build
from tests.support.worlds import (
    DrawnActivity,
    DrawnGrant,
    DrawnMeeting,
    DrawnThing,
    Flags,
    World,
)

Near = tuple[World, Built]

BOTH = (DrawnThing(), DrawnThing(is_confidential=True), DrawnThing(is_shown=False))
OPEN = World(
    grant=DrawnGrant(scopes=ALL_SCOPES, parts=ALL_PARTS),
    activities=tuple(
        DrawnActivity(party, item, is_confidential=secret, is_shown=shown)
        for party in AnsweredBy
        for item in ("", "chosen", "hidden")
        for secret in (False, True)
        for shown in (True, False)
    ),
    goals=BOTH,
    documents=BOTH,
    contacts=(DrawnThing(), DrawnThing(is_shown=False)),
    meetings=tuple(
        DrawnMeeting(hours, item, is_confidential=secret, is_shown=shown)
        for hours in (2, -48)
        for item in ("", "hidden")
        for secret in (False, True)
        for shown in (True, False)
    ),
)


INLINE = replace(
    OPEN,
    activities=tuple(
        DrawnActivity(AnsweredBy.REGION, item, beside, is_inline=True)
        for item in ("", "chosen", "hidden", "named", "known")
        for beside in ("", "hidden", "known")
    ),
)
"""Something inside the plan is hidden; and the world without that, which is nothing to hide for."""
NONE_HIDDEN = tuple(
    replace(one, item="" if one.item in ("hidden", "named") else one.item, beside_item="")
    for one in INLINE.activities
)
ALL = DrawnGrant(scopes=ALL_SCOPES, parts=ALL_PARTS)


def worlds() -> Iterator[World]:
    """The open world, and it with each one thing closed, taken away or otherwise founded."""
    yield OPEN
    yield from _two_grants()
    for scope in Scope:
        yield _granted(scopes=scope)
        yield _granted(scopes=ALL_SCOPES & ~scope)
    for part in Part:
        yield _granted(parts=part)
        yield _granted(parts=part, scopes=Scope.CHOSEN_ACTIVITIES)
    for closed in ("is_theirs", "is_given", "is_accepted", "is_confirmed"):
        yield _granted(**{closed: False})
    yield _granted(is_paused=True)
    yield _granted(is_ended=True)
    yield _granted(expires_in=-1)
    yield _granted(opens_in=1)
    for flag in ("is_protected", "is_deceased", "is_sharing_blocked"):
        yield replace(OPEN, patient=Flags(**{flag: True}))
    for flag in ("is_protected", "is_deceased"):
        yield replace(OPEN, relative=Flags(**{flag: True}))
    for state in ("withdrawn", "not-for-patient"):
        yield replace(OPEN, plan_state=state)
    yield replace(OPEN, basis_is_stated=False)
    yield from _grounds()


def _two_grants() -> Iterator[World]:
    """What another grant to the same person hides, and when its pause closes this one."""
    beside = replace(
        OPEN,
        beside=ALL,
        goals=(*BOTH, DrawnThing(beside_item="hidden"), DrawnThing("hidden")),
        documents=(*BOTH, DrawnThing(beside_item="hidden"), DrawnThing("hidden")),
        contacts=(DrawnThing(), DrawnThing(beside_item="hidden"), DrawnThing("hidden")),
        meetings=(DrawnMeeting(2), DrawnMeeting(2, beside_item="hidden")),
        activities=(
            *INLINE.activities[:1],
            DrawnActivity(AnsweredBy.REGION),
            DrawnActivity(AnsweredBy.REGION, "named"),
            DrawnActivity(AnsweredBy.REGION, "", "hidden"),
            DrawnActivity(AnsweredBy.REGION, "chosen", "hidden"),
        ),
    )
    yield beside
    yield INLINE
    yield replace(INLINE, activities=NONE_HIDDEN)
    chosen = DrawnGrant(scopes=Scope.CHOSEN_ACTIVITIES, parts=ALL_PARTS)
    yield replace(INLINE, activities=NONE_HIDDEN, grant=chosen)
    yield replace(INLINE, activities=(*NONE_HIDDEN, DrawnActivity(AnsweredBy.REGION, "hidden")))
    yield replace(INLINE, beside=ALL)
    for closed in ({"is_ended": True}, {"expires_in": -1}, {"is_confirmed": False}):
        yield replace(beside, beside=replace(ALL, **closed))
        yield replace(beside, beside=replace(ALL, is_paused=True, **closed))
        yield replace(INLINE, beside=replace(ALL, **closed))
    yield replace(beside, beside=replace(ALL, is_paused=True))


def _grounds() -> Iterator[World]:
    """Every kind of grant, by age and by how long ago a mandate was confirmed."""
    for age in (12, 14):
        yield replace(OPEN, patient_age=age)
        yield replace(OPEN, relative_age=age)
    for kind in (GrantKind.GUARDIAN, GrantKind.TRUSTEE):
        for age in (12, 14, 80):
            for hours in (1, 25):
                grant = replace(OPEN.grant, kind=kind, verified_ago=hours, mandate_scope=1)
                yield replace(OPEN, grant=grant, patient_age=age)
        for reach in (0, 6):
            grant = replace(OPEN.grant, kind=kind, mandate_scope=reach)
            yield replace(OPEN, grant=grant, patient_age=12)


def _granted(**differs: Any) -> World:
    return replace(OPEN, grant=replace(OPEN.grant, **differs))


def built_all(url: str) -> list[Near]:
    """Every world in one new database, the open one first."""
    database = Database(url)
    Noun.metadata.create_all(database.engine)
    with database.transaction() as transaction:
        near = [(world, build(transaction, world)) for world in worlds()]
    database.engine.dispose()
    return near
