"""What a person's flags and mandates follow: all that was said about the person."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from portal.access import denials as denying
from portal.access import mandates
from portal.access.denials import Denials, EndedGrant
from portal.audit.trail import OURS, What
from portal.intake.chronicle import ALWAYS, Chronicle
from portal.intake.kept import Kept
from portal.intake.project.denial import Denial, denials
from portal.intake.project.mandate import Said, mandate
from portal.models.person import Person
from portal.settings import Ages

BORN_ON = select(Person.born_on).where(Person.id == bindparam("person"))


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to a grant, for the log of its patient."""

    patient_id: int
    what: What
    ref: str
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One patient's, as one bundle changes it.

    `changed`: keys of which something new was said. `confirmed`: keys whose newest words came in
    this bundle, also when they had come before.
    """

    chronicle: Chronicle
    changed: Collection[str]
    confirmed: Collection[str]
    ages: Ages

    def follow(self) -> list[Happened]:
        """Mandates first: a flag then ends those that have just begun as well."""
        own = [one for one in self.chronicle.kept.values() if one.patient_id == self._patient]
        if all(one.key not in self.changed and one.key not in self.confirmed for one in own):
            return []
        return [*self._mandates(), *self._denials(own)]

    @property
    def _patient(self) -> int:
        return self.chronicle.patient_id

    def _mandates(self) -> Iterator[Happened]:
        transaction = self.chronicle.store.transaction
        born_on = transaction.execute(BORN_ON, {"person": self._patient}).scalar_one()
        for kept in self.chronicle.of_kind("RelatedPerson"):
            if kept.key not in self.changed and kept.key not in self.confirmed:
                continue
            said = list(self._said(kept))
            stated = mandate(said, born_on=born_on, ages=self.ages)
            if stated is None:
                continue
            values = {name: getattr(stated, name) for name in stated.__slots__}
            done = mandates.keep(
                transaction,
                mandates.Stated(resource_id=kept.id, patient_id=self._patient, **values),
                is_confirmed=kept.key in self.confirmed,
                is_restated=said[-1].received_at == transaction.now,
            )
            if done and done.has_begun:
                yield Happened(self._patient, What.GRANT_GIVEN, done.ref, kept.source)
            if done and done.has_ended:
                yield Happened(self._patient, What.GRANT_ENDED, done.ref, kept.source)

    def _said(self, kept: Kept) -> Iterator[Said]:
        store, periods = self.chronicle.store, self.chronicle.periods[kept.key]
        store.read_ahead(one.version_id for one in periods if one.version_id is not None)
        for one in periods:
            body = store.body(one.version_id) if one.version_id is not None else None
            yield Said(one.since, one.received_at, body)

    def _denials(self, own: Collection[Kept]) -> Iterator[Happened]:
        transaction = self.chronicle.store.transaction
        until = self._denied_until(own)
        found = Denials(
            protected=until.get(Denial.PROTECTED),
            deceased=until.get(Denial.DECEASED),
            blocked=until.get(Denial.BLOCKED),
        )
        ended = denying.deny(transaction, person_id=self._patient, denials=found, still=ALWAYS)
        ended += denying.end_with_denied_relatives(
            transaction, patient_id=self._patient, still=ALWAYS
        )
        yield from map(self._happened, ended)

    def _happened(self, ended: EndedGrant) -> Happened:
        """Another patient's log does not tell who spoke of the relative, nor of what."""
        return Happened(ended.patient_id, What.GRANT_ENDED, ended.ref, OURS)

    def _denied_until(self, own: Collection[Kept]) -> dict[Denial, datetime]:
        """Of what is current always; of what has been, when it comes to be known only now."""
        last = {one.key: self.chronicle.periods[one.key][-1] for one in own if one.said}
        self.chronicle.store.read_ahead(
            one.version_id for one in last.values() if one.version_id is not None
        )
        until: dict[Denial, datetime] = {}
        for kept in own:
            said = list(self._said(kept)) if kept.key in self.changed else []
            ends = [one.at for one in said[1:]]
            for one, end in zip(said, ends, strict=False):
                for denial in denials(one.body) if one.body is not None else ():
                    until[denial] = max(end, until.get(denial, end))
        for period in last.values():
            if period.version_id is not None:
                for denial in denials(self.chronicle.store.body(period.version_id)):
                    until[denial] = ALWAYS
        return until
