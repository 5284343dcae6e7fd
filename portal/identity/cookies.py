"""The portal's cookies. `__Host-`: only this host, only https, and no neighbour can plant one."""

import base64
import re
import secrets
from hashlib import sha256

from werkzeug.wrappers import Request, Response

SIGNED_IN = "__Host-sid"
SIGNING_IN = "__Host-login"
JUST_LEFT = "__Host-nyss"
JUST_LEFT_SECONDS = 900
INTERRUPTED = "__Host-avbruten"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """256 random bits, as the 43 characters that `TOKEN` knows."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is stored of a token: 32 bytes that cannot be turned back."""
    return sha256(token.encode()).digest()


def trace_of(token: str) -> str:
    """What a browser keeps of a session that was left: enough to know it by, not to use it."""
    return base64.urlsafe_b64encode(digest(token)).decode().rstrip("=")


def digest_in(trace: str) -> bytes:
    """The digest that `trace_of` wrote down."""
    return base64.urlsafe_b64decode(trace + "=")


def read(request: Request, name: str) -> str | None:
    """The token in a cookie; anything that we cannot have set is no token."""
    token = request.cookies.get(name, "")
    return token if TOKEN.fullmatch(token) else None


def give(response: Response, name: str, token: str, *, seconds: int | None = None) -> None:
    """Set a cookie, until the browser is closed unless a time is given."""
    response.set_cookie(
        name, token, max_age=seconds, path="/", secure=True, httponly=True, samesite="Lax"
    )


def take_away(response: Response, name: str) -> None:
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="Lax")
