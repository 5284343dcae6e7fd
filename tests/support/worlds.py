"""Random worlds of sharing: two people, what denies them, a grant or two, a plan full of canaries.

A canary is a word that stands nowhere else, so that a page shows exactly what it contains.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

from hypothesis import strategies as st

from portal.models.activity import AnsweredBy
from portal.models.grant import NO_SCOPE, GrantKind, Part, Scope

NO_PART = Part(0)
RIGHTS = tuple(AnsweredBy)
ITEM = st.sampled_from(["", "", "", "chosen", "chosen", "hidden", "named", "known"])
HIDDEN = st.sampled_from(["", "", "", "hidden"])
"""What a grant says of a thing by itself: hidden by its key, or ("named") by what it is called."""
RARE = st.sampled_from([False, False, False, False, False, True])
OFTEN = st.sampled_from([True, True, True, True, True, False])


@dataclass(frozen=True)
class Flags:
    """What is true of a person whatever was granted."""

    is_protected: bool = False
    is_deceased: bool = False
    is_sharing_blocked: bool = False


@dataclass(frozen=True)
class DrawnGrant:
    """A grant at one moment. Hours are from now; a mandate was verified some hours ago.

    `opens_in` is set when there is to be time to think: before it nothing opens.
    """

    kind: str = GrantKind.CONSENT
    is_theirs: bool = True
    is_given: bool = True
    is_accepted: bool = True
    is_confirmed: bool = True
    is_paused: bool = False
    is_ended: bool = False
    expires_in: int = 24
    opens_in: int | None = None
    verified_ago: int = 1
    mandate_scope: int = 0
    """Bits: 1 to care for the person, 2 to protect rights, 4 to manage property."""
    scopes: Scope = NO_SCOPE
    parts: Part = NO_PART


@dataclass(frozen=True)
class DrawnActivity:
    """`is_inline`: it stands only inside the plan. `beside_item`: what the other grant says."""

    answered_by: str
    item: str = ""
    beside_item: str = ""
    is_inline: bool = False
    is_confidential: bool = False
    is_shown: bool = True


@dataclass(frozen=True)
class DrawnMeeting:
    """`starts_in` is hours from now; each meeting is by telephone, at a place, with a code."""

    starts_in: int
    item: str = ""
    beside_item: str = ""
    is_confidential: bool = False
    is_shown: bool = True


@dataclass(frozen=True)
class DrawnThing:
    """A goal, a contact or a document."""

    item: str = ""
    beside_item: str = ""
    is_confidential: bool = False
    is_shown: bool = True


@dataclass(frozen=True)
class World:
    """Everything that decides what the relative sees."""

    patient: Flags = Flags()
    relative: Flags = Flags()
    patient_age: int = 80
    relative_age: int = 60
    basis_is_stated: bool = True
    grant: DrawnGrant = DrawnGrant()
    beside: DrawnGrant | None = None
    """Another grant to the same person, or a mandate."""
    plan_state: str = "shown"
    activities: tuple[DrawnActivity, ...] = ()
    goals: tuple[DrawnThing, ...] = ()
    documents: tuple[DrawnThing, ...] = ()
    contacts: tuple[DrawnThing, ...] = ()
    meetings: tuple[DrawnMeeting, ...] = ()


def _few(kind: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(kind, max_size=most).map(tuple)


flags = st.builds(Flags, is_protected=RARE, is_deceased=RARE, is_sharing_blocked=RARE)
grants = st.builds(
    DrawnGrant,
    kind=st.sampled_from([GrantKind.CONSENT] * 4 + [GrantKind.GUARDIAN, GrantKind.TRUSTEE]),
    is_theirs=OFTEN,
    is_given=OFTEN,
    is_accepted=OFTEN,
    is_confirmed=OFTEN,
    is_paused=RARE,
    is_ended=RARE,
    expires_in=st.sampled_from([24, 24, 24, 1, -1, 8000]),
    opens_in=st.sampled_from([None, None, None, None, -1, 1]),
    verified_ago=st.sampled_from([1, 1, 23, 25]),
    mandate_scope=st.sampled_from([0, 1, 1, 1, 2, 4, 5, 6, 7]),
    scopes=st.integers(0, 255).map(Scope),
    parts=st.sampled_from([7, 7, 7, 1, 2, 4, 3, 0]).map(Part),
)
activities = st.builds(
    DrawnActivity,
    answered_by=st.sampled_from(RIGHTS),
    item=ITEM,
    beside_item=ITEM,
    is_inline=RARE,
    is_confidential=RARE,
    is_shown=OFTEN,
)
meetings = st.builds(
    DrawnMeeting,
    starts_in=st.sampled_from([-48, 2, 48]),
    item=HIDDEN,
    beside_item=HIDDEN,
    is_confidential=RARE,
    is_shown=OFTEN,
)
things = st.builds(
    DrawnThing, item=HIDDEN, beside_item=HIDDEN, is_confidential=RARE, is_shown=OFTEN
)
contacts = st.builds(DrawnThing, item=HIDDEN, beside_item=HIDDEN, is_shown=OFTEN)
worlds = st.builds(
    World,
    patient=flags,
    relative=st.builds(Flags, is_protected=RARE, is_deceased=RARE),
    patient_age=st.sampled_from([80, 80, 80, 12, 14, 17]),
    relative_age=st.sampled_from([60, 60, 60, 60, 15, 17]),
    basis_is_stated=OFTEN,
    grant=grants,
    beside=st.none() | grants,
    plan_state=st.sampled_from(["shown"] * 5 + ["withdrawn", "not-for-patient"]),
    activities=_few(activities, 4),
    goals=_few(things, 2),
    documents=_few(things, 1),
    contacts=_few(contacts, 2),
    meetings=_few(meetings, 3),
)


def seen_by_beside(world: World) -> World | None:
    """The same world, looked at by the other grant; None when there is none."""
    if world.beside is None:
        return None
    swapped: dict[str, Any] = {
        name: tuple(
            replace(one, item=one.beside_item, beside_item=one.item) for one in getattr(world, name)
        )
        for name in ("activities", "goals", "documents", "contacts", "meetings")
    }
    return replace(world, grant=world.beside, beside=world.grant, **swapped)


def told(world: World) -> str:
    """A world as a sentence for a failing test: only what differs from the usual."""
    usual = World()
    return ", ".join(
        f"{one.name}={getattr(world, one.name)}"
        for one in fields(world)
        if getattr(world, one.name) != getattr(usual, one.name)
    )
