"""A grant and what it opens, as the pages of sharing show it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from portal.access.grants.values import GrantSeen, Hideable, Stage
from portal.identity.viewer import Part, Scope
from portal.models.grant import GrantKind

LIVING = (Stage.ACTIVE, Stage.DELAYED, Stage.PAUSED, Stage.ACCEPTED, Stage.WAITING, Stage.DRAFT)


class Kind(StrEnum):
    """What a patient can hide one by one."""

    ACTIVITY = "activity"
    MEETING = "meeting"
    CONTACT = "contact"
    GOAL = "goal"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of the patient's that can be hidden: `kind` says what it is.

    An insats has `answered_by`, a meeting `at` when it begins, and `is_over` when it is past or
    will not be held; an insats `is_over` when it has left the plan and is only told of.
    """

    kind: Kind
    is_known_by: Hideable
    title: str
    language: str = "sv"
    answered_by: str = ""
    form: str = ""
    at: datetime | None = None
    is_over: bool = False
    is_new_beside: bool = False
    """Nobody knows if something hidden has become this; so it is hidden until it is shown."""

    @property
    def key(self) -> str:
        return self.is_known_by.key


@dataclass(frozen=True, slots=True)
class Shared:
    """One grant in words and lists. `name` is what its patient may call the relative by now."""

    seen: GrantSeen
    name: str
    number: str
    """Masked; empty when the relative was invited by a code."""
    opened: tuple[str, ...]
    """Names of scopes, insatser apart."""
    closed: tuple[str, ...]
    parts: tuple[str, ...]
    has_all_activities: bool
    has_chosen_activities: bool
    seen_things: tuple[Thing, ...]
    """All that the person sees by this grant, or would if it were open now."""
    others: tuple[GrantSeen, ...]
    """Every other grant, or mandate, that is known to be the same person's and may open something."""
    hidden: tuple[Thing, ...]
    """What is hidden from the person, by whichever grant, of what this one would open."""

    @property
    def activities(self) -> tuple[Thing, ...]:
        return self.of("activity")

    def of(self, kind: str, *, is_over: bool | None = None) -> tuple[Thing, ...]:
        """The things of a kind that are seen; all, or those that are over, or that are not."""
        return tuple(
            one for one in self.seen_things if one.kind == kind and is_over in (None, one.is_over)
        )

    @property
    def ref(self) -> str:
        return self.seen.ref

    @property
    def stage(self) -> str:
        return self.seen.stage

    @property
    def reads_by_another(self) -> bool:
        """The person reads by another grant now, whatever becomes of this one."""
        return any(one.stage == Stage.ACTIVE for one in self.others)

    @property
    def is_given(self) -> bool:
        """By the patient herself, and not a mandate that a care system has stated."""
        return self.seen.kind == GrantKind.CONSENT

    @property
    def is_living(self) -> bool:
        return self.seen.stage in LIVING

    @property
    def opens_nothing(self) -> bool:
        return not self.opened and not self.activities


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with whom the patient shares, by one grant or several."""

    grants: tuple[Shared, ...]

    @property
    def name(self) -> str:
        return self.grants[0].name


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that was done to a grant: `is_own` when its patient did it."""

    at: datetime
    words: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Who:
    """Whom to share with. `number` is empty when it is to be by a code."""

    relation: str
    number: str = field(repr=False)
    is_by_code: bool
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a grant is to open. `keys` are insatser, `days` from today, None: as it is."""

    scopes: Scope
    parts: Part
    keys: frozenset[str]
    days: int | None
