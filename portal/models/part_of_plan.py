"""How a part of a plan is recognised from one version to the next."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class PartOfPlan:
    """Columns of what stands in one version of a plan.

    A part that is a resource of its own is recognised by its identifier, however it is reworded.
    One that stands only inside the plan is not: it has also the key of what it is called, and the
    family of all such parts of that plan and kind. What is hidden is hidden by any of its keys,
    and hides whatever is new in its family.
    """

    key: Mapped[str] = mapped_column(String(64))
    """The same in all versions."""
    name_key: Mapped[str | None] = mapped_column(String(64))
    """Of what it is called; None for what has a name of its own."""
    family: Mapped[str | None] = mapped_column(String(64))
    """Of all that stand only inside this plan; None for what has a name of its own."""
