"""A care system (vårdsystem) that may send: who it speaks for, how it proves itself, its tokens."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun


class CareSystem(Noun):
    """A registered sender. It has no secret here: only the public halves of its keys."""

    __tablename__ = "care_system"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(64), unique=True)
    """OAuth's word for its name: opaque, and not secret."""
    name: Mapped[str] = mapped_column(String(200))
    """For operators and logs."""
    sources: Mapped[list[str]] = mapped_column(JSON)
    """HSA-ids of the source systems it speaks for."""
    scopes: Mapped[list[str]] = mapped_column(JSON)
    """The most it may ask for, in the syntax of SMART v2."""
    key_set: Mapped[dict[str, Any]] = mapped_column(JSON)
    """JWK set of public keys, as last accepted."""
    key_set_url: Mapped[str | None] = mapped_column(String(1000))
    """Where newer keys are fetched; None when an operator brings them."""
    key_set_asked_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the address was last asked, whatever it answered."""
    key_set_good_at: Mapped[datetime] = mapped_column(Instant)
    """When the keys here were last known to be the right ones."""
    is_inside: Mapped[bool]
    """Its keys may be fetched from a private network address."""
    demands_digest: Mapped[bool]
    """Each body it sends must have a `Content-Digest`."""
    registered_at: Mapped[datetime] = mapped_column(Instant)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)


class CareSystemToken(Noun):
    """An access token; the sender holds 256 random bits, only their SHA-256 is here."""

    __tablename__ = "care_system_token"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    care_system_id: Mapped[int] = mapped_column(ForeignKey("care_system.id"))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    """What was asked for and given."""
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class FailedProof(Noun):
    """How many proofs of identity failed lately, counted in as many rows as there are buckets.

    A bucket is a part of the hash of what the sender called itself, so that neither made-up names
    nor real ones add rows, and both are answered alike.
    """

    __tablename__ = "failed_proof"

    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    began_at: Mapped[datetime] = mapped_column(Instant)
    failures: Mapped[int]
