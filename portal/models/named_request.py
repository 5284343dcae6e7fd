"""A request that its sender has named (Idempotency-Key): what it was, and what was answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun


class NamedRequest(Noun):
    """Kept thirty days. Of what was sent there are hashes only."""

    __tablename__ = "named_request"

    care_system_id: Mapped[int] = mapped_column(ForeignKey("care_system.id"), primary_key=True)
    name_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """SHA-256 of the name: a sender may have put anything into it."""
    content_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 of method, address, condition and body."""
    first_at: Mapped[datetime] = mapped_column(Instant, index=True)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """`status`, `headers` and `body`; None until there is one. It holds nothing that was sent."""
