"""Home as the page shows it."""

from dataclasses import dataclass
from datetime import datetime

from portal.features.appointments.values import Meeting
from portal.features.care_plan.values import Plan
from portal.features.contacts.queries import Contact


@dataclass(frozen=True, slots=True)
class News:
    """One thing that is new: `kind` is `activity-added`, `activity-changed`, `activity-removed`,
    the same of `proposal`, `meeting`, `contact` or `plan`; `ref` names a meeting, and `meeting` is it."""

    kind: str
    title: str
    at: datetime
    ref: str = ""
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """The four answers, in the order they are asked."""

    meeting: Meeting | None
    """The next one that is booked."""
    undecided: tuple[Meeting, ...]
    """Those that nobody has booked yet."""
    contacts: tuple[Contact, ...]
    plan: Plan | None
    news: tuple[News, ...]
    since: datetime | None
