"""A form that came too late: what somebody had typed when they had been signed out meanwhile."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun


class InterruptedForm(Noun):
    """At most one a browser, for 15 minutes. The row tells that there is one, and nothing of it:
    every sealed form is of the same size."""

    __tablename__ = "interrupted_form"

    browser_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kept_at: Mapped[datetime] = mapped_column(Instant, index=True)
    form_sealed: Mapped[bytes] = mapped_column(LargeBinary)
