"""What a council and those who help it do: open a round, say what was hard, mend, close."""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import delete, func, insert, select, update

from portal.database import Transaction
from portal.features.council.queries import Finding, Round, open_round
from portal.models.council_finding import Aid, CouncilFinding, Severity
from portal.models.council_round import CouncilRound, Task
from portal.models.noun import swedish_date
from portal.models.read_aloud import drawn

NUMBER_LENGTH = 6
MOST_A_DAY = 1000
"""From everybody together: nothing is kept by which one could be told from another."""


class RoundGoesOn(Exception):
    """There is an open round already."""


class TooManyFindings(Exception):
    """More has come in a day than a council can find."""


def begin_round(transaction: Transaction, tasks: Iterable[Task]) -> None:
    """Open a round with these tasks. Raises `RoundGoesOn`."""
    if open_round(transaction):
        raise RoundGoesOn
    today = swedish_date(transaction.now)
    transaction.execute(insert(CouncilRound).values(opened_on=today, tasks=list(tasks)))


def end_round(transaction: Transaction) -> bool:
    """Close the round; False when none is open."""
    goes_on = CouncilRound.closed_on.is_(None)
    today = swedish_date(transaction.now)
    done = transaction.execute(update(CouncilRound).where(goes_on).values(closed_on=today))
    return done.rowcount > 0


def tell(
    transaction: Transaction,
    within: Round,
    *,
    task: str,
    page: str,
    what: str,
    severity: str,
    aid: str,
) -> None:
    """Keep what was hard, with the day and no time. Raises `TooManyFindings`."""
    today = swedish_date(transaction.now)
    counted = select(func.count()).select_from(CouncilFinding).where(CouncilFinding.on == today)
    if transaction.execute(counted).scalar_one() >= MOST_A_DAY:
        raise TooManyFindings
    transaction.execute(
        insert(CouncilFinding).values(
            number=drawn(NUMBER_LENGTH),
            round_id=within.id,
            on=today,
            task=task,
            page=page,
            what=what,
            severity=Severity(severity),
            aid=Aid(aid),
            criterion="",
        )
    )


def mark(transaction: Transaction, number: str, *, criterion: str) -> bool:
    """Say which of WCAG's criteria it is about; False when there is no such finding."""
    wanted = update(CouncilFinding).where(CouncilFinding.number == number)
    return transaction.execute(wanted.values(criterion=criterion)).rowcount == 1


def mend(transaction: Transaction, number: str) -> bool:
    """Say that it is mended; False when there is no such finding that is open."""
    wanted = (CouncilFinding.number == number) & CouncilFinding.mended_on.is_(None)
    today = swedish_date(transaction.now)
    done = transaction.execute(update(CouncilFinding).where(wanted).values(mended_on=today))
    return done.rowcount == 1


def remove(transaction: Transaction, number: str) -> bool:
    """Take a finding away, for somebody wrote of themselves; False when there is none."""
    wanted = delete(CouncilFinding).where(CouncilFinding.number == number)
    return transaction.execute(wanted).rowcount == 1


def take(transaction: Transaction, found: Iterable[Finding]) -> int:
    """Keep findings of a report as they stand there now, new or known; give how many they are."""
    kept = 0
    for one in found:
        values = asdict(one)
        known = update(CouncilFinding).where(CouncilFinding.number == one.number)
        if transaction.execute(known.values(**values)).rowcount == 0:
            transaction.execute(insert(CouncilFinding).values(**values))
        kept += 1
    return kept
