"""The headers of every answer: what a browser may load, keep, send on and show it in.

They stand on all answers, errors and files included, so that there is nothing to forget.
"""

import secrets

from flask import Flask, Response, g

NONCE_BYTES = 18
CSP = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'{form_targets}; base-uri 'none'; "
    "manifest-src 'self'; object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types htmx"
)
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
TWO_YEARS = 63_072_000
PRIVATE = "no-store, private"
VARY = "Cookie, HX-Request, Accept-Language, Accept-Encoding"


def csp_nonce() -> str:
    """This answer's nonce: on every script, and on every element with `hx-*` attributes."""
    nonce: str | None = g.get("csp_nonce")
    if nonce is None:
        nonce = g.csp_nonce = secrets.token_urlsafe(NONCE_BYTES)
    return nonce


def allow_form_to(source: str) -> str:
    """Let a form of this answer be redirected to another origin; gives nothing to show.

    Chromium holds `form-action` against each redirect that follows a form.
    """
    targets: set[str] = g.setdefault("form_targets", set())
    targets.add(source)
    return ""


def sandboxed(content: bytes, content_type: str, *, file_name: str) -> Response:
    """Give a document of somebody else's making where it can do nothing but be seen.

    `file_name` is fixed by the caller's code, never taken from data.
    """
    return Response(
        content,
        content_type=content_type,
        headers={
            "Content-Security-Policy": SANDBOX,
            "Content-Disposition": f'inline; filename="{file_name}"',
        },
    )


def install(app: Flask, *, is_https: bool) -> None:
    """Set the headers on each answer; HSTS only where the portal's address is https."""
    always = dict(ALWAYS)
    if is_https:
        always["Strict-Transport-Security"] = f"max-age={TWO_YEARS}; includeSubDomains"

    @app.after_request
    def set_headers(response: Response) -> Response:
        headers = response.headers
        headers.extend(always)
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = _csp()
            # What is in a sandbox runs nothing that could ask for any of it.
            headers["Permissions-Policy"] = PERMISSIONS
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = PRIVATE
            headers["Vary"] = VARY
        return response


def _csp() -> str:
    targets = "".join(f" {target}" for target in sorted(g.get("form_targets", ())))
    return CSP.format(nonce=csp_nonce(), form_targets=targets)
