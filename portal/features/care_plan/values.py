"""A plan as a page shows it: frozen values, no rows."""

from dataclasses import dataclass
from datetime import datetime

from portal.models.activity import AnsweredBy, Change
from portal.models.activity_state import ActivityState
from portal.models.goal_state import GoalState
from portal.partial_date import PartialDate


@dataclass(frozen=True, slots=True)
class Note:
    """Somebody's words, marked whose: `patient`, `relative`, `staff` or `unknown`."""

    text: str
    by: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody with whom an insats is done; the patient has no name here."""

    kind: str
    name: str
    phone: str


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
    starts_on: PartialDate | None
    ends_on: PartialDate | None
    state: ActivityState
    status_reason: str
    change: str
    changed_at: datetime
    is_new: bool
    is_proposal: bool = False
    instructions: str = ""
    progress: str = ""
    notes: tuple[Note, ...] = ()
    together: tuple[Companion, ...] = ()

    @property
    def is_in_plan(self) -> bool:
        """Part of the plan now, and not only in what has changed."""
        return self.change != Change.REMOVED

    @property
    def is_agreed(self) -> bool:
        """In the plan, and not as a proposal only."""
        return self.is_in_plan and not self.is_proposal


@dataclass(frozen=True, slots=True)
class Target:
    """What is measured for a goal, what it should be, and by when."""

    measure: str
    value: str
    due: PartialDate | None


@dataclass(frozen=True, slots=True)
class PlannedGoal:
    """A goal, and what is done to reach it."""

    key: str
    text: str
    state: GoalState
    due_on: PartialDate | None
    is_due_past: bool
    """Its last day has been; it is told as something that was to be."""
    activities: tuple[PlannedActivity, ...]
    targets: tuple[Target, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def measured(self) -> tuple[Target, ...]:
        """The targets that say what is measured, or what it should be."""
        return tuple(target for target in self.targets if target.measure or target.value)

    @property
    def other_days(self) -> tuple[PartialDate, ...]:
        """Days that stand alone, but for the one that the goal itself is told with."""
        alone = {one.due for one in self.targets if one.due and not (one.measure or one.value)}
        return tuple(sorted(alone - {self.due_on}, key=lambda due: due.last_day))


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
    made_on: PartialDate | None
    text: str


@dataclass(frozen=True, slots=True)
class Party:
    """A unit that takes part, or leads: `authority` is region, municipality or other."""

    name: str
    authority: str
    unit: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """Another plan of the same patient, and what tells it from the rest."""

    ref: str
    title: str
    made_on: PartialDate | None
    starts_on: PartialDate | None = None
    kind: str = ""
    kind_text: str = ""
    unit: str = ""


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
    made_on: PartialDate | None = None
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
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
    begins_later: bool = False
    has_ended: bool = False
    """Its last day has been, whatever its status says."""
    description: str = ""
    kind_text: str = ""
    """The kind in the source's words, when it is none that we have words for."""
    narrative: str = "empty"
    """The status of the plan's narrative, which is never shown; `empty` when there is none."""
    unnamed_activities: int = 0
    """How many insatser the source has sent without anything to call them by."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """The activities by who answers for them, in the order the patient reads them."""
        return tuple(
            Group(party, found)
            for party in AnsweredBy
            if (found := tuple(one for one in self.agreed if one.answered_by == party))
        )

    @property
    def agreed(self) -> tuple[PlannedActivity, ...]:
        return tuple(one for one in self.activities if one.is_agreed)

    @property
    def proposals(self) -> tuple[PlannedActivity, ...]:
        """Proposals, options and drafts: nobody has agreed to them."""
        return tuple(one for one in self.activities if one.is_proposal and one.is_in_plan)

    @property
    def next_goal(self) -> PlannedGoal | None:
        """The goal whose day is looked at where no meeting about the plan is booked.

        The first one to come; else the one whose day was last to pass. It is a day for a goal and
        not for a follow-up, and the page says so.
        """
        agreed = (one for one in self.goals if one.state != GoalState.PROPOSED)
        dated = [one for one in agreed if one.due_on and one.state.is_open]
        return min(dated, key=_how_near, default=None)

    @property
    def is_text_only(self) -> bool:
        """The source sent a narrative, which is never shown, and nothing else to read."""
        held = (self.activities, self.goals, self.documents, self.notes)
        texts = (self.own_words, self.description)
        return self.has_narrative and not any(held) and not any(texts)

    @property
    def has_narrative(self) -> bool:
        """There is a text that says more than what stands here."""
        has_parts = bool(self.activities or self.goals or self.documents)
        return self.narrative != "empty" and not (self.narrative == "generated" and has_parts)

    @property
    def is_document_only(self) -> bool:
        """The source sent a document and no structure: the normal case for many plans."""
        return bool(self.documents) and not self.activities and not self.goals


def _how_near(goal: PlannedGoal) -> tuple[bool, int]:
    day = goal.due_on.last_day.toordinal() if goal.due_on else 0
    return (goal.is_due_past, -day if goal.is_due_past else day)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a plan in the list of versions."""

    ref: str
    changed_at: datetime
    is_current: bool
