"""`GET /fhir/Consent`: what patients have decided about sharing, for those whom it concerns.

With `identifier` it is the sender's own Consent, a block that it has sent, read back.
"""

import uuid
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from flask import Response

from portal.access.grants.for_care_systems import BEGINNING, Decided, Place, decided
from portal.access.guard import Door, opens_to
from portal.access.looking import sharing_rules
from portal.audit import trail
from portal.audit.trail import What
from portal.fhir import answers, asking, formats, reading
from portal.fhir.answers import Refused
from portal.fhir.bundles import views
from portal.fhir.consent import consent
from portal.identity import keyring
from portal.identity.care_systems.values import Sender
from portal.identity.sealing import SealBroken
from portal.intake.sent import identifier_of
from portal.intake.structure.primitives import is_value, moment
from portal.web import unit

USUAL, MOST = 50, 100
"""Consents on a page."""


@views.get("/fhir/Consent")
@opens_to(Door.CARE_SYSTEM, scope="system/Consent.r")
def find_consents(sender: Sender) -> Response:
    """A page of the grants changed since `_lastUpdated`, the earliest change first."""
    formats.refuse_other_answers()
    asked = asking.parameters({"identifier", "_lastUpdated", "_count", "_cursor"})
    if "identifier" in asked:
        return reading.found(sender, "Consent")
    transaction = unit.transaction()
    page, has_more = decided(
        transaction,
        sources=sender.sources,
        rules=sharing_rules(),
        since=_since(asked.get("_lastUpdated")),
        place=_place(asked.get("_cursor"), sender),
        most=_count(asked.get("_count", str(USUAL))),
    )
    trail.fetched(transaction, {one.patient_id: one.source for one in page}, What.GRANTS_FETCHED)
    unit.finish()
    cursor = _cursor(page[-1].place, sender) if has_more else None
    return answers.resource(_searchset(page, asked, now=transaction.now, cursor=cursor))


def _searchset(
    page: list[Decided], asked: dict[str, str], *, now: datetime, cursor: str | None
) -> dict[str, Any]:
    links = [{"relation": "self", "url": _address(asked)}]
    if cursor:
        links.append({"relation": "next", "url": _address({**asked, "_cursor": cursor})})
    bundle = {
        "resourceType": "Bundle",
        "type": "searchset",
        "timestamp": now.isoformat(timespec="milliseconds"),
        "link": links,
    }
    return {**bundle, "entry": [_entry(one) for one in page]} if page else bundle


def _entry(one: Decided) -> dict[str, Any]:
    """It is named by what its reference gives, for the reference itself opens a page."""
    named = uuid.UUID(bytes=sha256(f"Consent {one.ref}".encode()).digest()[:16], version=5)
    number = keyring.sealer().open(one.patient_number_sealed).decode()
    resource = consent(one, named=str(named), patient=identifier_of(number))
    return {"fullUrl": named.urn, "resource": resource, "search": {"mode": "match"}}


def _address(asked: dict[str, str]) -> str:
    said = "&".join(f"{name}={quote(value)}" for name, value in sorted(asked.items()))
    address = f"{unit.settings().public_url}/fhir/Consent"
    return f"{address}?{said}" if said else address


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST):
        raise Refused(400, f"_count is 1 to {MOST}", code="value")
    return int(text)


def _since(text: str | None) -> datetime:
    if text is None:
        return BEGINNING
    if not text.startswith("ge") or not is_value(text[2:], "instant"):
        raise Refused(400, "_lastUpdated=ge and an instant is wanted", code="value")
    return moment(text[2:])


def _cursor(place: Place, sender: Sender) -> str:
    """Sealed: it tells nothing, and nobody else can use it."""
    text = f"{sender.care_system_id} {place.after_id} {place.after.isoformat()}"
    return keyring.sealer().seal(text.encode()).decode()


def _place(cursor: str | None, sender: Sender) -> Place:
    if cursor is None:
        return Place()
    try:
        whose, after_id, after = keyring.sealer().open(cursor.encode()).decode().split(" ")
    except (SealBroken, ValueError):
        raise Refused(400, "_cursor is not one of ours", code="value") from None
    if whose != str(sender.care_system_id):
        raise Refused(400, "_cursor is not one of yours", code="value")
    return Place(datetime.fromisoformat(after), int(after_id))
