"""How somebody wants to read: in which language, how large, and how much at once.

One cookie keeps all of it in a browser, and `portal/identity/chosen_reading.py` with a person.
"""

from dataclasses import dataclass

from flask import g, has_request_context, request
from werkzeug import Response

COOKIE = "__Host-lang"
LASTS = 365 * 24 * 3600
"""Seconds."""
LARGE, CALM = "large", "calm"
DISPLAYS = ("", LARGE, CALM, f"{LARGE}-{CALM}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A choice; None where nothing was chosen. As a cookie: `fi`, `fi.large-calm`, `.large`."""

    language: str | None = None
    """Its code; whether it is offered is for portal/web/languages.py to say."""
    display: str | None = None
    """One of DISPLAYS; the first is a choice, too, and may stand against an earlier one."""

    @property
    def is_large(self) -> bool:
        return LARGE in (self.display or "")

    @property
    def is_calm(self) -> bool:
        return CALM in (self.display or "")

    @property
    def style(self) -> str:
        """The classes of the page's root, for static/css/display.css."""
        return (self.display or "").replace("-", " ")


NOTHING = Reading()


def displayed(*, is_large: bool, is_calm: bool) -> str:
    """The word for a choice of display."""
    return "-".join(word for word, is_so in ((LARGE, is_large), (CALM, is_calm)) if is_so)


def kept() -> Reading:
    """What was chosen in this browser."""
    if not has_request_context():
        return NOTHING
    if "reading" not in g:
        g.reading = _read(request.cookies.get(COOKIE, ""))
    found: Reading = g.reading
    return found


def remember(response: Response, reading: Reading, *, is_persons: bool) -> None:
    """Let this browser keep a choice: a year, or while it is open when it is that of a person who
    has signed in, for the person's is kept with them.
    """
    response.set_cookie(
        COOKIE,
        written(reading),
        max_age=None if is_persons else LASTS,
        secure=True,
        httponly=True,
        samesite="Lax",
    )


def forget(response: Response) -> None:
    """A choice leaves with the person: the next one at this browser may be somebody else."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax")


def written(reading: Reading) -> str:
    """A choice as a cookie, or a part of an address, holds it."""
    display = "" if reading.display is None else f".{reading.display}"
    return f"{reading.language or ''}{display}"


def show_as(text: str) -> None:
    """Make this one page as it was written."""
    g.reading = _read(text)


def _read(cookie: str) -> Reading:
    language, dot, display = cookie.partition(".")
    is_known = bool(dot) and display in DISPLAYS
    return Reading(language=language or None, display=display if is_known else None)
