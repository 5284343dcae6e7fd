"""A plan that was fetched as a document, as the bundle its source would have sent."""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from portal.intake.entry_rules import LONGEST_NAME
from portal.intake.identifiers import gives_away
from portal.intake.labels import ACT_CODE
from portal.intake.project.plan import KINDS

HSA = "urn:oid:1.2.752.129.2.1.4.1"
DOCUMENT_ID = "urn:riv:clinicalprocess:logistics:logistics:GetCarePlans:2:documentId"
AGENTS = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
NOT_FOR_PATIENT = {"system": ACT_CODE, "code": "NOPATIENT"}

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarePlan:
    """What a `carePlan` of GetCarePlans says, read and found to be there."""

    document_id: str
    source: str
    number_system: str
    number: str
    written_at: datetime
    made_on: str
    title: str
    kind: str
    person: str
    person_hsa: str
    unit: str
    unit_hsa: str
    unit_phone: str
    care_unit: str
    care_giver: str
    units: tuple[str, ...]
    contact: str
    is_nullified: bool
    is_for_patient: bool
    content: tuple[str, str] | None
    """Media type and base64."""

    @property
    def name(self) -> str:
        """The document's id, or the hash of one that no resource may be named by."""
        named, number = self.document_id, self.number
        if gives_away(named, number) or "|" in named or len(named) > LONGEST_NAME:
            return hashlib.sha256(named.encode()).hexdigest()
        return named


def bundle_of(plan: CarePlan) -> Raw:
    """A transaction: the plan with what is its own contained in it, its unit, and who is behind."""
    entries = [_plan(plan), *_unit(plan), *_provenance(plan)]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def _plan(plan: CarePlan) -> Raw:
    body = {
        "status": "entered-in-error" if plan.is_nullified else "active",
        "intent": "plan",
        "category": [{"coding": [{"system": KINDS, "code": plan.kind}]}],
        "title": plan.title,
        "subject": _subject(plan),
        "created": plan.made_on,
        "author": {"reference": "#author"} if plan.person or plan.unit else None,
        "contributor": [_organization(hsa) for hsa in plan.units],
        "encounter": {"identifier": {"value": plan.contact}} if plan.contact else None,
        "supportingInfo": [{"reference": "#document"}] if plan.content else None,
        "contained": [*_author(plan), *_document(plan)],
    }
    security = [] if plan.is_for_patient else [NOT_FOR_PATIENT]
    return _entry(plan, "CarePlan", DOCUMENT_ID, plan.name, body, security=security)


def _author(plan: CarePlan) -> Iterator[Raw]:
    """The professional in the unit; without a unit's HSA-id its name stands here."""
    if plan.person or plan.unit:
        unit = {"reference": _url(plan, "Organization")} if plan.unit_hsa else {}
        yield _said(
            {
                "resourceType": "PractitionerRole",
                "id": "author",
                "identifier": [{"system": HSA, "value": plan.person_hsa}]
                if plan.person_hsa
                else None,
                "practitioner": {"display": plan.person} if plan.person else None,
                "organization": unit or ({"display": plan.unit} if plan.unit else None),
            }
        )


def _document(plan: CarePlan) -> Iterator[Raw]:
    if plan.content:
        media, data = plan.content
        attachment = {"contentType": media, "data": data, "creation": plan.made_on}
        yield {
            "resourceType": "DocumentReference",
            "id": "document",
            "status": "current",
            "content": [{"attachment": _said({**attachment, "title": plan.title})}],
        }


def _unit(plan: CarePlan) -> Iterator[Raw]:
    """A resource of its own: its telephone number is shown as last told, on every plan."""
    if plan.unit_hsa:
        phone = [{"system": "phone", "value": plan.unit_phone}] if plan.unit_phone else None
        body = {"name": plan.unit, "telecom": phone}
        yield _entry(plan, "Organization", HSA, plan.unit_hsa, body)


def _provenance(plan: CarePlan) -> Iterator[Raw]:
    """Whose it is: the care giver (yttre spärr) and the care unit (inre spärr)."""
    roles = {"custodian": plan.care_giver, "author": plan.care_unit}
    agents = [
        {"type": {"coding": [{"system": AGENTS, "code": role}]}, "who": _organization(hsa)}
        for role, hsa in roles.items()
        if hsa
    ]
    if agents:
        resource = {
            "resourceType": "Provenance",
            "target": [{"reference": _url(plan, "CarePlan")}],
            "recorded": plan.written_at.isoformat(),
            "agent": agents,
        }
        request = {"method": "POST", "url": "Provenance"}
        yield {"fullUrl": _url(plan, "Provenance"), "resource": resource, "request": request}


def _entry(
    plan: CarePlan,
    kind: str,
    system: str,
    value: str,
    body: Raw,
    *,
    security: list[Raw] | None = None,
) -> Raw:
    meta = {
        "source": f"{HSA}#{plan.source}",
        "lastUpdated": plan.written_at.isoformat(),
        "security": security,
    }
    resource = {
        "resourceType": kind,
        "meta": _said(meta),
        "identifier": [{"system": system, "value": value}],
        **_said(body),
    }
    request = {"method": "PUT", "url": f"{kind}?identifier={quote(system)}|{quote(value)}"}
    return {"fullUrl": _url(plan, kind), "resource": resource, "request": request}


def _subject(plan: CarePlan) -> Raw:
    identifier = {"system": plan.number_system, "value": plan.number}
    return {"type": "Patient", "identifier": identifier}


def _organization(hsa: str) -> Raw:
    return {"type": "Organization", "identifier": {"system": HSA, "value": hsa}}


def _said(body: Raw) -> Raw:
    """Without what the document does not say: FHIR knows no empty elements."""
    return {name: value for name, value in body.items() if value not in (None, "", [], {})}


def _url(plan: CarePlan, kind: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{plan.source}|{kind}|{plan.name}')}"
