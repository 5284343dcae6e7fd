"""A goal (mål) of a plan, in the patient's own words where the source has them."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Noun, PartialDateText
from portal.models.part_of_plan import PartOfPlan
from portal.models.private import Private
from portal.partial_date import PartialDate


class Goal(PartOfPlan, Private, Noun):
    """A goal as it stood in one version of the plan; `key` is the same in all versions."""

    __tablename__ = "goal"
    __table_args__ = (Index(None, "version_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id", ondelete="CASCADE"))
    seq: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    """FHIR `Goal.lifecycleStatus`."""
    achievement: Mapped[str] = mapped_column(String(20), default="")
    starts_on: Mapped[PartialDate | None] = mapped_column(PartialDateText)
    due_on: Mapped[PartialDate | None] = mapped_column(PartialDateText)
    targets: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    """What is measured: `[{"measure": str, "value": str, "due": str}]`, `due` a date of FHIR."""
    notes: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)
    """As of an activity."""
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Never for anyone but the patient, whatever a grant says."""
    is_shown: Mapped[bool]
