"""A council's round (provning): the days on which a patient council tries the demo, and its tasks."""

from datetime import date
from typing import TypedDict

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Noun


class Task(TypedDict):
    """What the council asks people to do, in its own words; `easy` is empty when it has none."""

    text: str
    easy: str


class CouncilRound(Noun):
    """Open until it is closed; pages show the tasks meanwhile."""

    __tablename__ = "council_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    tasks: Mapped[list[Task]] = mapped_column(JSON)
