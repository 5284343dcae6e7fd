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


def remember(response: Response, reading: Reading) -> None:
    """Let this browser keep a choice, when there is one."""
    if reading != NOTHING:
        display = "" if reading.display is None else f".{reading.display}"
        response.set_cookie(
            COOKIE,
            f"{reading.language or ''}{display}",
            max_age=LASTS,
            secure=True,
            httponly=True,
            samesite="Lax",
        )


def _read(cookie: str) -> Reading:
    language, dot, display = cookie.partition(".")
    is_known = bool(dot) and display in DISPLAYS
    return Reading(language=language or None, display=display if is_known else None)
