"""What care systems sent: each resource by its key, and every version of it, whole."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun


class SourceResource(Noun):
    """One resource of one source system, named by its first business identifier.

    `source_version` and `source_at` are the source's own, of the current version, and only move
    forward. Without `patient_id` it is about an organisation or a professional.
    """

    __tablename__ = "source_resource"
    __table_args__ = (
        UniqueConstraint("source", "kind", "identifier_system", "identifier_value"),
        Index(None, "patient_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
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
    """One version as it was received. `body` is the JSON, encrypted: it names the patient."""

    __tablename__ = "source_version"
    __table_args__ = (UniqueConstraint("resource_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("source_resource.id"))
    number: Mapped[int]
    """Our own count, from 1: what `etag` and read-back speak of."""
    content_hash: Mapped[str] = mapped_column(String(64))
    source_version: Mapped[str | None] = mapped_column(String(64))
    source_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    body: Mapped[bytes] = mapped_column(LargeBinary)
