"""A token that has been used and must not work again (the `jti` of a logout token, or of a proof)."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun


class SpentToken(Noun):
    """Kept until the token could no longer be replayed anyway."""

    __tablename__ = "spent_token"

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    token_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    spent_at: Mapped[datetime] = mapped_column(Instant, index=True)
