"""The addresses, with what each may be asked."""

from typing import Any

from portal.fhir.answers import FHIR
from portal.fhir.consents import MOST, USUAL
from portal.fhir.described.answered import ALWAYS, ASKED, SENT, empty, fhir, json, plain, refusals
from portal.fhir.described.schemas import ETAG, ref, text
from portal.fhir.single import NAMED
from portal.intake.structure.shapes import RESOURCES

Operation = dict[str, Any]
FORM = "application/x-www-form-urlencoded"
OAUTH_REFUSALS = {400: (), 401: (), 404: (), 411: (), 413: (), 415: (), 429: ("Retry-After",)}


def paths() -> dict[str, dict[str, Operation]]:
    """Every address, by its method."""
    of_named = _kind(NAMED - {"Consent"})
    of_any = [_kind(RESOURCES), _parameter("path", "ref", text(pattern="^[0-9a-f]{64}$"))]
    version = _parameter("path", "version", {"type": "integer", "minimum": 1})
    return {
        "/fhir": {"post": _transaction()},
        "/fhir/{type}": {
            "get": _reading("Read back by identifier.", "Searchset", [of_named, _identifier()]),
            "put": _putting([of_named]),
            "delete": _deleting([of_named]),
        },
        "/fhir/Consent": {
            "get": _reading("What patients decided, by time.", "Searchset", _consents()),
            "put": _putting([]),
            "delete": _deleting([]),
        },
        "/fhir/{type}/{ref}": {"get": _reading("Read back as it is.", "Kept", of_any)},
        "/fhir/{type}/{ref}/_history/{version}": {
            "get": _reading("Read back one version.", "Kept", [*of_any, version])
        },
        "/fhir/metadata": {"get": _told("What the door can do.", fhir("CapabilityStatement"))},
        "/fhir/openapi.json": {"get": _told("This.", json("Anything", "X-Request-Id"))},
        "/fhir/.well-known/smart-configuration": {
            "get": _told("For libraries.", json("Anything", "X-Request-Id"))
        },
        "/oauth/token": {"post": _token()},
        "/healthz": {"get": _watching("The process is up.", 404)},
        "/readyz": {"get": _watching("All that pages lean on is there.", 404, 503)},
    }


def _transaction() -> Operation:
    return {
        **_protected("Send a bundle, all of it or nothing of it."),
        "parameters": [*_sending(), _format()],
        "requestBody": _body("Transaction"),
        "responses": {"200": fhir("TransactionResponse"), **refusals(*SENT)},
    }


def _putting(parameters: list[Operation]) -> Operation:
    made = {
        status: fhir("OperationOutcome", "ETag", "Location", words=words)
        for status, words in (("200", "Updated, or the same as before."), ("201", "Created."))
    }
    return {
        **_protected("Create or update one resource."),
        "parameters": [*parameters, _identifier(), _if_match(), *_sending(), _format()],
        "requestBody": _body("Named"),
        "responses": {**made, **refusals(*SENT)},
    }


def _deleting(parameters: list[Operation]) -> Operation:
    return {
        **_protected("Delete one resource, as of now. For who speaks for one source."),
        "parameters": [*parameters, _identifier(), _if_match(), *_sending()[:1], _format()],
        "responses": {
            "200": fhir("OperationOutcome", words="Something newer than now is current."),
            "204": empty("Deleted."),
            **refusals(*SENT),
        },
    }


def _reading(summary: str, schema: str, parameters: list[Operation]) -> Operation:
    one = schema == "Kept"
    more = {"304": empty("As it was.", "ETag"), **refusals(410)} if one else {}
    unchanged = _parameter("header", "If-None-Match", text(), is_needed=False)
    return {
        **_protected(summary),
        "parameters": [*parameters, _format(), *([unchanged] if one else [])],
        "responses": {
            "200": fhir(schema, *(["ETag"] if one else [])),
            **more,
            **refusals(*ASKED),
        },
    }


def _told(summary: str, answer: Operation) -> Operation:
    is_fhir = FHIR in answer["content"]
    return {
        "summary": summary,
        "security": [],
        "parameters": [_format()] if is_fhir else [],
        "responses": {"200": answer, **refusals(*ALWAYS, *([406] if is_fhir else []))},
    }


def _token() -> Operation:
    refused = {
        str(status): json("OAuthError", *headers, words="Refused.")
        for status, headers in {**OAUTH_REFUSALS, 500: (), 503: ("Retry-After",)}.items()
    }
    return {
        "summary": "Get an access token of five minutes.",
        "security": [],
        "requestBody": {"required": True, "content": {FORM: {"schema": ref("Proof")}}},
        "responses": {"200": json("Token"), **refused},
    }


def _watching(summary: str, *others: int) -> Operation:
    said = {str(status): plain("It is not.") for status in others if status != 404}
    nobody = {"404": {"description": "For this machine only.", "content": {"text/html": {}}}}
    return {
        "summary": summary,
        "security": [],
        "responses": {"200": plain(summary), **said, **nobody},
    }


def _protected(summary: str) -> Operation:
    return {"summary": summary, "security": [{"careSystem": []}]}


def _body(schema: str) -> Operation:
    kinds = (FHIR, "application/json")
    return {"required": True, "content": {kind: {"schema": ref(schema)} for kind in kinds}}


def _parameter(where: str, name: str, schema: Operation, *, is_needed: bool = True) -> Operation:
    return {"in": where, "name": name, "required": is_needed, "schema": schema}


def _kind(kinds: frozenset[str]) -> Operation:
    return _parameter("path", "type", text(enum=sorted(kinds)))


def _identifier() -> Operation:
    return _parameter("query", "identifier", text(pattern=r"^[^|]+\|[^|]+$"))


def _if_match() -> Operation:
    return _parameter("header", "If-Match", text(pattern=ETAG), is_needed=False)


def _format() -> Operation:
    return _parameter("query", "_format", text(enum=["json", FHIR]), is_needed=False)


def _sending() -> list[Operation]:
    return [
        _parameter("header", "Idempotency-Key", text(pattern="^[!-~]{1,255}$"), is_needed=False),
        _parameter("header", "Content-Digest", text(), is_needed=False),
    ]


def _consents() -> list[Operation]:
    count = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    since = text(pattern="^ge[0-9]{4}-[0-9]{2}-[0-9]{2}T")
    wanted = {"_lastUpdated": since, "_count": count, "_cursor": text(), "identifier": text()}
    return [_parameter("query", name, of, is_needed=False) for name, of in wanted.items()]
