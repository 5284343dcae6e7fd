"""Keeping what somebody wrote, and telling the operator that there is something to read."""

import logging
from datetime import timedelta

from sqlalchemy import delete, func, insert, select, update

from portal.database import Transaction
from portal.identity.sealing import Sealer
from portal.models.feedback import KEPT_FOR, Feedback, FeedbackKind
from portal.models.read_aloud import drawn
from portal.settings import Settings
from portal.web.mail import MailNotSent, send

NUMBER_LENGTH = 6
MOST_AN_HOUR = 60
"""From everybody together: nothing is kept by which one writer could be told from another."""

log = logging.getLogger(__name__)


class TooMuchFeedback(Exception):
    """More has come within an hour than people write; the telephone still works."""


def keep(transaction: Transaction, sealer: Sealer, *, kind: str, text: str) -> str:
    """Keep it, remove what is too old, and give its number. Raises `TooMuchFeedback`."""
    lately = Feedback.at > transaction.now - timedelta(hours=1)
    counted = transaction.execute(select(func.count()).select_from(Feedback).where(lately))
    if counted.scalar_one() >= MOST_AN_HOUR:
        raise TooMuchFeedback
    transaction.execute(delete(Feedback).where(Feedback.at < transaction.now - KEPT_FOR))
    number = drawn(NUMBER_LENGTH)
    values = {
        "number": number,
        "at": transaction.now,
        "kind": FeedbackKind(kind),
        "text_sealed": sealer.seal(text.encode()),
    }
    transaction.execute(insert(Feedback).values(**values))
    return number


def close(transaction: Transaction, number: str) -> bool:
    """Mark as answered or mended; False when there is no such number that is open."""
    wanted = (Feedback.number == number) & Feedback.closed_at.is_(None)
    done = transaction.execute(update(Feedback).where(wanted).values(closed_at=transaction.now))
    return done.rowcount == 1


def tell(settings: Settings, number: str) -> None:
    """Mail the operator, if they have said where. Never what was written: mail is read by many.

    A mail that cannot be sent is logged, and is nothing that the writer need know.
    """
    if not settings.operator.has_mail:
        return
    try:
        send(
            settings.operator,
            subject=f"Min plan: ny synpunkt {number}",
            text="Läs den med: flask feedback list\n",
        )
    except MailNotSent:
        log.exception("feedback-mail-not-sent")
