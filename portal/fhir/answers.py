"""What the door answers: FHIR in JSON, and nothing in it but what a sender may know."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Response

from portal.intake.outcome import Report, outcome

FHIR = "application/fhir+json"
CODES = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
    410: "deleted",
    411: "required",
    412: "conflict",
    413: "too-long",
    415: "not-supported",
    422: "processing",
    429: "throttled",
    503: "transient",
    507: "no-store",
}
"""The issue type of each HTTP status; a bug is an `exception`."""
IN_A_WHILE = {"Retry-After": "60"}
NUMBER = re.compile(r'"\\u0000([^"]*)"')

Headers = Mapping[str, str]


class Refused(Exception):
    """The request is not taken; `diagnostics` are ours, and hold nothing that was sent."""

    def __init__(
        self, status: int, diagnostics: str, *, code: str = "", headers: Headers | None = None
    ) -> None:
        super().__init__(f"{status} {diagnostics}")
        self.status = status
        self.diagnostics = diagnostics
        self.code = code or CODES.get(status, "exception")
        self.headers = headers or {}


def resource(
    body: Mapping[str, Any], *, status: int = 200, headers: Headers | None = None
) -> Response:
    """A resource as JSON."""
    return Response(text(body), status, content_type=FHIR, headers=headers)


def nothing(status: int, *, headers: Headers | None = None) -> Response:
    """An answer without a body, and so without a type."""
    response = Response(status=status, headers=headers)
    del response.headers["Content-Type"]
    return response


def refusal(refused: Refused) -> Response:
    """An OperationOutcome with one issue, about the request and not about a place in its body."""
    issue = {"severity": "error", "code": refused.code, "diagnostics": refused.diagnostics}
    return resource(outcome([issue]), status=refused.status, headers=refused.headers)


def of_report(report: Report) -> Response:
    """What became of a bundle."""
    headers = IN_A_WHILE if report.status == 507 else {}
    return resource(report.body(), status=report.status, headers=headers)


def text(body: Mapping[str, Any]) -> str:
    """JSON in which decimals have the digits they came with: 1.0 and 1.00 differ in FHIR.

    Python writes no decimals, so each passes as a text that begins with NUL, which is in no
    other: no text that holds one is ever taken in.
    """
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_as_text)
    return NUMBER.sub(r"\1", written)


def _as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"\0{value}"
    raise TypeError(f"not JSON: {type(value).__name__}")
