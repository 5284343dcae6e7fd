"""Headers that every answer of the provider carries."""

from collections.abc import Iterable

from werkzeug.wrappers import Response

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'{forms};"
    " base-uri 'none'; frame-ancestors 'none'"
)


def harden(response: Response) -> Response:
    """Strict defaults; a page that set its own policy keeps it."""
    response.headers.setdefault("Content-Security-Policy", _POLICY.format(forms=""))
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def allow_forms_to(response: Response, *, origins: Iterable[str]) -> Response:
    """Browsers apply form-action to the redirect after a form too, so name where it leads."""
    forms = "".join(f" {origin}" for origin in origins)
    response.headers["Content-Security-Policy"] = _POLICY.format(forms=forms)
    return response
