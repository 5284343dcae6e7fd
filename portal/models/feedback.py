"""Feedback (synpunkt): what somebody found hard, or asks for in another way. Nobody's name is asked."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun

KEPT_FOR = timedelta(days=365)
"""Older ones are removed when a new one comes."""


class FeedbackKind(StrEnum):
    """What somebody wants of us; each has a sentence on the page."""

    BARRIER = "barrier"
    """Something is hard or impossible to use (DOS-lagen 12 §)."""
    OTHER_FORM = "other-form"
    """Asks for something in a form that works (15 §): answered soon, and in writing when refused."""
    OTHER = "other"


class Feedback(Noun):
    """It says nothing about who wrote: no account, no address, no browser.

    What is written is sealed, for people write of themselves though they are asked not to.
    """

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    """What the writer may say on the telephone: six signs that are not mistaken for each other."""
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
