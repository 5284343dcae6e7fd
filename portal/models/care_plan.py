"""A coordinated individual plan (samordnad individuell plan, SIP)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun, PartialDateText
from portal.models.private import Private
from portal.partial_date import PartialDate


class PlanState(StrEnum):
    """Whether the patient may read the plan, and if not, why not."""

    SHOWN = "shown"
    WITHDRAWN = "withdrawn"
    ENTERED_IN_ERROR = "entered-in-error"
    NOT_FOR_PATIENT = "not-for-patient"


class CarePlan(Private, Noun):
    """One plan over all its versions. Its content is in `PlanVersion`.

    A plan that is not shown still has this row, so that its page can say so.
    """

    __tablename__ = "care_plan"
    __table_args__ = (Index(None, "patient_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("source_resource.id"), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    state_at: Mapped[datetime] = mapped_column(Instant)
    kept_by: Mapped[str] = mapped_column(String(200), default="")
    """The unit that keeps the plan, to name and to ring when it cannot be shown."""
    kept_by_phone: Mapped[str] = mapped_column(String(40), default="")
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Never for anyone but the patient, whatever a grant says."""


class PlanVersion(Private, Noun):
    """The whole plan as it stood from one moment of the source's clock.

    `units`: `[{"name": str, "authority": "region" | "municipality" | "other"}]`.
    `lead`: `{"name": str, "authority": str, "unit": str, "phone": str}`, who has the overall
    responsibility; empty when it is not said. `notes`: `[{"text": str, "by": "relative" | "staff" |
    "unknown", "name": str}]`. `not_shown`: `{"narrative": str, "activities": int}`, the status of a
    narrative (`empty`: none), and how many insatser have no name here.
    """

    __tablename__ = "plan_version"
    __table_args__ = (
        UniqueConstraint("plan_id", "source_at"),
        Index(None, "patient_id", "is_current"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("care_plan.id"))
    source_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    is_current: Mapped[bool]
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Never for anyone but the patient, whatever a grant says."""
    is_shown: Mapped[bool]
    content_hash: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="", server_default="")
    kind: Mapped[str] = mapped_column(String(20))
    """`SIP SPLPTLRV SPU VP HP RP GP SVP` (Inera), or empty."""
    kind_text: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """The kind in the source's words, when it is none of those."""
    status: Mapped[str] = mapped_column(String(20))
    """FHIR `CarePlan.status`."""
    language: Mapped[str] = mapped_column(String(20), default="sv")
    made_on: Mapped[PartialDate | None] = mapped_column(PartialDateText)
    starts_on: Mapped[PartialDate | None] = mapped_column(PartialDateText)
    ends_on: Mapped[PartialDate | None] = mapped_column(PartialDateText)
    own_words: Mapped[str] = mapped_column(Text, default="")
    """What is important to the patient, in the patient's own words."""
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    lead: Mapped[dict[str, Any]] = mapped_column(JSON)
    units: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    not_shown: Mapped[dict[str, Any] | None] = mapped_column(JSON)
