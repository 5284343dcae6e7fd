"""What comes and goes as JSON. Of FHIR's own elements only what the door looks at is told here."""

from typing import Any

from portal.fhir.answers import CODES
from portal.fhir.single import NAMED
from portal.identity.care_systems.assertions import ALGORITHMS
from portal.intake.bundle_rules import MOST_ENTRIES
from portal.intake.outcome import MOST_ISSUES
from portal.intake.structure.shapes import RESOURCES

Schema = dict[str, Any]
OF_BUNDLES = ("structure", "code-invalid", "extension", "invariant", "business-rule", "value")
ISSUE_TYPES = sorted({*CODES.values(), *OF_BUNDLES, "exception", "informational"})
OAUTH_ERRORS = (
    "invalid_request invalid_client invalid_scope unsupported_grant_type server_error "
    "temporarily_unavailable"
)
WHERE = r"^[A-Za-z0-9_.\[\]]+$"
LOCATION = rf"^({'|'.join(sorted(RESOURCES))})/[0-9a-f]{{64}}/_history/[0-9]+$"
ETAG = '^W/"[1-9][0-9]{0,8}"$'


def text(**more: Any) -> Schema:
    return {"type": "string", **more}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(*required: str, **properties: Schema) -> Schema:
    """An object in which more may stand."""
    return {"type": "object", "properties": properties, "required": list(required)}


def closed(*required: str, **properties: Schema) -> Schema:
    """An object in which nothing else stands."""
    return {**thing(*required, **properties), "additionalProperties": False}


def several(of: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": of, **more}


IDENTIFIER = thing("system", "value", system=text(minLength=1), value=text(minLength=1))
META = thing(
    "source",
    "lastUpdated",
    source=text(pattern=r"^urn:oid:1\.2\.752\.129\.2\.1\.4\.1#[A-Z0-9-]+$"),
    lastUpdated=text(format="date-time"),
    versionId=text(),
)
REQUEST = closed(
    "method", "url", method=text(enum=["PUT", "POST", "DELETE"]), url=text(), ifMatch=text()
)
SEARCHED = thing("fullUrl", "resource", "search", fullUrl=text(), resource={"type": "object"})
LINK = closed("relation", "url", relation=text(enum=["self", "next"]), url=text())

SCHEMAS: dict[str, Schema] = {
    "OperationOutcome": closed(
        "resourceType",
        "issue",
        resourceType=text(const="OperationOutcome"),
        issue=several(ref("Issue"), minItems=1, maxItems=MOST_ISSUES),
    ),
    "Issue": closed(
        "severity",
        "code",
        "diagnostics",
        severity=text(enum=["error", "information"]),
        code=text(enum=ISSUE_TYPES),
        diagnostics=text(description="What is wanted, in English; never a value that was sent."),
        expression=several(text(pattern=WHERE), description="Where, as in Bundle.entry[3]."),
    ),
    "Transaction": thing(
        "resourceType",
        "type",
        "entry",
        resourceType=text(const="Bundle"),
        type=text(const="transaction"),
        timestamp=text(format="date-time"),
        entry=several(ref("Entry"), minItems=1, maxItems=MOST_ENTRIES),
    ),
    "Entry": thing(
        "request",
        fullUrl=text(pattern="^urn:uuid:[0-9a-f-]{36}$"),
        request=REQUEST,
        resource=ref("Resource"),
    ),
    "Resource": thing(
        "resourceType",
        resourceType=text(enum=sorted(RESOURCES)),
        meta=META,
        identifier=several(IDENTIFIER, minItems=1),
    ),
    "Named": thing(
        "resourceType",
        "meta",
        "identifier",
        resourceType=text(enum=sorted(NAMED)),
        meta=META,
        identifier=several(IDENTIFIER, minItems=1),
    ),
    "TransactionResponse": closed(
        "resourceType",
        "type",
        "entry",
        resourceType=text(const="Bundle"),
        type=text(const="transaction-response"),
        entry=several(closed("response", response=ref("Response"))),
    ),
    "Response": closed(
        "status",
        status=text(enum=["200", "201", "204"]),
        etag=text(pattern=ETAG),
        location=text(pattern=LOCATION),
        outcome=ref("OperationOutcome"),
    ),
    "Searchset": closed(
        "resourceType",
        "type",
        "link",
        resourceType=text(const="Bundle"),
        type=text(const="searchset"),
        timestamp=text(format="date-time"),
        total={"type": "integer", "minimum": 0},
        link=several(LINK),
        entry=several(SEARCHED),
    ),
    "Kept": thing("resourceType", "id", resourceType=text(enum=sorted(RESOURCES)), id=text()),
    "CapabilityStatement": thing(
        "resourceType", resourceType=text(const="CapabilityStatement"), fhirVersion=text()
    ),
    "Proof": closed(
        "grant_type",
        "client_assertion_type",
        "client_assertion",
        grant_type=text(const="client_credentials"),
        client_assertion_type=text(const="urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        client_assertion=text(description=f"A JWT signed with {' or '.join(ALGORITHMS)}."),
        client_id=text(),
        scope=text(description="Less than was registered; left out, it is all."),
    ),
    "Token": closed(
        "access_token",
        "token_type",
        "expires_in",
        "scope",
        access_token=text(),
        token_type=text(const="bearer"),
        expires_in={"type": "integer"},
        scope=text(),
    ),
    "OAuthError": closed(
        "error",
        "error_description",
        error=text(enum=OAUTH_ERRORS.split()),
        error_description=text(),
    ),
    "Anything": {"type": "object"},
}
