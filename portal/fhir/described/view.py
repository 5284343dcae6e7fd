"""`GET /fhir/openapi.json`: the description, for whoever writes or tests a program that sends."""

from typing import Any

from flask import Response, jsonify

from portal.access.guard import Door, opens_to
from portal.fhir import asking
from portal.fhir.bundles import views
from portal.fhir.capability import CHANGED_ON
from portal.fhir.described import operations, schemas
from portal.identity.care_systems.scopes import MANDATES
from portal.web import unit

SCOPES = {
    "system/Bundle.c": "Send bundles.",
    "system/*.cud": "Create, update and delete what care systems send; or one type by its name.",
    "system/*.r": "Read back what one has sent; or one type by its name.",
    "system/Consent.cud": "Send that there shall be no sharing.",
    MANDATES: "Send that somebody decides for the patient, besides the right to send it at all.",
    "system/Consent.r": "Ask what patients decided about sharing.",
}
ABOUT = (
    "Care systems send plans, contacts and meetings as FHIR R4. All of a request is taken, or "
    "nothing of it. How to begin: docs/integrate.md."
)


@views.get("/fhir/openapi.json")
@opens_to(Door.EVERYONE)
def tell_description() -> Response:
    """For anybody: it says nothing about anybody."""
    asking.parameters(())
    return jsonify(description(unit.settings().public_url))


def description(public_url: str) -> dict[str, Any]:
    """The description of the portal at this address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Min plan for machines", "version": CHANGED_ON, "description": ABOUT},
        "servers": [{"url": public_url}],
        "paths": operations.paths(),
        "components": {
            "schemas": schemas.SCHEMAS,
            "securitySchemes": {"careSystem": _security(public_url)},
        },
    }


def _security(public_url: str) -> dict[str, Any]:
    flow = {"tokenUrl": f"{public_url}/oauth/token", "scopes": SCOPES}
    return {
        "type": "oauth2",
        "description": "SMART Backend Services: client credentials with private_key_jwt.",
        "flows": {"clientCredentials": flow},
    }
