"""The page of languages: each is a button in its own name."""

from dataclasses import replace

from flask import Blueprint, Response, request
from flask_login import current_user

from portal.access.guard import Door, opens_to
from portal.access.own_pages import START, own_page
from portal.identity import chosen_reading, login_manager
from portal.web import unit
from portal.web.languages import by_code, offered
from portal.web.pages import page
from portal.web.reading import Reading, kept, remember

views = Blueprint("language", __name__)


@views.get("/sprak")
@opens_to(Door.EVERYONE)
def choose() -> Response:
    """Offer the languages; `fran` is the page to come back to."""
    return _page(own_page(request.args.get("fran", START)))


@views.post("/sprak")
@opens_to(Door.EVERYONE)
def change() -> Response:
    """Remember the choice with the person who is signed in, and in a cookie; and go back."""
    language = by_code(request.form.get("language", ""))
    back = own_page(request.form.get("back", START))
    if language is None:
        return _page(back, is_unknown=True)
    if current_user.is_authenticated:
        chosen = Reading(language=language.code)
        chosen_reading.choose(unit.transaction(), current_user.person_id, chosen)
    unit.finish()
    answer = Response(status=303, headers={"Location": back})
    login_manager.part_from_ended(answer)
    remember(
        answer, replace(kept(), language=language.code), is_persons=current_user.is_authenticated
    )
    return answer


def _page(back: str, *, is_unknown: bool = False) -> Response:
    status = 400 if is_unknown else 200
    return page(
        "language/choose.html",
        status=status,
        languages=offered(),
        back=back,
        is_unknown=is_unknown,
    )
