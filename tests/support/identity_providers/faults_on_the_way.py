"""Faults outside the tokens: discovery, the way back, the token endpoint, and slow lines."""

from collections.abc import Iterator
from typing import Any

from flask import Response

from tests.support.identity_providers.fault import Bend, Fault, drop, put

ISS_ADVERTISED = "authorization_response_iss_parameter_supported"
STALL_SECONDS = 30


def stall(response: Response, provider: Any) -> Response:
    """Keep the caller waiting; ends early when the provider is closed."""
    provider.closing.wait(STALL_SECONDS)
    return response


def drip(response: Response, provider: Any) -> Response:
    """One byte each second: no single read times out, all of them together must."""
    body = response.get_data()

    def bytes_slowly() -> Iterator[bytes]:
        for octet in body:
            if provider.closing.wait(1):
                return
            yield bytes([octet])

    slow = Response(bytes_slowly(), status=response.status_code, mimetype=response.mimetype)
    slow.content_length = len(body)
    return slow


def go_elsewhere(response: Response, provider: Any) -> Response:
    """A redirect to a place that gives the right answer to whoever follows."""
    provider.set_aside = response.get_data(), response.content_type
    return Response(status=302, headers={"Location": f"{provider.issuer}/elsewhere"})


def answer_with(status: int, body: str, *, mimetype: str = "application/json") -> Bend:
    return lambda _, __: Response(body, status=status, mimetype=mimetype)


_HTML = answer_with(200, "<h1>Under underhåll</h1>", mimetype="text/html")
_NOT_JSON = answer_with(200, '{"access_token": ')
_NESTED = answer_with(200, "[" * 20_000 + "]" * 20_000)
_OTHER_JSON = {name: answer_with(200, name) for name in ("null", "[1]", "17", '"a"')}


def _denied(error: str, **more: str) -> dict[str, str]:
    return {"error": error, **more}


def _error_back(error: str, **more: str) -> Fault:
    def edit(parameters: dict[str, Any]) -> None:
        parameters.pop("code")
        parameters.update(_denied(error, **more))

    return Fault(callback=edit)


DISCOVERY = {
    "plain": Fault(
        outcome="accept",
        module="discovery-openid-config discovery-jwks-uri-keys scope-userinfo-claims"
        " userinfo-signed userinfo-bearer-header",
    ),
    "iss not advertised and not sent": Fault(
        outcome="accept", discovery=drop(ISS_ADVERTISED), callback=drop("iss")
    ),
    "discovery of another issuer": Fault(
        discovery=put({"issuer": "https://other.example"}), module="discovery-issuer-mismatch"
    ),
    "discovery with a slash more": Fault(
        discovery=lambda said: said.update(issuer=said["issuer"] + "/")
    ),
    "discovery as HTML": Fault(bend={"discovery": _HTML}),
    "discovery HTTP 500": Fault(bend={"discovery": answer_with(500, "{}")}),
    "discovery stalled": Fault(bend={"discovery": stall}),
}

CALLBACK = {
    "state wrong": Fault(callback=put({"state": "another"})),
    "state missing": Fault(callback=drop("state")),
    "access_denied": _error_back("access_denied"),
    "error server_error": _error_back("server_error"),
    "error with wrong state": _error_back("access_denied", state="another"),
    "error_description with a script": _error_back(
        "server_error", error_description="<script>alert(1)</script>"
    ),
    "iss of the answer wrong": Fault(callback=put({"iss": "https://other.example"})),
    "iss of the answer missing though advertised": Fault(callback=drop("iss")),
    "code unknown": Fault(callback=put({"code": "nobody-gave-this"})),
    "code missing": Fault(callback=drop("code")),
}

TOKEN = {
    "token_type in odd case": Fault(outcome="accept", tokens=put({"token_type": "bEaReR"})),
    "no expires_in": Fault(outcome="accept", tokens=drop("expires_in")),
    "no id_token": Fault(tokens=drop("id_token")),
    "id_token not a token": Fault(tokens=put({"id_token": "a.b"})),
    "token endpoint error 400": Fault(
        bend={"token": answer_with(400, '{"error": "invalid_grant"}')}
    ),
    "token endpoint HTTP 500": Fault(bend={"token": answer_with(500, "oj", mimetype="text/plain")}),
    "token endpoint redirects": Fault(bend={"token": go_elsewhere}),
    "token endpoint answers HTML": Fault(bend={"token": _HTML}),
    "token endpoint answers half": Fault(bend={"token": _NOT_JSON}),
    "token endpoint answers nested lists": Fault(bend={"token": _NESTED}),
    **{
        f"token endpoint answers {name}": Fault(bend={"token": bend})
        for name, bend in _OTHER_JSON.items()
    },
    "token endpoint stalled": Fault(bend={"token": stall}),
    "token endpoint one byte a second": Fault(bend={"token": drip}),
}

KEYS_AND_USERINFO = {
    "jwks as HTML": Fault(bend={"jwks": _HTML}),
    "jwks HTTP 500": Fault(bend={"jwks": answer_with(500, "{}")}),
    "jwks redirects": Fault(bend={"jwks": go_elsewhere}),
    "jwks empty": Fault(jwks=lambda keys: keys.clear()),
    "jwks stalled": Fault(bend={"jwks": stall}),
    "jwks one byte a second": Fault(bend={"jwks": drip}),
    "userinfo HTTP 500": Fault(bend={"userinfo": answer_with(500, "{}")}),
    "userinfo as HTML": Fault(bend={"userinfo": _HTML}),
    "userinfo answers nested lists": Fault(bend={"userinfo": _NESTED}),
    "userinfo redirects": Fault(bend={"userinfo": go_elsewhere}),
    "userinfo stalled": Fault(bend={"userinfo": stall}),
    "userinfo one byte a second": Fault(bend={"userinfo": drip}),
}

AFTER_LOGOUT = {
    "back from logout": Fault(outcome="accept", module="rp-init-logout"),
    "back from logout with another state": Fault(
        outcome="accept",
        after_logout=put({"state": "another"}),
        module="rp-init-logout-other-state",
    ),
    "back from logout with no state": Fault(
        outcome="accept", after_logout=drop("state"), module="rp-init-logout-no-state"
    ),
}
