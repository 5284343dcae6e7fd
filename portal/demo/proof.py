"""How a portal proves at the token endpoint that it is the one registered."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from flask import Request
from joserfc import jwt
from joserfc.errors import JoseError

from portal import clock
from portal.demo.desk import Desk
from portal.demo.registration import Registration

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ["RS256", "ES256", "PS256"]
_LONGEST_LIFE = 300

_LEEWAY = 30


class ProofRefused(Exception):
    """The portal did not prove who it is; the message is for its developer."""


def proven(request: Request, *, desk: Desk) -> Registration:
    """The portal that asks, proven the way it is registered for (raises ProofRefused)."""
    if request.form.get("client_assertion_type") == ASSERTION:
        return _by_assertion(request.form.get("client_assertion", ""), desk=desk)
    if request.authorization and request.authorization.type == "basic":
        name, secret = request.authorization.username, request.authorization.password
        return _by_secret(
            unquote_plus(name or ""), unquote_plus(secret or ""), "client_secret_basic", desk=desk
        )
    name, secret = request.form.get("client_id", ""), request.form.get("client_secret", "")
    return _by_secret(name, secret, "client_secret_post", desk=desk)


def _by_secret(client_id: str, secret: str, way: str, *, desk: Desk) -> Registration:
    asker = desk.registrations.get(client_id)
    if asker is None or asker.proof != way or not asker.secret:
        raise ProofRefused("not registered for this way of proof")
    if not secrets.compare_digest(asker.secret.encode(), secret.encode()):
        raise ProofRefused("wrong secret")
    return asker


def _by_assertion(text: str, *, desk: Desk) -> Registration:
    for asker in desk.registrations.values():
        claims = _signed_claims(text, asker=asker)
        if claims is not None and claims.get("iss") == asker.client_id:
            _check_assertion(claims, asker=asker, desk=desk)
            return asker
    raise ProofRefused("no registered portal has signed the assertion")


def _signed_claims(text: str, *, asker: Registration) -> Mapping[str, Any] | None:
    """The claims if the portal's registered key signed them, else None."""
    if asker.proof != "private_key_jwt" or asker.key is None:
        return None
    try:
        return jwt.decode(text, asker.key, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError):
        return None


def _check_assertion(claims: Mapping[str, Any], *, asker: Registration, desk: Desk) -> None:
    now = clock.epoch()
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    expires, jti = claims.get("exp"), claims.get("jti")
    if claims.get("sub") != asker.client_id:
        raise ProofRefused("sub of the assertion is not the client_id")
    if not {desk.address("/token"), desk.settings.issuer} & {str(value) for value in audiences}:
        raise ProofRefused("aud of the assertion is not this token endpoint")
    if not isinstance(expires, int) or not now - _LEEWAY < expires <= now + _LONGEST_LIFE:
        raise ProofRefused("exp of the assertion is missing, past, or too far ahead")
    if not isinstance(jti, str) or not jti:
        raise ProofRefused("the assertion has no jti")
    if not desk.seen_proofs.put_once(f"{asker.client_id} {jti}", thing=True):
        raise ProofRefused("the assertion has been used before")
