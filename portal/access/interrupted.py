"""What was typed survives the end of a session: kept when a form comes too late, and given back on
the page that asked, after the same person has signed in again in the same browser."""

from dataclasses import dataclass
from typing import cast

from flask import Response, current_app, g, request
from werkzeug.datastructures import MultiDict

from portal.identity import cookies, interrupted_forms, keyring, login_manager, signed_in
from portal.identity.interrupted_forms import LIFE, TypedForm
from portal.identity.signed_in import SignedIn
from portal.web import csrf, unit
from portal.web.reader import reader


@dataclass(frozen=True, slots=True)
class Typed:
    """What may be kept of a form: the page that asks, and the names of fields. Never a personal
    number, a code or a token."""

    page: str
    names: frozenset[str]

    @classmethod
    def at(cls, page: str, *names: str) -> "Typed":
        return cls(page, frozenset(names))


def kept(typed: Typed | None) -> bool:
    """Keep what came too late, if the session of this browser was ended by time and by nothing
    else, and the form is one that was opened in it."""
    token = login_manager.token()
    if typed is None or token is None or not csrf.is_believed():
        return False
    person_id = signed_in.ended_by_time(unit.transaction(), token)
    fields = tuple(one for one in request.form.items(multi=True) if one[0] in typed.names)
    if person_id is None or not fields:
        return False
    form = TypedForm(typed.page, cast("dict[str, str]", request.view_args or {}), fields)
    return interrupted_forms.keep(
        unit.transaction(), keyring.sealer(), browser=_browser(), person_id=person_id, form=form
    )


def mark(response: Response) -> Response:
    """Let the browser be known again. Each one that came too late is marked, so that the mark does
    not tell if something is kept."""
    seconds = int(LIFE.total_seconds())
    cookies.give(response, cookies.INTERRUPTED, _browser(), seconds=seconds)
    return response


def forget() -> None:
    """Keep nothing in this browser any longer: somebody has signed out of it."""
    browser = cookies.read(request, cookies.INTERRUPTED)
    if browser is not None:
        interrupted_forms.clear_browser(unit.transaction(), browser)


def waiting_page(person_id: int) -> tuple[str, dict[str, str]] | None:
    """The page with the form that waits for somebody who has just signed in, if there is one."""
    browser = cookies.read(request, cookies.INTERRUPTED)
    if browser is None:
        return None
    found = interrupted_forms.find(
        unit.transaction(), keyring.sealer(), browser=browser, person_id=person_id
    )
    if found is None or found.page not in current_app.view_functions:
        return None
    return found.page, dict(found.values)


def given_back() -> MultiDict[str, str] | None:
    """What was typed on the page that is asked for, once; None when nothing waits for it."""
    browser, person = cookies.read(request, cookies.INTERRUPTED), cast("SignedIn", reader())
    if browser is None or request.method != "GET":
        return None
    transaction = unit.transaction()
    found = interrupted_forms.find(
        transaction, keyring.sealer(), browser=browser, person_id=person.person_id
    )
    here = (request.endpoint, request.view_args or {})
    if found is None or (found.page, found.values) != here:
        return None
    if not interrupted_forms.take(transaction, browser=browser, person_id=person.person_id):
        return None
    g.setdefault("said_to_layout", {})["is_given_back"] = True
    return MultiDict(found.fields)


def _browser() -> str:
    if "interrupted_browser" not in g:
        known = cookies.read(request, cookies.INTERRUPTED)
        g.interrupted_browser = known or cookies.new_token()
    return str(g.interrupted_browser)
