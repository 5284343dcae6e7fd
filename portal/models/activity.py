"""An activity (insats in social services, åtgärd in health care): who does what, and when."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun, PartialDateText
from portal.models.part_of_plan import PartOfPlan
from portal.models.private import Private
from portal.partial_date import PartialDate


class AnsweredBy(StrEnum):
    """Who answers for an activity, in the order the patient reads them."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    PATIENT = "patient"
    RELATIVE = "relative"
    OTHER = "other"
    UNKNOWN = "unknown"
    """The source does not say."""


class Change(StrEnum):
    """What happened to an activity when it last changed."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class Activity(PartOfPlan, Private, Noun):
    """An activity as it stood in one version of the plan; `key` is the same in all versions.

    An activity that has left the plan keeps a row with `change = removed` in the version that it
    left in, so that "what is new" is read from the same rows as "what is agreed".
    """

    __tablename__ = "activity"
    __table_args__ = (Index(None, "version_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id", ondelete="CASCADE"))
    seq: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    instructions: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What the patient is to think of when it is done."""
    progress: Mapped[str] = mapped_column(Text, default="", server_default="")
    """How it has gone so far."""
    notes: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)
    """`[{"text": str, "by": "patient" | "relative" | "staff" | "unknown", "name": str}]`."""
    goal_keys: Mapped[list[str]] = mapped_column(JSON)
    answered_by: Mapped[str] = mapped_column(String(20))
    authority: Mapped[str] = mapped_column(String(200), default="")
    """The huvudman by name ("Region Demo"), when the source names it."""
    unit: Mapped[str] = mapped_column(String(200), default="")
    person: Mapped[str] = mapped_column(String(200), default="")
    """The person or the function to ask for."""
    phone: Mapped[str] = mapped_column(String(40), default="")
    together: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)
    """With whom it is done: `[{"kind": str, "name": str, "phone": str}]`; kinds as of a note."""
    how_often: Mapped[str] = mapped_column(String(300), default="")
    starts_on: Mapped[PartialDate | None] = mapped_column(PartialDateText)
    ends_on: Mapped[PartialDate | None] = mapped_column(PartialDateText)
    is_proposal: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A proposal, an option or a draft: it does not stand among what is agreed."""
    status: Mapped[str] = mapped_column(String(20))
    """One of `not-started scheduled in-progress on-hold completed cancelled stopped unknown`."""
    status_reason: Mapped[str] = mapped_column(Text, default="")
    change: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[datetime] = mapped_column(Instant)
    others_change: Mapped[str | None] = mapped_column(String(10))
    """As `change`, for whoever reads beside the patient or by a grant: not what was confidential,
    nor which goals it is for. None: as `change`."""
    others_changed_at: Mapped[datetime | None] = mapped_column(Instant)
    is_confidential: Mapped[bool] = mapped_column(default=False)
    """Never for anyone but the patient, whatever a grant says."""
    is_shown: Mapped[bool]
