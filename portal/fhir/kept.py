"""What a sender has sent, as it is read back: its own resources, opened and as it knows them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select

from portal.audit import trail
from portal.audit.trail import What
from portal.database import Transaction
from portal.identity.sealing import Sealer
from portal.intake import hashing
from portal.intake.sent import as_sent, people_in
from portal.models.person import Person
from portal.models.source_resource import SourceResource, SourceVersion

OWN = (
    SourceResource.kind == bindparam("kind"),
    SourceResource.source.in_(bindparam("sources", expanding=True)),
)
COLUMNS = (
    SourceResource.key,
    SourceResource.kind,
    SourceResource.source,
    SourceResource.patient_id,
    SourceVersion.number,
    SourceVersion.body,
)
OF_NAME = (
    select(*COLUMNS)
    .join(SourceVersion, SourceVersion.id == SourceResource.current_version_id)
    .where(
        *OWN,
        SourceResource.identifier_system == bindparam("system"),
        SourceResource.identifier_value == bindparam("value"),
    )
    .order_by(SourceResource.source)
)
OF_KEY = (
    select(*COLUMNS)
    .outerjoin(SourceVersion, SourceVersion.id == SourceResource.current_version_id)
    .where(*OWN, SourceResource.key == bindparam("key"))
)
VERSION = (
    select(*COLUMNS)
    .join(SourceVersion, SourceVersion.resource_id == SourceResource.id)
    .where(
        *OWN, SourceResource.key == bindparam("key"), SourceVersion.number == bindparam("number")
    )
)
NUMBERS = select(Person.id, Person.number_sealed).where(
    Person.id.in_(bindparam("people", expanding=True))
)

KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a resource. `resource` is None when the resource is deleted."""

    key: str
    number: int | None
    resource: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the source systems `sources` have sent, within one transaction.

    Each look at something about a patient leaves a line in the patient's log.
    """

    transaction: Transaction
    sealer: Sealer
    sources: Collection[str]

    def named(self, kind: str, system: str, value: str) -> list[Kept]:
        """The current versions by this name: one, or one for each of the sender's sources."""
        return self._kept(OF_NAME, kind=kind, system=system, value=value)

    def current(self, kind: str, key: str) -> Kept | None:
        return self._one_of(OF_KEY, kind=kind, key=key)

    def version(self, kind: str, key: str, number: int) -> Kept | None:
        return self._one_of(VERSION, kind=kind, key=key, number=number)

    def _one_of(self, statement: Any, **asked: Any) -> Kept | None:
        """What cannot be a key is not there, and asks no database: PostgreSQL takes no NUL."""
        return (
            next(iter(self._kept(statement, **asked)), None)
            if KEY.fullmatch(asked["key"])
            else None
        )

    def _kept(self, statement: Any, **asked: Any) -> list[Kept]:
        rows = self.transaction.execute(statement, {**asked, "sources": list(self.sources)}).all()
        bodies = {row.key: self._opened(row) for row in rows if row.body is not None}
        numbers = self._numbers({one for body in bodies.values() for one in people_in(body)})
        self._trace(row for row in rows if row.key in bodies)
        return [self._one(row, bodies.get(row.key), numbers) for row in rows]

    def _opened(self, row: Row[Any]) -> dict[str, Any]:
        found: dict[str, Any] = hashing.value(self.sealer.open(row.body))
        return found

    def _numbers(self, people: Collection[int]) -> dict[int, str]:
        if not people:
            return {}
        rows = self.transaction.execute(NUMBERS, {"people": sorted(people)})
        return {row.id: self.sealer.open(row.number_sealed).decode() for row in rows}

    def _trace(self, rows: Iterator[Row[Any]]) -> None:
        for row in rows:
            if row.patient_id is not None:
                self.transaction.touched.add(row.patient_id)
                trail.sent(
                    self.transaction,
                    patient_id=row.patient_id,
                    source=row.source,
                    what=What.READ_BACK,
                )

    def _one(
        self, row: Row[Any], body: Mapping[str, Any] | None, numbers: Mapping[int, str]
    ) -> Kept:
        resource = as_sent(body, row.key, numbers) if body is not None else None
        return Kept(row.key, row.number, resource)
