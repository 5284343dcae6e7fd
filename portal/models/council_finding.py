"""A council's finding (fynd): what was hard for somebody who tried the portal, in nobody's name."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Noun


class Severity(StrEnum):
    """How hard it was; each has a sentence on the form."""

    A_BIT = "a-bit"
    VERY = "very"
    STOPPED = "stopped"


class Aid(StrEnum):
    """What somebody reads or steers with."""

    NONE = "none"
    SCREEN_READER = "screen-reader"
    MAGNIFIER = "magnifier"
    SWITCH = "switch"
    VOICE = "voice"
    OTHER = "other"


class CouncilFinding(Noun):
    """It says nothing about who found it, nor when on the day.

    The key is chance and no table counts rows (`WITHOUT ROWID`), so that not even their order can
    be held against the order in which people sat down.
    """

    __tablename__ = "council_finding"
    __table_args__ = ({"sqlite_with_rowid": False},)

    number: Mapped[str] = mapped_column(String(12), primary_key=True)
    """What the council calls it: six signs that are not mistaken for each other."""
    round_id: Mapped[int | None] = mapped_column(ForeignKey("council_round.id"), index=True)
    """None for what another portal's council found."""
    on: Mapped[date]
    task: Mapped[str] = mapped_column(Text)
    """The task's words; empty when it was found outside any."""
    page: Mapped[str] = mapped_column(String(80))
    """The page's endpoint, as `appointments.show_one`; empty for a page about an error."""
    what: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(String(20))
    aid: Mapped[str] = mapped_column(String(20))
    criterion: Mapped[str] = mapped_column(String(10))
    """WCAG's number, as 2.4.7; empty until somebody has said which."""
    mended_on: Mapped[date | None]
