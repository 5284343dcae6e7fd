"""Flask's cookie session, closed: a signed cookie can be read, and cannot be taken back."""

from typing import Any, NoReturn

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin


class CookieSessionWritten(Exception):
    """Something wanted to keep a value in Flask's cookie; keep it in the database instead."""


class ClosedSession(dict[str, Any], SessionMixin):
    """Always empty."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise CookieSessionWritten("the portal keeps nothing in Flask's cookie session")

    __setitem__ = __delitem__ = setdefault = update = _refuse
    clear = popitem = _refuse


class NoCookieSession(SessionInterface):
    """Opens an empty session for everybody, and never sets a cookie."""

    def open_session(self, _app: Flask, _request: Request) -> ClosedSession:
        return ClosedSession()

    def save_session(self, _app: Flask, _session: SessionMixin, _response: Response) -> None:
        """Nothing can be in it."""
