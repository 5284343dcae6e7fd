"""How a part of a plan is recognised from one version to the next."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class PartOfPlan:
    """Columns of what stands in one version of a plan.

    A part that is a resource of its own is recognised by its identifier, however it is reworded.
    One that stands only inside the plan is not: it has the family of all such parts of that plan
    and kind. Where one of two has a family, they are held to be the same by what they are called,
    too. What is hidden hides whatever is new in its family.
    """

    key: Mapped[str] = mapped_column(String(64))
    """The same in all versions."""
    name_key: Mapped[str | None] = mapped_column(String(64))
    """Of what it is called, in all plans; None for what came before this was kept."""
    family: Mapped[str | None] = mapped_column(String(64))
    """Of all that stand only inside this plan; None for what has a name of its own."""
