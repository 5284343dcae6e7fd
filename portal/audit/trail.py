"""Who saw and changed what: one access event for each look and each change."""

from enum import StrEnum

from sqlalchemy import insert

from portal.database import Transaction
from portal.identity.viewer import Viewer
from portal.models.access_event import AccessEvent, ActorKind
from portal.models.private import Permit


class What(StrEnum):
    """What was seen or done, as a word that a page can turn into a sentence."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    HOME = "home"
    PLAN = "plan"
    PLAN_VERSIONS = "plan-versions"
    PLAN_PRINT = "plan-print"
    DOCUMENT = "document"
    CONTACTS = "contacts"
    MEETINGS = "meetings"
    MEETING = "meeting"
    MEETING_JOINED = "meeting-joined"
    CALENDAR_FILE = "calendar-file"
    SENT = "sent"
    REMOVED = "removed"


EVENT = insert(AccessEvent)


def looked(viewer: Viewer, what: What, ref: str | None = None) -> None:
    """Trace that the viewer saw, or did, something of the patient's."""
    kind = ActorKind.PATIENT if viewer.is_patient else ActorKind.RELATIVE
    _trace(viewer.transaction, viewer.patient_id, kind, what, actor_id=viewer.person_id, ref=ref)


def sent(
    transaction: Transaction, *, patient_id: int, source: str, what: What, ref: str | None = None
) -> None:
    """Trace that a care system sent or removed something about the patient."""
    _trace(transaction, patient_id, ActorKind.CARE_SYSTEM, what, source=source, ref=ref)


def signed(transaction: Transaction, person_id: int, what: What) -> None:
    """Trace that a person signed in or out."""
    _trace(transaction, person_id, ActorKind.PATIENT, what, actor_id=person_id)


def _trace(
    transaction: Transaction,
    patient_id: int,
    kind: ActorKind,
    what: What,
    *,
    actor_id: int | None = None,
    source: str | None = None,
    ref: str | None = None,
) -> None:
    transaction.execute(
        EVENT,
        {
            "patient_id": patient_id,
            "at": transaction.now,
            "actor_kind": kind,
            "actor_id": actor_id,
            "source": source,
            "what": what,
            "ref": ref,
        },
        permit=Permit(patient_id),
    )
    transaction.traced.add(patient_id)
