"""What the fault-switching provider demands of the portal at the token endpoint."""

from flask import Request
from joserfc import jwt
from joserfc.errors import JoseError

from portal import clock
from tests.support.identity_providers.faulty_tokens import s256
from tests.support.identity_providers.switchboard import Switchboard


class PortalAtFault(Exception):
    """The portal's request breaks the rules; says how."""


def check_token_request(request: Request, provider: Switchboard) -> dict[str, str]:
    """The authorization request that the code was given for (raises PortalAtFault)."""
    _check_proof(request, provider)
    asked = provider.codes.pop(request.form.get("code", ""), None)
    if asked is None:
        raise PortalAtFault("the code is unknown or used")
    if request.form.get("redirect_uri") != asked["redirect_uri"]:
        raise PortalAtFault("redirect_uri differs from the authorization request")
    if s256(request.form.get("code_verifier", "")) != asked["code_challenge"]:
        raise PortalAtFault("code_verifier does not match")
    return asked


def _check_proof(request: Request, provider: Switchboard) -> None:
    if "client_assertion" in request.form:
        _check_assertion(request.form["client_assertion"], provider)
        return
    if request.authorization is not None:
        given = request.authorization.username, request.authorization.password
    else:
        given = request.form.get("client_id"), request.form.get("client_secret")
    if given != (provider.client_id, provider.ring.secret):
        raise PortalAtFault("neither an assertion nor the right secret")


def _check_assertion(assertion: str, provider: Switchboard) -> None:
    try:
        claims = jwt.decode(assertion, provider.portal_key, algorithms=["RS256"]).claims
    except (JoseError, ValueError) as fault:
        raise PortalAtFault("the assertion is not signed with the portal's key") from fault
    if not claims.get("iss") == claims.get("sub") == provider.client_id:
        raise PortalAtFault("iss and sub of the assertion are not the client_id")
    if claims.get("aud") not in {f"{provider.issuer}/token", provider.issuer}:
        raise PortalAtFault("aud of the assertion is not the token endpoint")
    if not clock.now().timestamp() - 30 < claims.get("exp", 0) <= clock.now().timestamp() + 300:
        raise PortalAtFault("exp of the assertion is past or more than 300 s ahead")
    jti = claims.get("jti")
    if not jti or jti in provider.seen_jti:
        raise PortalAtFault("jti of the assertion is missing or used before")
    provider.seen_jti.add(jti)


def check_question(asked: dict[str, str], provider: Switchboard) -> None:
    """The rules of the Swedish profile for an authorization request (raises PortalAtFault)."""
    wanted = {
        "client_id": provider.client_id,
        "redirect_uri": provider.redirect_uri,
        "response_type": "code",
        "code_challenge_method": "S256",
    }
    wrong = [name for name, value in wanted.items() if asked.get(name) != value]
    missing = [name for name in ("state", "code_challenge", "nonce") if not asked.get(name)]
    if "openid" not in asked.get("scope", "").split():
        missing.append("openid in scope")
    if wrong or missing:
        raise PortalAtFault(f"authorization request: wrong {wrong}, missing {missing}")
