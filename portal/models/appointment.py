"""An appointment (möte, bokad tid): when, in what form, where, and who comes."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun
from portal.models.private import Private

OPENS_BEFORE = timedelta(minutes=15)


class MeetingForm(StrEnum):
    """How a meeting is held, as the source says it. Never guessed from a link."""

    HOME = "home"
    HEALTH_CENTRE = "health-centre"
    HOSPITAL = "hospital"
    VIDEO = "video"
    TELEPHONE = "telephone"
    MIXED = "mixed"
    UNSTATED = "unstated"


def may_join(*, starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> bool:
    """A video meeting is open from 15 minutes before its start until its end."""
    if starts_at is None or ends_at is None:
        return False
    return starts_at <= now + OPENS_BEFORE and now < ends_at


class Appointment(Private, Noun):
    """A meeting, coming or past. One whose time is not decided has no `starts_at`.

    `requested`: `[{"start": FHIR dateTime, "end": FHIR dateTime}]`, either may be missing: when it
    is asked for (`Appointment.requestedPeriod`).
    `participants`: `[{"name": str, "function": str, "unit": str, "kind": "patient" | "relative" |
    "staff" | "unit", "answer": FHIR participant status, "with_patient": bool}]`.
    `video_url` is https; it is never put on a page, only redirected to when the meeting is open.
    """

    __tablename__ = "appointment"
    __table_args__ = (Index(None, "patient_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("source_resource.id"), unique=True)
    plan_resource_id: Mapped[int | None] = mapped_column(ForeignKey("source_resource.id"))
    status: Mapped[str] = mapped_column(String(20))
    """FHIR `Appointment.status`."""
    form: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300), default="")
    starts_at: Mapped[datetime | None] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    requested: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    moved_from: Mapped[datetime | None] = mapped_column(Instant)
    """When it was booked for before, if that was another time."""
    place: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    directions: Mapped[str] = mapped_column(Text, default="")
    video_url: Mapped[str] = mapped_column(Text, default="")
    help_url: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    phone_code: Mapped[str] = mapped_column(String(40), default="")
    convener: Mapped[str] = mapped_column(String(200), default="")
    """Whom to ring about the meeting."""
    convener_phone: Mapped[str] = mapped_column(String(40), default="")
    participants: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many times the source has said something else: RFC 5545 SEQUENCE."""
    changed_at: Mapped[datetime] = mapped_column(Instant)
    time_changed_at: Mapped[datetime | None] = mapped_column(Instant)
    """When something last changed of what tells its time: all that everybody with a right sees.
    These three are for whoever reads beside the patient or by a grant. None: as `changed_at`."""
    place_changed_at: Mapped[datetime | None] = mapped_column(Instant)
    join_changed_at: Mapped[datetime | None] = mapped_column(Instant)
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Never for anyone but the patient, whatever a grant says."""
    is_shown: Mapped[bool]
