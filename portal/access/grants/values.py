"""Grants as the sharing pages show them: frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from portal.models.grant import GrantKind, MandateScope, Part, Scope

MANDATE_LIVES = timedelta(hours=24)
"""A guardian's or trustee's mandate that no system has confirmed for longer opens nothing."""


class Stage(StrEnum):
    """Where a grant stands in its life, as its patient sees it."""

    DRAFT = "draft"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DELAYED = "delayed"
    """Confirmed, and not open before a moment that leaves time to think."""
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    """Nobody accepted it in time."""


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code: its fingerprint to find it by, and sealed, to show it to the patient."""

    hash: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Wish:
    """What the patient wants to widen, before a fresh sign-in."""

    scopes: Scope
    parts: Part
    days: int | None
    shown_keys: tuple[str, ...] = ()
    resumes: bool = False


@dataclass(frozen=True, slots=True)
class Hideable:
    """How one thing is recognised when it is hidden: see `portal.models.part_of_plan`."""

    key: str
    name_key: str | None = None
    family: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(filter(None, (self.key, self.name_key)))

    @property
    def name(self) -> str:
        """By which it is told from what is new beside something hidden."""
        return self.name_key or self.key


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden for a person, and what was recognised when something beside it was."""

    keys: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    """Of `keys`, those of things that have no name of their own."""
    families: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()

    def hides(self, thing: Hideable) -> bool:
        """The same rule as `portal.access.visibility`, for the patient's own list."""
        called = self.keys if thing.family else self.names
        return thing.key in self.keys or thing.name_key in called or self.is_new_beside(thing)

    def is_new_beside(self, thing: Hideable) -> bool:
        """Nobody knows if what is hidden has become this."""
        return thing.family in self.families and thing.name not in self.known

    def without(self, keys: Iterable[str]) -> "Hidden":
        """As it would be after these were shown again."""
        shown = frozenset(keys)
        return replace(
            self, keys=self.keys - shown, names=self.names - shown, known=self.known | shown
        )


@dataclass(frozen=True, slots=True)
class GrantSeen:
    """One grant, as its patient sees it. `relative_name` is empty until the grant is accepted."""

    id: int
    ref: str
    patient_id: int
    kind: str
    relation: str
    relative_id: int | None
    relative_name: str
    is_by_code: bool
    scopes: Scope
    parts: Part
    legal_basis: str
    days: int | None
    created_at: datetime
    given_at: datetime | None
    accepted_at: datetime | None
    confirmed_at: datetime | None
    opens_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime | None
    code_until: datetime | None
    code_sealed: bytes | None
    wish: Wish | None
    wished_at: datetime | None
    """When the patient asked for what she wishes: the time to think counts from then."""
    step_up_at: datetime | None
    mandate_scope: MandateScope
    version: int
    chosen: frozenset[str]
    hidden: Hidden
    """For the person, by whichever of the person's grants it was hidden."""
    stage: Stage

    @property
    def is_in_reach(self) -> bool:
        """A mandate reaches what care writes: a trustee must be there to care for the person."""
        return reads_by(self.kind, self.mandate_scope)

    @property
    def has_choice(self) -> bool:
        """Something is chosen: insatser only together with whose or which."""
        others = self.scopes & ~(Scope.ACTIVITIES | Scope.CHOSEN_ACTIVITIES)
        whose = Scope.ACTIVITIES in self.scopes and self.parts
        which = Scope.CHOSEN_ACTIVITIES in self.scopes and self.chosen
        return bool(others or whose or which)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A grant that waits for a person to accept it; the patient's first name only."""

    ref: str
    first_name: str
    until: datetime


def reads_by(kind: str, scope: MandateScope) -> bool:
    """The same rule as in `rights`, for one's own pages: on what ground somebody may read."""
    is_by_law = kind == GrantKind.GUARDIAN and not scope
    return kind == GrantKind.CONSENT or is_by_law or MandateScope.CARE_FOR_PERSON in scope


def masked_name(name: str) -> str:
    """`Bertil A.`: enough to know somebody by, too little to learn who a stranger is."""
    first, *others = name.split() or [""]
    return f"{first} {others[-1][0]}." if others else first


def name_to_patient(name: str, *, relation: str, is_confirmed: bool) -> str:
    """What a patient may call a relative by: the whole name only after saying that it is right."""
    if not name:
        return relation
    return name if is_confirmed else masked_name(name)
