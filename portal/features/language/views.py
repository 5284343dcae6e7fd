"""The page of languages: each is a button in its own name."""

from flask import Blueprint, Response, abort, current_app, request
from werkzeug.exceptions import HTTPException

from portal.access.guard import Door, opens_to
from portal.web.addresses import url_for
from portal.web.languages import CHOICE_LASTS, COOKIE, by_code, offered
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
    """Remember the choice in a cookie, and go back."""
    language = by_code(request.form.get("language", "")) or abort(400)
    back = own_page(request.form.get("back", START))
    answer = Response(status=303, headers={"Location": back})
    answer.set_cookie(
        COOKIE, language.code, max_age=CHOICE_LASTS, secure=True, httponly=True, samesite="Lax"
    )
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
