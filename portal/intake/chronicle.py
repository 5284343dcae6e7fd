"""Everything that care systems have said about one patient, at any moment of their clocks."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from portal.intake.kept import Kept, Period
from portal.intake.project.surroundings import Surroundings
from portal.intake.store import Store

ALWAYS = datetime.max.replace(tzinfo=UTC)
PARTS_OF_A_PLAN = frozenset({"CarePlan", "Goal", "ServiceRequest", "Task", "DocumentReference"})
"""What a version of a plan is made of. The rest (who, where) is read as it came to be known."""


@dataclass(frozen=True)
class Chronicle:
    """The patient's resources, and those about nobody that they refer to."""

    store: Store
    patient_id: int
    kept: Mapping[str, Kept]
    links: Mapping[str, set[str]]

    @cached_property
    def periods(self) -> dict[str, list[Period]]:
        return {key: kept.periods() for key, kept in self.kept.items()}

    def of_kind(self, kind: str) -> Iterator[Kept]:
        """The patient's own resources of a type, by key."""
        for key in sorted(self.kept):
            if self.kept[key].kind == kind and self.kept[key].patient_id == self.patient_id:
                yield self.kept[key]

    def reach(self, key: str) -> set[str]:
        """The keys of all that a resource refers to, directly or not, and its own."""
        found, todo = {key}, [key]
        while todo:
            for link in self.links.get(todo.pop(), ()):
                if link not in found:
                    found.add(link)
                    todo.append(link)
        return found

    def period_at(self, key: str, moment: datetime, until: datetime) -> Period | None:
        """What a resource was at a moment.

        A part of a plan counts as it stood then. Anything else counts as it was last known before
        `until`, so that the telephone number of a plan agreed last year is today's. What was
        named before it was sent counts as it was first sent.
        """
        periods = self.periods.get(key)
        if not periods:
            return None
        if self.kept[key].kind in PARTS_OF_A_PLAN:
            known = bisect_right(periods, moment, key=_since)
        else:
            known = bisect_left(periods, until, key=_since)
        return periods[max(known - 1, 0)]

    def read_ahead(self, keys: Iterable[str]) -> None:
        """Open all that was ever said of some resources, with one statement."""
        periods = (one for key in keys for one in self.periods.get(key, ()))
        self.store.read_ahead(one.version_id for one in periods if one.version_id is not None)

    def body_at(self, key: str, moment: datetime, until: datetime) -> dict[str, Any] | None:
        """The resource, or the contained one, behind a key; None when it was not there."""
        outer, _, inner = key.partition("#")
        period = self.period_at(outer, moment, until)
        if period is None or period.version_id is None:
            return None
        body = self.store.body(period.version_id)
        if not inner:
            return body
        contained = body.get("contained") or []
        return next((one for one in contained if one.get("id") == inner), None)

    def earlier_bodies(self, key: str) -> list[dict[str, Any]]:
        """What a resource was before it became what it is, the latest first."""
        periods = self.periods.get(key, [])[:-1]
        ids = (period.version_id for period in reversed(periods))
        return [self.store.body(version_id) for version_id in ids if version_id is not None]

    def around(
        self, source: str, moment: datetime = ALWAYS, until: datetime = ALWAYS
    ) -> Surroundings:
        """What the references of a source's resource lead to at a moment."""
        return Surroundings(
            self.patient_id,
            source,
            find=lambda key: self.body_at(key, moment, until),
            has_come=self._has_come,
            now=min(self.store.transaction.now, until),
        )

    def _has_come(self, key: str) -> bool:
        kept = self.kept.get(key.partition("#")[0])
        return kept is not None and bool(kept.said)


def _since(period: Period) -> datetime:
    return period.since


def chronicle_of(store: Store, patient_id: int) -> Chronicle:
    """Read the chronicle of one patient.

    A Provenance refers to its plan, but it is the plan that is read with its Provenance.
    """
    kept = {one.key: one for one in store.of_patient(patient_id)}
    links = store.links_from(list(kept.values()))
    new: Iterable[Kept] = kept.values()
    while new:
        missing = {link for one in new for link in links[one.key]} - set(kept)
        new = [one for one in store.of_keys(missing) if one.patient_id is None] if missing else []
        kept |= {one.key: one for one in new}
        links |= store.links_from(list(new)) if new else {}
    for one in kept.values():
        if one.kind == "Provenance":
            for target in links[one.key] & set(links):
                links[target].add(one.key)
    return Chronicle(store, patient_id, kept, links)
