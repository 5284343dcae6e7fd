"""A document (PDF or text) that is the plan, or belongs to it."""

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Noun, PartialDateText
from portal.models.part_of_plan import PartOfPlan
from portal.models.private import Private
from portal.partial_date import PartialDate


class PlanDocument(PartOfPlan, Private, Noun):
    """Most plans sent today are documents only, so this is a normal case, not an exception."""

    __tablename__ = "plan_document"
    __table_args__ = (UniqueConstraint("version_id", "ref"), Index(None, "ref"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32))
    """The same in all versions."""
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(300))
    content_type: Mapped[str] = mapped_column(String(40))
    """`application/pdf` or `text/plain`; nothing else comes in."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_on: Mapped[PartialDate | None] = mapped_column(PartialDateText)
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Never for anyone but the patient, whatever a grant says."""
    is_shown: Mapped[bool]
