"""Pages for what goes wrong: what happened, what to do, whom to ring.

They read nothing, so they work signed out and with the database away; and a page of somebody
else's is not there in the same bytes as a page that never was.
"""

import logging
import secrets
from collections.abc import Callable
from typing import cast

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, InternalServerError

from portal.database import NothingTaken, Transaction
from portal.database.writing import is_refusal
from portal.web import unit
from portal.web.csrf import SIGNED_IN_COOKIE
from portal.web.environments import TEMPLATES, htmx
from portal.web.logs import fault
from portal.web.pages import HTML, rendered
from portal.web.reader import reader

RETRY_AFTER = {429: "60", 503: "30"}
"""Seconds."""
TIMES = 2
"""How often one request begins again: who answered is gone, and who answers next only reads."""
LAST_RESORT = Markup(
    '<!doctype html><html lang="sv"><title>Något gick fel – Min plan</title>'
    "<h1>Något gick fel</h1><p>Försök igen om en stund. Ring %s om du behöver hjälp med sidan. "
    "Ring 112 om det är akut.</p></html>"
)
"""For when even the page of an error cannot be made; the support's number goes in."""
WORDED = frozenset(
    int(file.stem) for file in (TEMPLATES / "errors").glob("*.html") if file.stem.isdecimal()
)

log = logging.getLogger(__name__)

Telling = Callable[[Exception, int, str | None], Response]
"""Tells an error with this status, and the code by which the log knows it, to a machine."""


def install(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(Exception, _show_fault)
    app.register_error_handler(InternalServerError, _show_last_resort)
    for away in (OperationalError, InterfaceError, NoConnectionFree, NothingTaken):
        app.register_error_handler(away, _show_database_away)


def tell_machines(app: Flask, prefix: str, telling: Telling) -> None:
    """Whoever asks for an address under the prefix is told of errors in another form than pages."""
    app.extensions.setdefault("portal.tellings", {})[prefix] = telling


def _show(error: HTTPException) -> Response:
    """A redirect is an HTTPException, too, and brings its own answer."""
    if error.response is not None or error.code is None or error.code < 400:
        return cast("Response", error.get_response())
    template = getattr(error, "template", None) or _template(error.code)
    response = _answer(error, error.code, template)
    for name in ("allow", "retry_after"):
        _pass_on(error, name, response)
    return response


def _show_fault(error: Exception) -> ResponseReturnValue:
    """Anything unforeseen, a wall that was run into included."""
    return _show_database_away(error) if is_refusal(error) else _incident(error, "unforeseen", 500)


def _show_database_away(error: Exception) -> ResponseReturnValue:
    """Who reads is shown it all the same: by reading only, or over another connection."""
    opened: Transaction | None = g.get("transaction")
    is_only_reading = opened is not None and opened.aside is not None
    if not is_only_reading and unit.database().writing.failed(error):
        log.error("only-reading", extra=fault(error))
    is_lost = getattr(error, "connection_invalidated", False)
    may_come_right = not is_only_reading if is_refusal(error) else is_lost
    if may_come_right and _has_only_read(opened):
        return _once_more()
    return _incident(error, "database-away", 503)


def _has_only_read(opened: Transaction | None) -> bool:
    """Tell if what failed is what this request reads with; a sign-in has a transaction of its own,
    for it has spent by then what it came with."""
    is_patient = g.get("times", 0) < TIMES
    return is_patient and unit.is_reading() and opened is not None and opened.has_failed


def _once_more() -> ResponseReturnValue:
    """Answer a request that only reads as if it came now."""
    unit.abandon()
    times = g.get("times", 0) + 1
    vars(g).clear()
    g.times = times
    try:
        answer = current_app.preprocess_request()
        return current_app.dispatch_request() if answer is None else answer
    except (HTTPException, SQLAlchemyError, NothingTaken) as again:
        return current_app.handle_user_exception(again)


def _show_last_resort(error: InternalServerError) -> Response:
    """Flask comes here when showing an error has failed, too, and has logged it by then."""
    if error.original_exception is None:
        return _show(error)
    return Response(LAST_RESORT % unit.support_phone(), 500, content_type=HTML)


def _incident(error: Exception, event: str, status: int) -> Response:
    incident = secrets.token_hex(4)
    _note(event, error, incident=incident)
    return _answer(error, status, _template(status), incident=incident)


def _note(event: str, error: Exception, **fields: str) -> None:
    """Log what failed and where; the exception itself is not handed on, for it quotes values."""
    log.error(event, extra={**fields, **fault(error)})


def _answer(error: Exception, status: int, template: str, incident: str | None = None) -> Response:
    navigates = _navigates(error, status)
    unit.abandon()
    g.is_about_an_error = True
    telling = _telling()
    if telling:
        response = telling(error, status, incident)
    else:
        g.pop("kept_in_addresses", None)
        layout = "errors/_part.html" if htmx else "errors/_page.html"
        text = rendered(template, layout=layout, incident=incident, navigates=navigates)
        response = Response(text, status, content_type=HTML)
    if response.status_code in RETRY_AFTER:
        response.headers["Retry-After"] = RETRY_AFTER[response.status_code]
    return response


def _navigates(error: Exception, status: int) -> bool:
    """Who is signed in finds their pages from a page about an error, too. It says no name, and is
    the same for what is not there and what may not be seen."""
    if status >= 500 or getattr(error, "template", None) or SIGNED_IN_COOKIE not in request.cookies:
        return False
    try:
        return reader() is not None
    except (SQLAlchemyError, NothingTaken):
        return False


def _telling() -> Telling | None:
    known: dict[str, Telling] = current_app.extensions.get("portal.tellings", {})
    path = request.path
    return next((one for prefix, one in known.items() if f"{path}/".startswith(f"{prefix}/")), None)


def _template(code: int) -> str:
    if code not in WORDED:
        code = 500 if code >= 500 else 400
    return f"errors/{code}.html"


def _pass_on(error: HTTPException, name: str, response: Response) -> None:
    header = name.replace("_", "-").title()
    value = dict(error.get_headers()).get(header)
    if value:
        response.headers[header] = value
