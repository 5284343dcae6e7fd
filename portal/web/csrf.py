"""A change counts only when it comes from a page of ours, open in the browser that sends it.

Every unsafe request must carry a token made from a cookie that no other site can set: that of the
signed-in session, or before sign-in one that says nothing but "this browser". Besides, what the
browser itself says about where a request comes from is held against it. The token is masked anew
in each answer, so that the size of a compressed answer tells nothing about it.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator
from inspect import unwrap
from typing import Any, TypeVar
from weakref import WeakSet

from flask import Flask, Response, current_app, g, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from portal.web import unit

FIELD = "csrf"
HEADER = "X-CSRF-Token"
SIGNED_IN_COOKIE = "__Host-sid"
BROWSER_COOKIE = "__Host-form"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN_BYTES = 32

View = TypeVar("View", bound=Callable[..., Any])
_for_machines: WeakSet[Callable[..., object]] = WeakSet()


class FormTooOld(BadRequest):
    """The token is missing, from another session, or from another browser."""

    template = "errors/form_too_old.html"


def csrf_token() -> str:
    """This answer's token, for the browser that asked."""
    token: str | None = g.get("csrf_token")
    if token is None:
        token = g.csrf_token = _masked(_proof(unit.settings().secret_key, _own_cookie()))
    return token


def csrf_field() -> Markup:
    """The hidden field that every form has."""
    return Markup('<input type="hidden" name="csrf" value="%s">') % csrf_token()


def without_form_token(view: View) -> View:
    """Mark a view that machines call; it must know its callers by other means."""
    _for_machines.add(view)
    return view


def needs_no_form_token(view: Callable[..., object]) -> bool:
    """Tell if a view is marked, also under the decorators round it."""
    return unwrap(view) in _for_machines


def install(app: Flask) -> None:
    """Check before each change; give a browser without a session a cookie when it gets a form."""
    app.before_request(_check)
    app.after_request(_keep_browser_cookie)


def _check() -> None:
    if request.method in SAFE or request.endpoint is None:
        return
    if needs_no_form_token(current_app.view_functions[request.endpoint]):
        return
    if not is_believed():
        raise FormTooOld


def is_believed() -> bool:
    """Tell if a form of ours has sent this, from the browser that it was opened in."""
    return is_from_here() and _is_proven()


def is_from_here() -> bool:
    """Tell if nothing speaks against one of our pages having asked.

    An absent or `null` origin proves nothing: our Referrer-Policy makes browsers send `null`.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin", "null")
    return origin in ("null", unit.settings().public_url, request.host_url.rstrip("/"))


def _is_proven() -> bool:
    token = _unmasked(request.headers.get(HEADER) or request.form.get(FIELD, ""))
    return any(hmac.compare_digest(token, proof) for proof in _accepted_proofs())


def _accepted_proofs() -> Iterator[bytes]:
    settings = unit.settings()
    for name in (SIGNED_IN_COOKIE, BROWSER_COOKIE):
        cookie = request.cookies.get(name)
        if cookie:
            for key in (settings.secret_key, *settings.secret_key_fallbacks):
                yield _proof(key, cookie)


def _own_cookie() -> str:
    existing = request.cookies.get(SIGNED_IN_COOKIE) or request.cookies.get(BROWSER_COOKIE)
    if not existing:
        existing = g.new_browser_cookie = secrets.token_urlsafe(16)
    return existing


def _keep_browser_cookie(response: Response) -> Response:
    fresh = g.get("new_browser_cookie")
    if fresh:
        response.set_cookie(BROWSER_COOKIE, fresh, secure=True, httponly=True, samesite="Lax")
    return response


def _proof(key: str, cookie: str) -> bytes:
    return hmac.digest(key.encode(), b"form\0" + cookie.encode(), hashlib.sha256)


def _masked(proof: bytes) -> str:
    mask = secrets.token_bytes(TOKEN_BYTES)
    return base64.urlsafe_b64encode(mask + _xor(mask, proof)).decode()


def _unmasked(token: str) -> bytes:
    """The proof in a token; something that matches nothing when it is not one."""
    try:
        both = base64.urlsafe_b64decode(token)
    except ValueError:
        return b""
    return _xor(both[:TOKEN_BYTES], both[TOKEN_BYTES:]) if len(both) == 2 * TOKEN_BYTES else b""


def _xor(one: bytes, other: bytes) -> bytes:
    number = int.from_bytes(one) ^ int.from_bytes(other)
    return number.to_bytes(TOKEN_BYTES)
