"""Which version counts: the decision for one resource, from what its source has said so far.

A resource is the set of its stamps: at which moments of its source's clock it had which content.
What is current, and what was when, follows from the set alone and not from the order in which
its stamps arrived.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Stamp:
    """At this moment, in this version, the content was this; None: it was deleted."""

    content: str | None
    at: datetime
    version: str | None = None

    @property
    def number(self) -> int | None:
        """The version as a whole number, if it is one."""
        text = self.version or ""
        return int(text) if text.isascii() and text.isdigit() else None


class Effect(StrEnum):
    """What a new stamp does."""

    CREATED = "created"
    UPDATED = "updated"
    CONFIRMED = "unchanged"
    """The same content with another stamp: no new version, but the time counts."""
    REPLAYED = "repeated"
    """Said before in the very same words: nothing at all."""
    SUPERSEDED = "superseded"
    """Older than what is current: into the history."""
    DELETED = "deleted"
    TIED = "updated-tie"
    """The same moment with other content, from where that happens: the later received counts."""
    CONFLICT = "conflict"
    """The same moment and version with other content: refused."""


def decide(stamps: Sequence[Stamp], new: Stamp, *, takes_ties: bool = False) -> Effect:
    """The effect of `new` on a resource with these stamps, in the order they were received."""
    if new in stamps:
        return Effect.REPLAYED
    is_tie = any(_place(known) == _place(new) for known in stamps)
    is_newest = in_order([*stamps, new])[-1] == new
    if is_tie and not takes_ties:
        return Effect.CONFLICT
    if is_tie and is_newest:
        return Effect.TIED
    if new.content is None:
        return Effect.DELETED if is_newest else Effect.SUPERSEDED
    known = {stamp.content for stamp in stamps}
    if is_newest and known <= {None}:
        return Effect.CREATED
    if is_newest:
        return Effect.CONFIRMED if current(stamps) == new.content else Effect.UPDATED
    return Effect.CONFIRMED if new.content in known else Effect.SUPERSEDED


def current(stamps: Sequence[Stamp]) -> str | None:
    """The content that counts; None when there is none, or it was deleted."""
    return in_order(stamps)[-1].content if stamps else None


def in_order(stamps: Iterable[Stamp]) -> list[Stamp]:
    """From the oldest to the newest; of one moment in the order they were received.

    By the version where every stamp has a whole number for one (clocks are set back, counters are
    not), else by the time.
    """
    given = list(stamps)
    if all(stamp.number is not None for stamp in given):
        return sorted(given, key=lambda stamp: (stamp.number, stamp.at))
    return sorted(given, key=_by_time)


def _by_time(stamp: Stamp) -> tuple[datetime, int, str]:
    return (stamp.at, -1 if stamp.number is None else stamp.number, stamp.version or "")


def _place(stamp: Stamp) -> tuple[datetime, int | str | None]:
    return (stamp.at, stamp.version if stamp.number is None else stamp.number)
