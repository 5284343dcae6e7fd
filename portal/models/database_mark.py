"""Which database this is, whatever address it has, and whatever other one is at that address."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Noun


class DatabaseMark(Noun):
    """One row, made with the table and never changed: what waits for a database bears it."""

    __tablename__ = "database_mark"

    mark: Mapped[str] = mapped_column(String(16), primary_key=True)
