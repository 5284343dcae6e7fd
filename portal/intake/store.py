"""What care systems have said, as it is kept: resources, versions, stamps and links."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.database import Transaction
from portal.identity.sealing import Sealer
from portal.intake import hashing
from portal.intake.decide import Stamp
from portal.intake.identifiers import Key
from portal.intake.kept import Kept, KeptStamp
from portal.models.person import Person
from portal.models.source_resource import SourceLink, SourceResource, SourceStamp, SourceVersion

NAMED = (
    SourceResource.id,
    SourceResource.key,
    SourceResource.kind,
    SourceResource.source,
    SourceResource.patient_id,
    SourceResource.ref,
)
BY_KEY = select(*NAMED).where(SourceResource.key.in_(bindparam("keys", expanding=True)))
BY_KEY_LOCKED = BY_KEY.order_by(SourceResource.key).with_for_update()
BY_ID = select(*NAMED).where(SourceResource.id.in_(bindparam("ids", expanding=True)))
OF_PATIENT = select(*NAMED).where(SourceResource.patient_id == bindparam("patient_id"))
STAMPS = (
    select(
        SourceStamp.resource_id,
        SourceStamp.version_id,
        SourceStamp.source_version,
        SourceStamp.source_at,
        SourceStamp.received_at,
        SourceVersion.content_hash,
        SourceVersion.number,
    )
    .outerjoin(SourceVersion, SourceVersion.id == SourceStamp.version_id)
    .where(SourceStamp.resource_id.in_(bindparam("ids", expanding=True)))
    .order_by(SourceStamp.id)
)
BODIES = select(SourceVersion.id, SourceVersion.body).where(
    SourceVersion.id.in_(bindparam("ids", expanding=True))
)
LINKS_FROM = select(SourceLink.resource_id, SourceLink.target_key).where(
    SourceLink.resource_id.in_(bindparam("ids", expanding=True))
)
LINKED_TO = select(SourceLink.resource_id).where(
    SourceLink.target_key.in_(bindparam("keys", expanding=True))
)
NAME = (SourceResource.kind, SourceResource.identifier_system, SourceResource.identifier_value)
HOLDERS = select(*NAME, SourceResource.source).where(
    tuple_(*NAME).in_(bindparam("names", expanding=True))
)
LOCK_PEOPLE = (
    select(Person.id)
    .where(Person.id.in_(bindparam("ids", expanding=True)))
    .order_by(Person.id)
    .with_for_update(key_share=True)
)
MOVE_ON = update(SourceResource).where(SourceResource.id == bindparam("resource_id"))


@dataclass(frozen=True)
class Store:
    """The store within one transaction."""

    transaction: Transaction
    sealer: Sealer
    _opened: dict[int, dict[str, Any]] = field(default_factory=dict)

    def claim(self, keys: Collection[Key]) -> dict[str, Kept]:
        """The resources with these keys, made if they are new, and locked until the end.

        The same bundle may come twice at once: the second waits here, and then meets the rows of
        the first.
        """
        make = _insert_or_nothing(self.transaction, SourceResource)
        rows = [
            {
                "key": key.digest,
                "source": key.source,
                "kind": key.kind,
                "identifier_system": key.system,
                "identifier_value": key.value,
            }
            for key in sorted(keys, key=lambda key: key.digest)
        ]
        self.transaction.execute(make, rows)
        found = self._kept(BY_KEY_LOCKED, keys=[row["key"] for row in rows])
        return {kept.key: kept for kept in found}

    def lock_people(self, ids: Collection[int]) -> None:
        """One bundle at a time about each person, so that a plan is seen whole."""
        self.transaction.execute(LOCK_PEOPLE, {"ids": list(ids)})

    def sources_with_names(self, keys: Collection[Key]) -> dict[tuple[str, str, str], set[str]]:
        """Which sources use the same type and identifier."""
        names = [(key.kind, key.system, key.value) for key in keys]
        found: dict[tuple[str, str, str], set[str]] = {}
        for row in self.transaction.execute(HOLDERS, {"names": names}):
            name = (row.kind, row.identifier_system, row.identifier_value)
            found.setdefault(name, set()).add(row.source)
        return found

    def of_keys(self, keys: Iterable[str]) -> list[Kept]:
        return self._kept(BY_KEY, keys=list(keys))

    def of_ids(self, ids: Iterable[int]) -> list[Kept]:
        return self._kept(BY_ID, ids=list(ids))

    def of_patient(self, patient_id: int) -> list[Kept]:
        return self._kept(OF_PATIENT, patient_id=patient_id)

    def _kept(self, statement: Any, **parameters: Any) -> list[Kept]:
        rows = self.transaction.execute(statement, parameters).mappings()
        kept = {row["id"]: Kept(**row) for row in rows}
        for row in self.transaction.execute(STAMPS, {"ids": list(kept)}) if kept else ():
            stamp = Stamp(row.content_hash, row.source_at, row.source_version)
            kept[row.resource_id].said.append(
                KeptStamp(stamp, row.version_id, row.number, row.received_at)
            )
        return list(kept.values())

    def links_from(self, kept: Sequence[Kept]) -> dict[str, set[str]]:
        """For each resource the keys it refers to, in any version."""
        keys = {one.id: one.key for one in kept}
        found: dict[str, set[str]] = {one.key: set() for one in kept}
        for row in self.transaction.execute(LINKS_FROM, {"ids": list(keys)}):
            found[keys[row.resource_id]].add(row.target_key)
        return found

    def linked_to(self, keys: Iterable[str]) -> list[Kept]:
        """The resources that refer to any of the keys."""
        ids = set(self.transaction.execute(LINKED_TO, {"keys": list(keys)}).scalars())
        return self.of_ids(ids)

    def body(self, version_id: int) -> dict[str, Any]:
        """The resource as it was kept; opened once in a transaction."""
        self.read_ahead([version_id])
        return self._opened[version_id]

    def read_ahead(self, version_ids: Iterable[int]) -> None:
        """Open many bodies with one statement."""
        wanted = [one for one in version_ids if one not in self._opened]
        if wanted:
            rows = self.transaction.execute(BODIES, {"ids": wanted})
            for found in rows:
                self._opened[found.id] = hashing.value(self.sealer.open(found.body))

    def add_version(self, kept: Kept, content: str, body: dict[str, Any], links: set[str]) -> int:
        """Keep a content as the resource's next version; gives its id."""
        row = {
            "resource_id": kept.id,
            "number": kept.next_number,
            "content_hash": content,
            "received_at": self.transaction.now,
            "body": self.sealer.seal(hashing.text(body).encode()),
        }
        made = insert(SourceVersion).returning(SourceVersion.id)
        version_id: int = self.transaction.execute(made, row).scalar_one()
        if links:
            rows = [{"resource_id": kept.id, "target_key": link} for link in sorted(links)]
            self.transaction.execute(_insert_or_nothing(self.transaction, SourceLink), rows)
        return version_id

    def add_stamp(
        self, kept: Kept, stamp: Stamp, version_id: int | None, number: int | None
    ) -> None:
        """Keep that the source said so, and move what is current if that is the newest."""
        row = {
            "resource_id": kept.id,
            "version_id": version_id,
            "source_version": stamp.version,
            "source_at": stamp.at,
            "received_at": self.transaction.now,
        }
        self.transaction.execute(insert(SourceStamp), row)
        kept.said.append(KeptStamp(stamp, version_id, number, self.transaction.now))
        self._move_on(kept)

    def _move_on(self, kept: Kept) -> None:
        newest = kept.in_order()[-1]
        values = {
            "resource_id": kept.id,
            "patient_id": kept.patient_id,
            "current_version_id": newest.version_id,
            "source_version": newest.stamp.version,
            "source_at": newest.stamp.at,
            "deleted_at": newest.stamp.at if newest.version_id is None else None,
        }
        self.transaction.execute(MOVE_ON, values)


def _insert_or_nothing(transaction: Transaction, noun: Any) -> Any:
    dialect = sqlite if transaction.connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(noun).on_conflict_do_nothing()
