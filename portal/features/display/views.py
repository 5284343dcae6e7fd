"""The page where one chooses how pages are shown. It works as the one of languages does."""

from dataclasses import replace

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.access.guard import Door, opens_to
from portal.access.own_pages import START, own_page
from portal.identity import chosen_reading, login_manager
from portal.web import unit
from portal.web.pages import page
from portal.web.reading import CALM, LARGE, Reading, displayed, kept, remember

views = Blueprint("display", __name__)

PLAIN = "plain"
OFFERED = {"text": (PLAIN, LARGE), "mangd": (PLAIN, CALM)}


@views.get("/visning")
@opens_to(Door.EVERYONE)
def choose() -> Response:
    """Show what is chosen, to be changed; `fran` is the page to come back to."""
    return page("display/choose.html", back=own_page(request.args.get("fran", START)), unknown=())


@views.post("/visning")
@opens_to(Door.EVERYONE)
def change() -> Response:
    """Remember the choice with the person who is signed in, and in a cookie; and go back."""
    back = own_page(request.form.get("back", START))
    unknown = [
        name for name, words in OFFERED.items() if (request.form.get(name) or PLAIN) not in words
    ]
    if unknown:
        return page("display/choose.html", status=422, back=back, unknown=unknown)
    display = displayed(
        is_large=request.form.get("text") == LARGE, is_calm=request.form.get("mangd") == CALM
    )
    if current_user.is_authenticated:
        chosen = Reading(display=display)
        chosen_reading.choose(unit.transaction(), current_user.person_id, chosen)
    unit.finish()
    answer = Response(status=303, headers={"Location": back})
    login_manager.part_from_ended(answer)
    remember(answer, replace(kept(), display=display), is_persons=current_user.is_authenticated)
    return answer
