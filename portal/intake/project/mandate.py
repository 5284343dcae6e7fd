"""Mandates: from all that was said in a RelatedPerson to who may read for the patient.

A mandate that has ended once stays ended, whatever is said of it before or after; a new decision
is a new RelatedPerson. So the order in which messages arrive decides nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from portal.clock import STOCKHOLM
from portal.intake.mandates import reach_in, relative_in
from portal.intake.open_ends import stated_end
from portal.intake.project.days import first_day, last_day
from portal.intake.project.party import first_words
from portal.intake.structure.primitives import FIRST, moment
from portal.models.grant import GrantKind, MandateScope
from portal.models.noun import swedish_date
from portal.settings import Ages

LONGEST = timedelta(days=365)
"""For a trustee whose decision states no end."""

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What was said at a moment of the source's clock (None: it was deleted), and when it came."""

    at: datetime
    received_at: datetime
    body: Raw | None


@dataclass(frozen=True, slots=True)
class Mandate:
    """Who may read for the patient, why, from when and until when."""

    relative_id: int
    kind: GrantKind
    relation: str
    mandate_scope: MandateScope
    begins_at: datetime
    expires_at: datetime
    is_ended: bool


def mandate(said: Sequence[Said], *, born_on: date | None, ages: Ages) -> Mandate | None:
    """The mandate behind a RelatedPerson, from the oldest said to the newest; None: never one."""
    stated = [one for one in said if _states(one)]
    if not stated:
        return None
    first, last = stated[0].body or {}, stated[-1].body or {}
    after = said[said.index(stated[0]) :]
    begins = min(_begins_at(one.body or {}) for one in stated)
    kind = kind_of(swedish_date(begins), born_on, ages)
    return Mandate(
        relative_id=relative_in(first) or 0,
        kind=kind,
        relation=first_words(last, "relationship"),
        mandate_scope=reach_in(last),
        begins_at=_begins_at(last),
        expires_at=_expires_at(stated[-1], kind, born_on, ages),
        is_ended=any(not _states(one) or not _is_same(one, stated[0]) for one in after),
    )


def birthday(born_on: date, years: int) -> date:
    """The day on which somebody turns `years`; of those born on 29 February never too late."""
    year = born_on.year + years
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _states(one: Said) -> bool:
    """It was a mandate in force, or to come, when it was said."""
    body = one.body
    if body is None or relative_in(body) is None or body.get("active") is False:
        return False
    ends_at = _ends_at(body)
    return ends_at is None or ends_at > one.at


def _is_same(one: Said, other: Said) -> bool:
    return relative_in(one.body or {}) == relative_in(other.body or {})


def kind_of(begins_on: date, born_on: date | None, ages: Ages) -> GrantKind:
    """By the patient's age when it began: who was a guardian then is never a trustee later.

    Nothing opens for the guardian of somebody whose age is not known.
    """
    if born_on is None or begins_on < birthday(born_on, ages.adult):
        return GrantKind.GUARDIAN
    return GrantKind.TRUSTEE


def _expires_at(said: Said, kind: GrantKind, born_on: date | None, ages: Ages) -> datetime:
    stated = _ends_at(said.body or {})
    if kind == GrantKind.GUARDIAN and born_on is not None:
        too_old = _midnight(birthday(born_on, ages.guardian_until))
        return min(stated, too_old) if stated else too_old
    return stated or said.received_at + LONGEST


def _begins_at(relative: Raw) -> datetime:
    text = (relative.get("period") or {}).get("start", "")
    return moment(text) if "T" in text else _midnight(first_day(text) or date.min)


def _ends_at(relative: Raw) -> datetime | None:
    """The last day of a period is in it; of a month or a year, its last."""
    text = stated_end(relative.get("period") or {})
    if text and "T" in text:
        return moment(text)
    last = last_day(text)
    return _midnight(last + timedelta(days=1)) if last else None


def _midnight(day: date) -> datetime:
    """In Sweden; of the first day there is, the first moment that UTC has."""
    return max(datetime.combine(day, time(), STOCKHOLM), FIRST)
