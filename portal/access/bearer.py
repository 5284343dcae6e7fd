"""Who sends: the access token in `Authorization`, and nothing else that came with the request.

Whoever has no valid token is told so in one way, so that a missing, a wrong, an old one and that
of a disabled care system cannot be told apart. Answers are OperationOutcomes.
"""

import json

from flask import Response, request

from portal.identity.care_systems import tokens
from portal.identity.care_systems.values import Sender
from portal.web import unit

FHIR = "application/fhir+json"
SCHEME = "bearer"


def sender() -> Sender | None:
    """Who asks. Nothing is left open: what comes after has a transaction of its own."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME:
        return None
    found = tokens.sender_with(unit.transaction(), token.strip(" "))
    unit.finish()
    return found


def unknown() -> Response:
    """401, the same for every reason."""
    challenge = 'Bearer realm="fhir"'
    return _refusal(401, "login", "A valid access token is needed: POST /oauth/token.", challenge)


def beyond(scope: str) -> Response:
    """403: the token is right, but this is not what it was given for."""
    challenge = f'Bearer realm="fhir", error="insufficient_scope", scope="{scope}"'
    return _refusal(403, "forbidden", f"The access token lacks the scope {scope}.", challenge)


def _refusal(status: int, code: str, diagnostics: str, challenge: str) -> Response:
    issue = {"severity": "error", "code": code, "diagnostics": diagnostics}
    body = {"resourceType": "OperationOutcome", "issue": [issue]}
    headers = {"WWW-Authenticate": challenge}
    return Response(json.dumps(body), status, content_type=FHIR, headers=headers)
