"""`GET /fhir/metadata`: what the door can do, told from the tables by which it does it."""

from typing import Any

from flask import Response

from portal.access.guard import Door, opens_to
from portal.fhir import answers, asking, formats
from portal.fhir.bundles import views
from portal.fhir.single import NAMED
from portal.intake.structure.shapes import RESOURCES
from portal.web import unit

CHANGED_ON = "2026-11-22"
"""When what is told here was last another thing."""
READ = ("read", "vread", "search-type")
CHANGE = ("update", "delete")
SECURITY_SERVICE = "http://terminology.hl7.org/CodeSystem/restful-security-service"
OAUTH_ADDRESSES = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
BY_IDENTIFIER = (
    "Created, updated and deleted by its first identifier only, PUT or DELETE "
    "[base]/{type}?identifier=system|value, alone or in a transaction. A sender reads what it has "
    "sent itself, and nothing else."
)
WITH_A_PLAN = "Sent by POST in a transaction, with what it is about."
GRANTS = (
    " Without identifier: what patients have decided about sharing, for those about whom this "
    "sender has sent something; [base]/Consent?_lastUpdated=ge[instant]&_count=[1-100]."
)


@views.get("/fhir/metadata")
@opens_to(Door.EVERYONE)
def tell_capability() -> Response:
    """For anybody: it says nothing about anybody."""
    formats.refuse_other_answers()
    asking.parameters(())
    return answers.resource(capability(unit.settings().public_url))


def capability(public_url: str) -> dict[str, Any]:
    """The CapabilityStatement of the portal at this address."""
    return {
        "resourceType": "CapabilityStatement",
        "name": "MinPlan",
        "title": "Min plan",
        "status": "active",
        "date": CHANGED_ON,
        "kind": "instance",
        "software": {"name": "Min plan"},
        "implementation": {
            "description": "The care systems' door of a patient portal",
            "url": f"{public_url}/fhir",
        },
        "fhirVersion": "4.0.1",
        "format": [answers.FHIR, "json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "All of a transaction is taken, or nothing of it.",
                "security": _security(public_url),
                "resource": [_resource(kind) for kind in sorted(RESOURCES)],
                "interaction": [{"code": "transaction"}],
            }
        ],
    }


def _security(public_url: str) -> dict[str, Any]:
    token = {"url": "token", "valueUri": f"{public_url}/oauth/token"}
    return {
        "extension": [{"url": OAUTH_ADDRESSES, "extension": [token]}],
        "cors": False,
        "service": [{"coding": [{"system": SECURITY_SERVICE, "code": "SMART-on-FHIR"}]}],
        "description": "SMART Backend Services: client credentials with private_key_jwt.",
    }


def _resource(kind: str) -> dict[str, Any]:
    codes = (*READ, *CHANGE) if kind in NAMED else READ[:2]
    told: dict[str, Any] = {
        "type": kind,
        "documentation": BY_IDENTIFIER.format(type=kind) if kind in NAMED else WITH_A_PLAN,
        "interaction": [{"code": code} for code in codes],
        "versioning": "versioned",
        "readHistory": True,
        "updateCreate": False,
        "conditionalCreate": False,
        "conditionalRead": "not-match",
        "conditionalUpdate": kind in NAMED,
        "conditionalDelete": "single" if kind in NAMED else "not-supported",
        "referencePolicy": ["logical", "local"],
    }
    if kind in NAMED:
        told["searchParam"] = [{"name": "identifier", "type": "token"}]
    if kind == "Consent":
        told["documentation"] += GRANTS
        told["searchParam"] += [{"name": "_lastUpdated", "type": "date"}]
    return told
