"""The name of a request, by which its sender and our log speak of the same one."""

import re
import secrets

from flask import Flask, Response, g, request

from portal.web.logs import also, redacted

HEADER = "X-Request-Id"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}")


def install(app: Flask, prefix: str) -> None:
    """Give each answer under the prefix the sender's name for the request, or one of ours."""

    @app.after_request
    def name(response: Response) -> Response:
        if f"{request.path}/".startswith(f"{prefix}/"):
            named = _said() or secrets.token_hex(8)
            response.headers[HEADER] = named
            also(request_id=named)
            if "sender" in g:
                also(care_system=g.sender.care_system_id)
        return response


def _said() -> str:
    """What the sender called it, when that is a name and nobody's identity number."""
    said = request.headers.get(HEADER, "")
    return said if WELL_FORMED.fullmatch(said) and redacted(said) == said else ""
