"""A sign-in that has begun: what the portal must remember until the person comes back."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun


class SignInAttempt(Noun):
    """One authorization request, used once, tied to one browser, 10 minutes long."""

    __tablename__ = "sign_in_attempt"

    state_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    nonce: Mapped[str] = mapped_column(String(64))
    code_verifier: Mapped[str] = mapped_column(String(128))
    return_to: Mapped[str] = mapped_column(String(64))
    """An endpoint name from an allow-list, never an address."""
    return_ref: Mapped[str | None] = mapped_column(String(64))
    began_at: Mapped[datetime] = mapped_column(Instant, index=True)
