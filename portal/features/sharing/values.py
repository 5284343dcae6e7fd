"""A grant and what it opens, as the pages of sharing show it."""

from dataclasses import dataclass, field
from datetime import datetime

from portal.access.grants.values import GrantSeen, Stage
from portal.identity.viewer import Part, Scope
from portal.models.grant import GrantKind

LIVING = (Stage.ACTIVE, Stage.DELAYED, Stage.PAUSED, Stage.ACCEPTED, Stage.WAITING, Stage.DRAFT)


@dataclass(frozen=True, slots=True)
class Thing:
    """An insats (`answered_by` says whose) or a meeting (`at` says when) that can be hidden."""

    key: str
    title: str
    answered_by: str = ""
    form: str = ""
    at: datetime | None = None


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
    activities: tuple[Thing, ...]
    """The insatser that the grant opens now."""
    hidden_activities: tuple[Thing, ...]
    meetings: tuple[Thing, ...]
    hidden_meetings: tuple[Thing, ...]

    @property
    def ref(self) -> str:
        return self.seen.ref

    @property
    def stage(self) -> str:
        return self.seen.stage

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
