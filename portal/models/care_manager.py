"""A care manager (fast vårdkontakt, läkarkontakt, omsorgskontakt): whom to ring."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun
from portal.models.private import Private


class CareManagerRole(StrEnum):
    """Inera's code system for fast kontakt (OID 1.2.752.129.5.1.69)."""

    CARE_CONTACT = "1"
    DOCTOR = "2"
    HOME_CARE = "3"
    COORDINATING = "4"


class CareManager(Private, Noun):
    """One appointed contact. Someone who is called on first has the role COORDINATING."""

    __tablename__ = "care_manager"
    __table_args__ = (Index(None, "patient_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("source_resource.id"), unique=True)
    role: Mapped[str] = mapped_column(String(2))
    name: Mapped[str] = mapped_column(String(200), default="")
    function: Mapped[str] = mapped_column(String(200), default="")
    """What the person is: "Distriktssköterska"."""
    unit: Mapped[str] = mapped_column(String(200), default="")
    authority: Mapped[str] = mapped_column(String(20), default="other")
    """`region`, `municipality` or `other`."""
    phone: Mapped[str] = mapped_column(String(40), default="")
    unit_phone: Mapped[str] = mapped_column(String(40), default="")
    hours: Mapped[str] = mapped_column(String(300), default="")
    backup: Mapped[str] = mapped_column(String(200), default="")
    """Who answers when this person is away."""
    backup_phone: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    changed_at: Mapped[datetime] = mapped_column(Instant)
    others_changed_at: Mapped[datetime | None] = mapped_column(Instant)
    """For whoever could not see it while it was confidential. None: as `changed_at`."""
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Never for anyone but the patient, whatever a grant says."""
    is_shown: Mapped[bool]
