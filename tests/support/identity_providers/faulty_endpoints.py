"""The endpoints of the fault-switching provider."""

import secrets
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, request

from tests.support.identity_providers.faulty_proof import (
    PortalAtFault,
    check_question,
    check_token_request,
)
from tests.support.identity_providers.faulty_tokens import id_token_claims, userinfo_claims
from tests.support.identity_providers.switchboard import Switchboard


def faulty_app(provider: Switchboard) -> Flask:
    app = Flask(__name__)
    _add_public_endpoints(app, provider)
    _add_sign_in(app, provider)
    _add_logout(app, provider)

    @app.before_request
    def count() -> None:
        provider.calls[request.endpoint or "unknown"] += 1

    @app.after_request
    def bend(response: Response) -> Response:
        """The last word: what really goes over the wire."""
        bends = provider.fault.bend
        return (
            bends[request.endpoint or ""](response, provider)
            if request.endpoint in bends
            else response
        )

    @app.errorhandler(PortalAtFault)
    def complain(fault: PortalAtFault) -> tuple[Response, int]:
        provider.complaints.append(str(fault))
        return jsonify(error="invalid_request", error_description=str(fault)), 400

    return app


def _add_public_endpoints(app: Flask, provider: Switchboard) -> None:
    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        said = _discovery(provider.issuer)
        provider.fault.discovery(said)
        return jsonify(said)

    @app.get("/jwks")
    def jwks() -> Response:
        keys = provider.ring.public()
        provider.fault.jwks(keys)
        return jsonify(keys=keys)

    @app.get("/jku")
    def jku() -> Response:
        """The address that a forged header names; nobody may come here."""
        return jsonify(keys=[provider.ring.foreign.as_dict(private=False)])

    @app.route("/elsewhere", methods=["GET", "POST"])
    def elsewhere() -> Response:
        body, kind = provider.set_aside
        return Response(body, content_type=kind)


def _add_sign_in(app: Flask, provider: Switchboard) -> None:
    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Response:
        asked = request.values.to_dict()
        provider.asked = asked
        check_question(asked, provider)
        code = secrets.token_urlsafe(24)
        provider.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": provider.issuer}
        provider.fault.callback(back)
        return Response(
            status=303, headers={"Location": f"{asked['redirect_uri']}?{urlencode(back)}"}
        )

    @app.post("/token")
    def token() -> Response:
        provider.redeemed = request.form.to_dict()
        asked = check_token_request(request, provider)
        access_token = secrets.token_urlsafe(24)
        provider.tokens[access_token] = provider.person
        claims = id_token_claims(provider, asked=asked, access_token=access_token)
        provider.fault.id_token(claims)
        provider.fault.before_signing(provider.ring)
        answer = {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": provider.fault.sign(provider.ring, {"typ": "JWT"}, claims),
        }
        provider.fault.tokens(answer)
        return jsonify(answer)

    @app.route("/userinfo", methods=["GET", "POST"])
    def userinfo() -> Response:
        given = request.authorization
        person = (
            provider.tokens.get(given.token or "") if given and given.type == "bearer" else None
        )
        if person is None:
            raise PortalAtFault("UserInfo asked for without the access token in the header")
        claims = userinfo_claims(provider, person=person)
        provider.fault.userinfo(claims)
        text = provider.fault.sign_userinfo(provider.ring, {"typ": "JWT"}, claims)
        kind = "application/json" if text.startswith("{") else "application/jwt"
        return Response(text, content_type=kind)


def _add_logout(app: Flask, provider: Switchboard) -> None:
    @app.route("/logout", methods=["GET", "POST"])
    def logout() -> Response:
        asked = request.values.to_dict()
        provider.asked_to_end = asked
        if asked.get("post_logout_redirect_uri") != provider.after_logout_uri:
            raise PortalAtFault("post_logout_redirect_uri is not the registered one")
        back = {"state": asked["state"]} if "state" in asked else {}
        provider.fault.after_logout(back)
        return Response(
            status=303, headers={"Location": f"{provider.after_logout_uri}?{urlencode(back)}"}
        )


def _discovery(issuer: str) -> dict[str, object]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/logout",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        "userinfo_signing_alg_values_supported": ["RS256", "ES256"],
        "token_endpoint_auth_methods_supported": [
            "private_key_jwt",
            "client_secret_basic",
            "client_secret_post",
        ],
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": ["http://id.elegnamnden.se/loa/1.0/loa3"],
        "claims_parameter_supported": True,
        "request_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
