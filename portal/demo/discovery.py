"""What the provider says of itself: discovery, keys, and that it is up."""

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from portal.demo.claims import COORDINATION, INFO, INFO_CLAIMS, LOA3, NUMBER, PERSONAL
from portal.demo.desk import the_desk
from portal.demo.proof import ALGORITHMS

discovery = Blueprint("discovery", __name__)


@discovery.get("/.well-known/openid-configuration")
def configuration() -> Response:
    desk = the_desk()
    return jsonify(
        issuer=desk.settings.issuer,
        authorization_endpoint=desk.address("/authorize"),
        token_endpoint=desk.address("/token"),
        userinfo_endpoint=desk.address("/userinfo"),
        jwks_uri=desk.address("/jwks"),
        end_session_endpoint=desk.address("/logout"),
        scopes_supported=["openid", INFO, NUMBER],
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code"],
        acr_values_supported=[LOA3],
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=["RS256", "ES256"],
        userinfo_signing_alg_values_supported=["RS256", "ES256"],
        token_endpoint_auth_methods_supported=[
            "private_key_jwt",
            "client_secret_basic",
            "client_secret_post",
        ],
        token_endpoint_auth_signing_alg_values_supported=ALGORITHMS,
        code_challenge_methods_supported=["S256"],
        claims_supported=["sub", "acr", "auth_time", "txn", PERSONAL, COORDINATION, *INFO_CLAIMS],
        claims_parameter_supported=True,
        request_parameter_supported=True,
        request_object_signing_alg_values_supported=ALGORITHMS,
        request_uri_parameter_supported=False,
        ui_locales_supported=["sv"],
        prompt_values_supported=["none", "login"],
        authorization_response_iss_parameter_supported=True,
        backchannel_logout_supported=True,
        backchannel_logout_session_supported=True,
    )


@discovery.get("/jwks")
def jwks() -> Response:
    return jsonify(the_desk().keys.public())


@discovery.get("/healthz")
def healthz() -> str:
    return "ok\n"
