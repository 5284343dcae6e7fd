"""Two people in one browser (samma webbläsare): who signed in there close upon each other."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun


class SharedBrowser(Noun):
    """Two people signed in to one browser within 15 minutes; kept for a day or two.

    `pair` is 32 bytes of HMAC over both. Whoever asks about two people gets an answer; whoever
    reads the table learns of nobody.
    """

    __tablename__ = "shared_browser"
    __table_args__ = (Index(None, "pair", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    pair: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(Instant)
