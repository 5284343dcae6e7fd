"""flask-login, of which only `request_loader` and `current_user` are used.

Its own sessions, remember-me cookies and redirects are off: they outlive a sign-out, and put
addresses with references into other addresses.
"""

from flask import Flask, Request, Response, g, request
from flask_login import LoginManager, current_user
from werkzeug.exceptions import Unauthorized

from portal.identity import cookies, signed_in
from portal.identity.signed_in import SignedIn
from portal.web import unit


class LoginDisabled(Exception):
    """`LOGIN_DISABLED` would open every door of flask-login; the portal must not start with it."""


def install(app: Flask) -> None:
    """Let `current_user` tell who is signed in. Raises `LoginDisabled`."""
    if app.config.get("LOGIN_DISABLED"):
        raise LoginDisabled("remove LOGIN_DISABLED: it turns sign-in off")
    app.config["SESSION_PROTECTION"] = None
    # No cookie can have this name, so flask-login never finds a remember-me cookie to believe.
    app.config["REMEMBER_COOKIE_NAME"] = ";"
    manager = LoginManager()
    manager.login_message = None
    manager.request_loader(_who)
    manager.unauthorized_handler(_refuse)
    manager.init_app(app, add_context_processor=False)


def leave_asleep() -> None:
    """Let this request not count as activity: a page that asks by itself must not keep awake."""
    g.is_asleep = True


def token() -> str | None:
    """The token of the session that this request's browser has, or had."""
    return cookies.read(request, cookies.SIGNED_IN)


def part_from_ended(response: Response) -> None:
    """What is done here now is not done by the person whose session has ended in this browser."""
    if token() is not None and not current_user.is_authenticated:
        leave_trace(response)


def leave_trace(response: Response) -> None:
    """Take the session's cookie away; for a while the browser keeps what it can be known by."""
    cookies.take_away(response, cookies.SIGNED_IN)
    left = token()
    if left is not None:
        trace, seconds = cookies.trace_of(left), cookies.JUST_LEFT_SECONDS
        cookies.give(response, cookies.JUST_LEFT, trace, seconds=seconds)


def _who(asking: Request) -> SignedIn | None:
    found = cookies.read(asking, cookies.SIGNED_IN)
    if found is None:
        return None
    transaction = unit.transaction()
    is_asleep = g.get("is_asleep", False) or transaction.aside is not None
    return signed_in.resume(transaction, found, touch=not is_asleep)


def _refuse() -> None:
    raise Unauthorized
