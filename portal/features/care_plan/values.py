"""A plan as a page shows it: frozen values, no rows."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.models.activity import AnsweredBy, Change


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """What is done, by whom, how often and from when; `goals` are the goals' texts."""

    key: str
    title: str
    reason: str
    goals: tuple[str, ...]
    answered_by: str
    authority: str
    unit: str
    person: str
    phone: str
    how_often: str
    starts_on: date | None
    ends_on: date | None
    status: str
    status_reason: str
    change: str
    changed_at: datetime
    is_new: bool

    @property
    def is_agreed(self) -> bool:
        """Part of the plan now, and not only in what has changed."""
        return self.change != Change.REMOVED


@dataclass(frozen=True, slots=True)
class PlannedGoal:
    """A goal, and what is done to reach it."""

    key: str
    text: str
    status: str
    achievement: str
    due_on: date | None
    activities: tuple[PlannedActivity, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The activities that one kind of party answers for."""

    answered_by: str
    activities: tuple[PlannedActivity, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the plan; `text` is its content when it is plain text, `size` is in bytes."""

    ref: str
    title: str
    content_type: str
    size: int
    made_on: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Party:
    """A unit that takes part, or leads: `authority` is region, municipality or other."""

    name: str
    authority: str
    unit: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Somebody's words in the plan, marked whose: `relative` or `staff`."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """Another plan of the same patient."""

    ref: str
    title: str
    made_on: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan in its current version, or, when its state is not `shown`, only that it is there."""

    ref: str
    state: str
    kept_by: str
    kept_by_phone: str
    title: str = ""
    kind: str = ""
    status: str = ""
    language: str = "sv"
    changed_at: datetime | None = None
    fetched_at: datetime | None = None
    made_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    follow_up_on: date | None = None
    follow_up_at: datetime | None = None
    follow_up_ref: str | None = None
    own_words: str = ""
    notes: tuple[Note, ...] = ()
    lead: Party | None = None
    units: tuple[Party, ...] = ()
    goals: tuple[PlannedGoal, ...] = ()
    activities: tuple[PlannedActivity, ...] = ()
    documents: tuple[Document, ...] = ()
    other_plans: tuple[OtherPlan, ...] = ()
    is_readable: bool = False
    """There is a version to read; when it last changed may still be the patient's alone to know."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """The activities by who answers for them, in the order the patient reads them."""
        return tuple(
            Group(party, found)
            for party in AnsweredBy
            if (found := tuple(one for one in self.activities if one.answered_by == party))
        )

    @property
    def is_document_only(self) -> bool:
        """The source sent a document and no structure: the normal case for many plans."""
        return bool(self.documents) and not self.activities and not self.goals


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a plan in the list of versions."""

    ref: str
    changed_at: datetime
    is_current: bool
