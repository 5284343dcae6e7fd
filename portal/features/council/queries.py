"""What a round asks people to try, and what was found in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, select

from portal.database import Transaction
from portal.models.council_finding import Aid, CouncilFinding, Severity
from portal.models.council_round import CouncilRound, Task


@dataclass(frozen=True, slots=True)
class Round:
    """One round; open while `closed_on` is None."""

    id: int
    opened_on: date
    closed_on: date | None
    tasks: tuple[Task, ...]

    def task(self, number: int) -> Task | None:
        """The first task is number 1; None for a number that no task has."""
        return self.tasks[number - 1] if 0 < number <= len(self.tasks) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was hard for somebody: on a page, by its endpoint, on a day."""

    number: str
    on: date
    task: str
    page: str
    what: str
    severity: Severity
    aid: Aid
    criterion: str
    mended_on: date | None


NEWEST_FIRST = select(
    CouncilRound.id, CouncilRound.opened_on, CouncilRound.closed_on, CouncilRound.tasks
).order_by(CouncilRound.id.desc())
OPEN = NEWEST_FIRST.where(CouncilRound.closed_on.is_(None)).limit(1)
FINDINGS = select(
    CouncilFinding.number,
    CouncilFinding.on,
    CouncilFinding.task,
    CouncilFinding.page,
    CouncilFinding.what,
    CouncilFinding.severity,
    CouncilFinding.aid,
    CouncilFinding.criterion,
    CouncilFinding.mended_on,
)


def open_round(transaction: Transaction) -> Round | None:
    """The round that goes on now."""
    return _round(transaction.execute(OPEN).first())


def last_round(transaction: Transaction) -> Round | None:
    """The newest round, open or closed."""
    return _round(transaction.execute(NEWEST_FIRST.limit(1)).first())


def findings(transaction: Transaction, of: Round) -> tuple[Finding, ...]:
    """What was found in a round, and what was taken in from other computers; the worst first."""
    here = CouncilFinding.round_id == of.id
    elsewhere = CouncilFinding.round_id.is_(None) & (CouncilFinding.on >= of.opened_on)
    if of.closed_on:
        elsewhere &= CouncilFinding.on <= of.closed_on
    wanted = FINDINGS.where(here | elsewhere)
    return tuple(sorted(_findings(transaction.execute(wanted)), key=_place))


def _findings(rows: Iterator[Row[tuple[object, ...]]]) -> Iterator[Finding]:
    for row in rows:
        told = row._asdict()
        yield Finding(**{**told, "severity": Severity(row.severity), "aid": Aid(row.aid)})


def _place(one: Finding) -> tuple[bool, int, str, str]:
    worst_first = -list(Severity).index(one.severity)
    return one.mended_on is not None, worst_first, one.page, one.number


def _round(row: Row[tuple[int, date, date | None, list[Task]]] | None) -> Round | None:
    return Round(row.id, row.opened_on, row.closed_on, tuple(row.tasks)) if row else None
