"""Where a care system that proves who it is gets an access token (RFC 6749, RFC 7523, SMART).

Errors are in OAuth's own words. What is wrong with a proof by itself is said, for the sender to
put right; whether it is known here at all is not.
"""

import logging
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request

from portal.access.guard import Door, opens_to
from portal.identity.care_systems import proving
from portal.identity.care_systems.assertions import ALGORITHMS, ProofRefused
from portal.identity.care_systems.proving import (
    Desk,
    ScopeBeyond,
    SenderUnproven,
    TooManyFailures,
)
from portal.identity.care_systems.scopes import MANDATES
from portal.identity.care_systems.tokens import LIFE
from portal.web import unit
from portal.web.bodies import Packed
from portal.web.errors import tell_machines

ADDRESS = "/oauth/token"
FORM = "application/x-www-form-urlencoded"
GRANT = "client_credentials"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
WAIT = 60
"""Seconds a sender should wait after too many failures."""

views = Blueprint("token", __name__)
log = logging.getLogger(__name__)


@views.post(ADDRESS)
@opens_to(Door.CARE_SYSTEM_PROOF)
def give() -> Response:
    """Use a proof up for a token of five minutes."""
    fault = _fault_of_form()
    if fault:
        return fault
    try:
        given = proving.exchange(
            _desk(),
            request.form["client_assertion"],
            scope=request.form.get("scope") or None,
            named=request.form.get("client_id"),
        )
    except ProofRefused as refused:
        _note(f"proof: {refused}")
        return _refusal(401, "invalid_client", f"client_assertion: {refused}")
    except SenderUnproven as unproven:
        _note(unproven.rule, unproven.client_id)
        return _refusal(401, "invalid_client", "client_assertion: not accepted")
    except TooManyFailures:
        return _too_many()
    except ScopeBeyond:
        return _refusal(400, "invalid_scope", "scope: more than was registered")
    return _answer(
        200,
        {
            "access_token": given.token,
            "token_type": "bearer",
            "expires_in": int(LIFE.total_seconds()),
            "scope": " ".join(given.scopes),
        },
    )


@views.get("/fhir/.well-known/smart-configuration")
@opens_to(Door.EVERYONE)
def configuration() -> Response:
    """What a sender's library must know, in the words of SMART."""
    return jsonify(
        token_endpoint=_desk().audience,
        token_endpoint_auth_methods_supported=["private_key_jwt"],
        token_endpoint_auth_signing_alg_values_supported=list(ALGORITHMS),
        grant_types_supported=[GRANT],
        scopes_supported=["system/Bundle.c", "system/*.crud", "system/Consent.r", MANDATES],
        capabilities=["client-confidential-asymmetric", "permission-v2"],
    )


def install(app: Flask) -> None:
    """Open the address, and answer in JSON also when something goes wrong round it."""
    app.register_blueprint(views)
    tell_machines(app, "/oauth", _tell)


def _tell(error: Exception, status: int, incident: str | None) -> Response:
    """A body that is too large or without a length, another method, or a fault of ours."""
    if isinstance(error, Packed):
        return _refusal(status, "invalid_request", str(error.description))
    if status < 500:
        return _refusal(status, "invalid_request", HTTPStatus(status).phrase)
    word = "temporarily_unavailable" if status == 503 else "server_error"
    return _refusal(status, word, f"Incident {incident}")


def _fault_of_form() -> Response | None:
    """What is wrong before anybody's proof is looked at; each parameter may be there once."""
    if request.mimetype != FORM or request.query_string:
        return _refusal(400, "invalid_request", f"Content-Type: {FORM}, everything in the body")
    form = request.form
    if any(len(form.getlist(name)) > 1 for name in form):
        return _refusal(400, "invalid_request", "a parameter stands twice")
    if not form.get("grant_type"):
        return _refusal(400, "invalid_request", "grant_type: missing")
    if form["grant_type"] != GRANT:
        return _refusal(400, "unsupported_grant_type", f"grant_type: {GRANT}")
    if form.get("client_assertion_type") != ASSERTION or not form.get("client_assertion"):
        return _refusal(401, "invalid_client", f"client_assertion_type: {ASSERTION}")
    return None


def _too_many() -> Response:
    _note("too many failures")
    response = _refusal(429, "invalid_client", "client_assertion: too many were not accepted")
    response.headers["Retry-After"] = str(WAIT)
    return response


def _desk() -> Desk:
    settings = unit.settings()
    return Desk(
        database=unit.database(),
        audience=settings.public_url + ADDRESS,
        is_demo=settings.is_demo,
    )


def _note(reason: str, client_id: str | None = None) -> None:
    log.warning("token-refused", extra={"reason": reason, "source": client_id})


def _refusal(status: int, error: str, description: str) -> Response:
    return _answer(status, {"error": error, "error_description": description})


def _answer(status: int, members: dict[str, Any]) -> Response:
    response = jsonify(members)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response
