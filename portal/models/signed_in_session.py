"""A signed-in session (inloggning): one browser, until it is ended, idle or too old."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun


class SignedInSession(Noun):
    """The browser holds 256 random bits; only their SHA-256 is here.

    It is saved with `UPDATE … WHERE ended_at IS NULL`, never inserted anew: a slow request must
    not bring an ended session back.
    """

    __tablename__ = "signed_in_session"
    __table_args__ = (
        Index(None, "issuer", "issuer_session"),
        Index(None, "issuer", "subject"),
        Index(None, "person_id"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    issuer_session: Mapped[str | None] = mapped_column(String(255))
    """The provider's `sid`, by which it can log the person out from its side."""
    level_of_assurance: Mapped[str] = mapped_column(String(255))
    provider_transaction: Mapped[str | None] = mapped_column(String(255))
    """The provider's `txn`: what to quote when asking it about this sign-in."""
    authenticated_at: Mapped[datetime] = mapped_column(Instant)
    began_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    absolute_until: Mapped[datetime] = mapped_column(Instant)
    previous_visit_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the person was last here before this session: what is newer is new to them."""
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
