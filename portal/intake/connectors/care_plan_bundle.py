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


@dataclass(frozen=True, slots=True)
class Content:
    """A document: media type and base64."""

    media: str
    data: str


@dataclass(frozen=True, slots=True)
class Unit:
    """The identifier of a unit that takes part."""

    system: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarePlan:
    """What a `carePlan` of GetCarePlans says; empty for what it may leave out and does."""

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
    role: tuple[str, str, str]
    """OID of the code system, code and words of the profession."""
    unit: str
    unit_hsa: str
    unit_phone: str
    care_unit: str
    care_giver: str
    units: tuple[Unit, ...]
    contact: str
    is_nullified: bool
    is_for_patient: bool
    contents: tuple[Content, ...]

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
        "category": [{"coding": [{"system": KINDS, "code": plan.kind}]}] if plan.kind else None,
        "title": plan.title,
        "subject": _subject(plan),
        "created": plan.made_on,
        "author": {"reference": "#author"} if _has_author(plan) else None,
        "contributor": [_organization(one.value, one.system) for one in plan.units],
        "encounter": {"identifier": {"value": plan.contact}} if plan.contact else None,
        "supportingInfo": [{"reference": f"#{one['id']}"} for one in _documents(plan)],
        "contained": [*_author(plan), *_documents(plan)],
    }
    security = [] if plan.is_for_patient else [NOT_FOR_PATIENT]
    return _entry(plan, "CarePlan", DOCUMENT_ID, plan.name, body, security=security)


def _author(plan: CarePlan) -> Iterator[Raw]:
    """The professional in the unit; without a unit's HSA-id its name stands here."""
    if _has_author(plan):
        unit = {"reference": _url(plan, "Organization")} if plan.unit_hsa else {}
        yield _said(
            {
                "resourceType": "PractitionerRole",
                "id": "author",
                "identifier": [{"system": HSA, "value": plan.person_hsa}]
                if plan.person_hsa
                else None,
                "practitioner": {"display": plan.person} if plan.person else None,
                "code": _role(plan),
                "organization": unit or ({"display": plan.unit} if plan.unit else None),
            }
        )


def _has_author(plan: CarePlan) -> bool:
    return bool(plan.person or plan.unit or plan.unit_hsa)


def _role(plan: CarePlan) -> list[Raw]:
    system, code, words = plan.role
    coding = {"system": f"urn:oid:{system}", "code": code} if system and code else None
    concept = _said({"coding": [coding] if coding else None, "text": words})
    return [concept] if concept else []


def _documents(plan: CarePlan) -> list[Raw]:
    return [
        {
            "resourceType": "DocumentReference",
            "id": f"document-{position}" if position else "document",
            "status": "current",
            "content": [
                {
                    "attachment": _said(
                        {
                            "contentType": content.media,
                            "data": content.data,
                            "creation": plan.made_on,
                            "title": plan.title,
                        }
                    )
                }
            ],
        }
        for position, content in enumerate(plan.contents)
    ]


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


def _organization(value: str, system: str = HSA) -> Raw:
    return {"type": "Organization", "identifier": {"system": system, "value": value}}


def _said(body: Raw) -> Raw:
    """Without what the document does not say: FHIR knows no empty elements."""
    return {name: value for name, value in body.items() if value not in (None, "", [], {})}


def _url(plan: CarePlan, kind: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{plan.source}|{kind}|{plan.name}')}"
