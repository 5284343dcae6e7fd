"""Who saw and changed what: one access event for each look and each change."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, select

from portal.database import Transaction
from portal.identity.viewer import Viewer
from portal.models.access_event import AccessEvent, ActorKind
from portal.models.grant import Grant
from portal.models.private import Permit


class What(StrEnum):
    """What was seen or done, as a word that a page can turn into a sentence."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    HOME = "home"
    PLAN = "plan"
    PLAN_VERSIONS = "plan-versions"
    PLAN_PRINT = "plan-print"
    PLAN_PDF = "plan-pdf"
    DOCUMENT = "document"
    CONTACTS = "contacts"
    MEETINGS = "meetings"
    MEETING = "meeting"
    MEETING_JOINED = "meeting-joined"
    CALENDAR_FILE = "calendar-file"
    SHARING = "sharing"
    LOG = "log"
    LOG_FILE = "log-file"
    OWN_COPY = "own-copy"
    GRANT_BEGUN = "grant-begun"
    GRANT_CHOSEN = "grant-chosen"
    GRANT_GIVEN = "grant-given"
    GRANT_CODE_ASKED = "grant-code-asked"
    GRANT_CODE_RENEWED = "grant-code-renewed"
    GRANT_ACCEPTED = "grant-accepted"
    GRANT_CONFIRM_ASKED = "grant-confirm-asked"
    GRANT_CONFIRMED = "grant-confirmed"
    GRANT_NARROWED = "grant-narrowed"
    GRANT_HIDDEN = "grant-hidden"
    GRANT_SHORTENED = "grant-shortened"
    GRANT_WISHED = "grant-wished"
    GRANT_WIDENED = "grant-widened"
    GRANT_PAUSED = "grant-paused"
    GRANT_ENDED = "grant-ended"
    GRANT_LEFT = "grant-left"
    GRANT_DELAYED = "grant-delayed"
    GRANT_GUESSED = "grant-guessed"
    GRANTS_KEPT = "grants-kept"
    SENT = "sent"
    REMOVED = "removed"
    READ_BACK = "read-back"
    READ_ANEW = "read-anew"
    GRANTS_FETCHED = "grants-fetched"
    NUMBER_CHANGED = "number-changed"


OURS = "Min plan"
"""Where an event comes from that no person and no care system caused."""
EVENT = insert(AccessEvent).values(
    actor_name=select(Grant.relative_name)
    .where(Grant.id == bindparam("relatives_grant"))
    .scalar_subquery()
)
"""With the relative's name as it was then; nobody else's is kept."""
UNTOLD = dict.fromkeys(("actor_id", "source", "what", "ref", "grant_id"))


def looked(viewer: Viewer, what: What, ref: str | None = None) -> None:
    """Trace that the viewer saw, or did, something of the patient's."""
    acted(
        viewer.transaction,
        what,
        patient_id=viewer.patient_id,
        actor_id=viewer.person_id,
        grant_id=viewer.grant_id or None,
        ref=ref,
    )


def acted(
    transaction: Transaction,
    what: What,
    *,
    patient_id: int,
    actor_id: int,
    grant_id: int | None,
    ref: str | None = None,
) -> None:
    """Trace that a person did something about a patient's plan or about who may read it."""
    kind = ActorKind.PATIENT if actor_id == patient_id else ActorKind.RELATIVE
    _trace(transaction, patient_id, kind, what=what, actor_id=actor_id, grant_id=grant_id, ref=ref)


def sent(
    transaction: Transaction, *, patient_id: int, source: str, what: What, ref: str | None = None
) -> None:
    """Trace that a care system sent or removed something about the patient."""
    _trace(transaction, patient_id, ActorKind.CARE_SYSTEM, what=what, source=source, ref=ref)


def noticed(
    transaction: Transaction, what: What, *, patient_id: int, grant_id: int | None = None
) -> None:
    """Trace what the portal itself noticed, or those who run it did, and no one person here."""
    kind = ActorKind.CARE_SYSTEM
    _trace(transaction, patient_id, kind, what=what, source=OURS, grant_id=grant_id)


def fetched(transaction: Transaction, sources: Mapping[int, str], what: What) -> None:
    """Trace that a care system fetched something about many patients: who of its sources, by id."""
    if not sources:
        return
    kind, at = ActorKind.CARE_SYSTEM, transaction.now
    shared = {**UNTOLD, "at": at, "actor_kind": kind, "what": what}
    events = [{**shared, "patient_id": one, "source": source} for one, source in sources.items()]
    _keep(transaction, *events)


def signed(transaction: Transaction, person_id: int, what: What) -> None:
    """Trace that a person signed in or out."""
    _trace(transaction, person_id, ActorKind.PATIENT, what=what, actor_id=person_id)


def _trace(transaction: Transaction, patient_id: int, kind: ActorKind, **told: Any) -> None:
    """`told` are the other columns of the event; those not told are empty."""
    values = {**UNTOLD, **told, "patient_id": patient_id, "at": transaction.now, "actor_kind": kind}
    _keep(transaction, values)


def _keep(transaction: Transaction, *events: Mapping[str, Any]) -> None:
    """In the log with this transaction; or aside, on the disk before it ends."""
    first, *others = (one["patient_id"] for one in events)
    if transaction.aside is None:
        permit = Permit(first, frozenset(others))
        told = [{**one, "relatives_grant": _relatives_grant(one)} for one in events]
        transaction.execute(EVENT, told[0] if not others else told, permit=permit)
    else:
        transaction.before_commit.append(partial(transaction.aside, events))
    transaction.traced.update((first, *others))


def _relatives_grant(event: Mapping[str, Any]) -> Any:
    """The grant that a relative acted under; None for everybody else."""
    return event["grant_id"] if event["actor_kind"] == ActorKind.RELATIVE else None
