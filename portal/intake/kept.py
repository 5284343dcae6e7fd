"""One resource as it is kept, and what it was at each moment of its source's clock."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from portal.intake.decide import Stamp, in_order

INSTANT = timedelta(microseconds=1)
"""The finest difference that both databases keep."""


@dataclass(frozen=True, slots=True)
class KeptStamp:
    """A stamp with where its content is (None: it was deleted) and when it came."""

    stamp: Stamp
    version_id: int | None
    number: int | None
    received_at: datetime


@dataclass(slots=True)
class Kept:
    """One resource with everything its source has said of it."""

    id: int
    key: str
    kind: str
    source: str
    patient_id: int | None
    ref: str
    said: list[KeptStamp] = field(default_factory=list)

    @property
    def stamps(self) -> list[Stamp]:
        return [one.stamp for one in self.said]

    def in_order(self) -> list[KeptStamp]:
        """From the oldest to the newest, by the source's clock."""
        place = {stamp: position for position, stamp in enumerate(in_order(self.stamps))}
        return sorted(self.said, key=lambda one: place[one.stamp])

    @property
    def current_number(self) -> int | None:
        return self.in_order()[-1].number if self.said else None

    @property
    def next_number(self) -> int:
        return 1 + max((one.number or 0 for one in self.said), default=0)

    def periods(self) -> list["Period"]:
        """What the resource was from when: the stamps in order, without repetitions.

        Where a source's clock was set back, or stood still, a later version counts from just
        after the one before, so that none is lost.
        """
        found: list[Period] = []
        for one in self.in_order():
            if found and found[-1].content == one.stamp.content:
                found[-1] = found[-1].also_received(one.received_at)
                continue
            since = max(one.stamp.at, found[-1].since + INSTANT) if found else one.stamp.at
            found.append(Period(since, one.stamp.content, one.version_id, one.received_at))
        return found


@dataclass(frozen=True, slots=True)
class Period:
    """From this moment until the next period the content was this (None: it was deleted)."""

    since: datetime
    content: str | None
    version_id: int | None
    received_at: datetime

    def also_received(self, at: datetime) -> "Period":
        return replace(self, received_at=min(self.received_at, at))
