"""What people who tried the portal have found, and nobody has mended yet."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.database import Transaction
from portal.models.council_finding import CouncilFinding
from portal.models.council_round import CouncilRound

OPEN = (
    select(CouncilFinding.what, CouncilFinding.criterion)
    .where(CouncilFinding.mended_on.is_(None))
    .order_by(CouncilFinding.criterion, CouncilFinding.number)
)
ENDED = select(func.max(CouncilRound.closed_on))
FOUND = select(func.max(CouncilFinding.on))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was hard for somebody; `criterion` is WCAG's number, as 2.4.7, or empty."""

    what: str
    criterion: str

    @property
    def is_judged(self) -> bool:
        """Somebody has read it, and said what it breaks. Others may hold more than they should."""
        return bool(self.criterion)


def open_findings(transaction: Transaction) -> tuple[Finding, ...]:
    """What patient councils found and is not mended."""
    return tuple(Finding(row.what, row.criterion) for row in transaction.execute(OPEN))


def last_tried(transaction: Transaction) -> date | None:
    """The last day on which a council tried the portal; None while none has."""
    days = [transaction.execute(asked).scalar_one() for asked in (ENDED, FOUND)]
    return max((day for day in days if day), default=None)
