"""The bar that stands last on each page while a round is open: what to try, and a way to say more.

Which task somebody is at is kept in their own browser, and nowhere else: a cookie that says
`4.2`, the second task of the fourth round, or `4.0` when the bar is put away.
"""

import re
from dataclasses import dataclass
from time import monotonic

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from portal.database import Database
from portal.features.council.queries import Round, last_round, open_round
from portal.web import unit

COOKIE = "__Host-rad"
PLACE = re.compile(r"(\d{1,9})\.(\d{1,3})", re.ASCII)
LOOKED_UP_FOR = 2.0
"""Seconds until pages show that a round was opened or closed: they do not ask each time."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What the layout shows; `number` is the task's, 0 when the bar is put away."""

    number: int
    total: int
    text: str
    easy: str

    @property
    def is_away(self) -> bool:
        return not self.number


@dataclass(slots=True)
class Lookout:
    """What this process saw last, and when."""

    seen: Round | None = None
    at: float = float("-inf")

    def look(self, database: Database) -> Round | None:
        """The open round; none where the database is away, for a page is more than its bar."""
        if not 0 <= monotonic() - self.at < LOOKED_UP_FOR:
            try:
                with database.reading() as transaction:
                    self.seen = open_round(transaction)
            except SQLAlchemyError:
                self.seen = None
            self.at = monotonic()
        return self.seen


def install(app: Flask) -> None:
    """Look out for a round before each page. Only a demo has any, so only a demo looks."""
    if app.extensions["portal.settings"].is_demo:
        app.extensions["portal.council"] = Lookout()
        app.before_request(_say)


def going_on() -> Round | None:
    """The round that is open, as this request sees it."""
    lookout: Lookout | None = current_app.extensions.get("portal.council")
    if lookout is None:
        return None
    if "council_round" not in g:
        g.council_round = lookout.look(unit.database())
    found: Round | None = g.council_round
    return found


def has_been() -> bool:
    """Whether a round was open here at any time, so that somebody may still have a page of it."""
    is_demo = "portal.council" in current_app.extensions
    return is_demo and last_round(unit.transaction()) is not None


def place_in(goes_on: Round) -> int:
    """The number of the task this browser is at: the first one until it has said another."""
    kept = PLACE.fullmatch(request.cookies.get(COOKIE, ""))
    if kept is None or int(kept[1]) != goes_on.id:
        return 1
    return min(int(kept[2]), len(goes_on.tasks))


def remember(response: Response, goes_on: Round, number: int) -> None:
    """Let this browser keep its place until it is closed."""
    place = f"{goes_on.id}.{number}"
    response.set_cookie(COOKIE, place, secure=True, httponly=True, samesite="Lax")


def _say() -> None:
    """The layout asks when it comes to the bar: no other transaction is open then."""
    if request.endpoint != "static":
        g.council = _bar


def _bar() -> Bar | None:
    """A page about an error asks the database nothing: it tells what was seen last."""
    lookout: Lookout = current_app.extensions["portal.council"]
    goes_on = lookout.seen if g.get("is_about_an_error") else going_on()
    if goes_on is None:
        return None
    number = place_in(goes_on)
    task = goes_on.task(number) or {"text": "", "easy": ""}
    return Bar(number, len(goes_on.tasks), task["text"], task["easy"])
