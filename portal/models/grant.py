"""A grant (närståendes rätt att läsa): who may see what of a patient's plan, and how long."""

from datetime import datetime
from enum import IntFlag, StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.noun import Instant, Noun, moment_of_statement


class Scope(IntFlag):
    """What a grant opens. Nothing opens anything else: there is no "everything"."""

    MEETING_TIME = 1
    """When a meeting is, and in what form."""
    MEETING_PLACE = 2
    """Where it is, and what it is about."""
    MEETING_JOIN = 4
    """The video link and the number to ring, to take part."""
    CONTACTS = 8
    ACTIVITIES = 16
    """All insatser of the parts that are opened."""
    GOALS = 32
    """Goals, and the patient's own words."""
    WHOLE_PLAN = 64
    """Who takes part and leads, notes, and the plan's documents."""
    CHOSEN_ACTIVITIES = 128
    """Insatser chosen one by one."""


class Part(IntFlag):
    """Whose insatser a grant opens."""

    REGION = 1
    MUNICIPALITY = 2
    OTHERS = 4
    """The patient's own, relatives' and other actors'."""


class GrantKind(StrEnum):
    """On what ground a grant stands."""

    CONSENT = "consent"
    """The patient gave it here."""
    GUARDIAN = "guardian"
    """A guardian (vårdnadshavare) of a child, told by a care system."""
    TRUSTEE = "trustee"
    """A trustee (god man, förvaltare) by decision, told by a care system."""


class MandateScope(IntFlag):
    """What a guardian or trustee is appointed for (föräldrabalken 11 kap. 4 §)."""

    CARE_FOR_PERSON = 1
    """Sörja för person: the only one that opens anything."""
    PROTECT_RIGHTS = 2
    """Bevaka rätt."""
    MANAGE_PROPERTY = 4
    """Förvalta egendom."""


NO_SCOPE = Scope(0)
ALL_SCOPES = Scope(sum(Scope))
ALL_PARTS = Part(sum(Part))
PLAN = Scope.ACTIVITIES | Scope.CHOSEN_ACTIVITIES | Scope.GOALS | Scope.WHOLE_PLAN
"""Any of these opens something of the plan itself."""


class Grant(Noun):
    """One right to read, from a draft to its end.

    It is about two people, so it is not narrowed to one: only `portal.access.grants` reads and
    writes it. A grant opens something only while it is given, accepted and confirmed, neither
    paused nor ended nor past its end, and while nothing about either person denies it.
    """

    __tablename__ = "access_grant"
    __table_args__ = (
        Index(None, "patient_id"),
        Index(None, "relative_id"),
        Index(None, "changed_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    relative_name: Mapped[str | None] = mapped_column(String(200))
    """What the relative was called while the grant was in force (`access.grants.names`)."""
    kind: Mapped[str] = mapped_column(String(20))
    relation: Mapped[str] = mapped_column(String(100), default="")
    """What the relative is to the patient, in the patient's own words."""
    scopes: Mapped[int]
    parts: Mapped[int]
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    """The operator's text as it was when the grant was given."""
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    code_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The code, for the patient to see again while her sign-in is fresh; gone when it is used."""
    spent_code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Of the code with which the grant was accepted: the same form sent twice is not wrong."""
    code_until: Mapped[datetime | None] = mapped_column(Instant)
    days: Mapped[int | None]
    """How long it was asked for, while it is a draft."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    given_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    opens_at: Mapped[datetime | None] = mapped_column(Instant)
    """Before this nothing opens, though it is confirmed: time to think; None for at once."""
    widened_at: Mapped[datetime | None] = mapped_column(Instant)
    """When more was opened: nobody knows if the person saw before what had changed by then."""
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    looked_through_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the patient last said that it shall stay as it is."""
    verified_at: Mapped[datetime | None] = mapped_column(Instant)
    """When a care system last confirmed a mandate; a stale one opens nothing."""
    mandate_scope: Mapped[int] = mapped_column(default=0, server_default="0")
    """What a mandate reaches, as `MandateScope`; 0 when the care system has not said."""
    resource_id: Mapped[int | None] = mapped_column(ForeignKey("source_resource.id"), unique=True)
    wish: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the patient wants to widen, until a fresh sign-in: `scopes`, `parts`, `days`, `keys`."""
    step_up_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the fresh sign-in for this grant was asked for; used once."""
    version: Mapped[int]
    """Counts changes, so that a page that is out of date changes nothing."""
    changed_at: Mapped[datetime | None] = mapped_column(
        Instant, default=moment_of_statement, onupdate=moment_of_statement
    )
    """When anything of it was last changed: care systems ask for what is new."""


class ItemState(StrEnum):
    """What a grant's item says of one thing."""

    CHOSEN = "chosen"
    """Opened one by one, by this grant."""
    HIDDEN = "hidden"
    """Never for the person this grant is for, whatever else any of that person's grants opens."""
    KNOWN = "known"
    """Recognised when something beside it was hidden, or shown again: what is new beside what is
    hidden stays hidden until the patient shows it, but this is not new."""


class GrantItem(Noun):
    """What a grant says of one insats, meeting, contact, goal or document by itself."""

    __tablename__ = "access_grant_item"
    __table_args__ = (UniqueConstraint("grant_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("access_grant.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    """`key` or `name_key` of a part of a plan; `ref` of a meeting or a contact."""
    state: Mapped[str] = mapped_column(String(10))
    shown_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was shown again: it is new then to the person it was hidden from."""
    family: Mapped[str | None] = mapped_column(String(64))
    """Of something hidden that has no name of its own: `family` of that part of a plan."""


class RedeemAttempt(Noun):
    """A code that somebody typed, right or wrong: counted, so that codes cannot be guessed."""

    __tablename__ = "redeem_attempt"
    __table_args__ = (Index(None, "person_id", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Instant)
