"""The page of languages: each is a button in its own name."""

from flask import Blueprint, Response, abort, current_app, request
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from portal.access.guard import Door, opens_to
from portal.identity import chosen_language
from portal.web import unit
from portal.web.addresses import url_for
from portal.web.languages import by_code, offered, remember
from portal.web.pages import page

views = Blueprint("language", __name__)

START = "/"
PAGES = (Door.EVERYONE, Door.SIGNED_IN, Door.OWN_CARE, Door.CARE, Door.FRONT)


@views.get("/sprak")
@opens_to(Door.EVERYONE)
def choose() -> Response:
    """Offer the languages; `fran` is the page to come back to."""
    back = own_page(request.args.get("fran", START))
    return page("language/choose.html", languages=offered(), back=back)


@views.post("/sprak")
@opens_to(Door.EVERYONE)
def change() -> Response:
    """Remember the choice in a cookie, and with the person who is signed in; and go back."""
    language = by_code(request.form.get("language", "")) or abort(400)
    back = own_page(request.form.get("back", START))
    if current_user.is_authenticated:
        chosen_language.choose(unit.transaction(), current_user.person_id, language.code)
        unit.finish()
    answer = Response(status=303, headers={"Location": back})
    remember(answer, language.code)
    return answer


def own_page(path: str) -> str:
    """The path, when a page of the portal is there; else that of the first page.

    It is built anew from the page it leads to, so nothing a stranger wrote is sent on. Chosen
    on an address that only takes forms, or is no page at all, the way back is the first page.
    """
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return START
    is_page = getattr(current_app.view_functions[endpoint], "door", None) in PAGES
    return url_for(endpoint, **values) if is_page and endpoint != "static" else START
