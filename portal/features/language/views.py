"""The page of languages: each is a button in its own name."""

from flask import Blueprint, Response, abort, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.access.guard import Door, opens_to
from portal.web.languages import CHOICE_LASTS, COOKIE, by_code, offered
from portal.web.pages import page

views = Blueprint("language", __name__)

START = "/"


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
    """The path when it is that of a page here without values in it, else the first page.

    What is given back is the rule itself, so that nothing a stranger wrote is ever sent on.
    """
    try:
        rule, values = current_app.url_map.bind("").match(path, method="GET", return_rule=True)
    except (HTTPException, RequestRedirect):
        return START
    return START if values or rule.endpoint == "static" else rule.rule
