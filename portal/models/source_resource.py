"""What care systems sent: each resource by its key, and every version of it, whole."""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun


def new_ref() -> str:
    """An opaque reference that cannot be guessed: 22 characters, safe in an address."""
    return secrets.token_urlsafe(16)


class SourceResource(Noun):
    """One resource of one source system, named by its first business identifier.

    `current_version_id`, `source_version` and `source_at` say what the source said last, by its
    own clock. Without `patient_id` it is about an organisation or a professional.
    """

    __tablename__ = "source_resource"
    __table_args__ = (
        UniqueConstraint("kind", "identifier_system", "identifier_value", "source"),
        Index(None, "patient_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of source, kind and identifier: what references between resources become."""
    ref: Mapped[str] = mapped_column(String(32), index=True, unique=True, default=new_ref)
    """What addresses call it, and what hides it: the same whatever becomes of its rows."""
    source: Mapped[str] = mapped_column(String(64))
    """The source system's HSA-id, from `meta.source`."""
    kind: Mapped[str] = mapped_column(String(40))
    """The FHIR resource type."""
    identifier_system: Mapped[str] = mapped_column(String(255))
    identifier_value: Mapped[str] = mapped_column(String(255))
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    current_version_id: Mapped[int | None]
    source_version: Mapped[str | None] = mapped_column(String(64))
    source_at: Mapped[datetime | None] = mapped_column(Instant)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)
    """A tombstone: the source deleted the resource at this moment of its clock."""


class SourceVersion(Noun):
    """One version as it was received. `body` is the JSON, encrypted: it is about the patient."""

    __tablename__ = "source_version"
    __table_args__ = (UniqueConstraint("resource_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("source_resource.id"))
    number: Mapped[int]
    """Our own count, from 1: what `etag` and read-back speak of."""
    content_hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(Instant)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class SourceStamp(Noun):
    """That the source said a version held at a moment of its clock; without one, that it was gone.

    The same content sent again with a later stamp is no new version, but the stamp is kept: a
    version that arrives late may belong between the two.
    """

    __tablename__ = "source_stamp"
    __table_args__ = (Index(None, "resource_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("source_resource.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("source_version.id"))
    source_version: Mapped[str | None] = mapped_column(String(64))
    """`meta.versionId`, as the source writes it."""
    source_at: Mapped[datetime] = mapped_column(Instant)
    """`meta.lastUpdated`."""
    received_at: Mapped[datetime] = mapped_column(Instant)


class SourceLink(Noun):
    """That some version of a resource refers to a key, known here yet or not."""

    __tablename__ = "source_link"
    __table_args__ = (Index(None, "target_key"),)

    resource_id: Mapped[int] = mapped_column(ForeignKey("source_resource.id"), primary_key=True)
    target_key: Mapped[str] = mapped_column(String(64), primary_key=True)
