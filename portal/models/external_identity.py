"""What an identity provider calls a person: `sub` is only a name within one issuer."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun


class ExternalIdentity(Noun):
    """One person at one identity provider; the same `sub` at two providers is two identities."""

    __tablename__ = "external_identity"

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first_seen_at: Mapped[datetime] = mapped_column(Instant)
