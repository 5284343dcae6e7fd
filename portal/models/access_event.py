"""An access event (vem har tittat): who saw or changed what of a patient's, and when."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun
from portal.models.private import Private


class ActorKind(StrEnum):
    """In whose capacity somebody acted."""

    PATIENT = "patient"
    RELATIVE = "relative"
    CARE_SYSTEM = "care-system"


class AccessEvent(Private, Noun):
    """Append-only: triggers in both databases refuse to change or remove a row.

    It holds no care text: what was seen is a word from `audit.trail.What` and, where it matters,
    the opaque reference of one thing.
    """

    __tablename__ = "access_event"
    __table_args__ = (Index(None, "patient_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    actor_name: Mapped[str | None] = mapped_column(String(200))
    """What a relative was called then: what they are called later is not the patient's to know."""
    source: Mapped[str | None] = mapped_column(String(64))
    """The care system's HSA-id, when a system acted."""
    what: Mapped[str] = mapped_column(String(40))
    ref: Mapped[str | None] = mapped_column(String(64))
    grant_id: Mapped[int | None]
    """Under which grant a relative looked, or which grant was changed. No foreign key: the log
    outlives what it tells of."""
