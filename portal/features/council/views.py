"""The pages of a round; where there never was one, as in every real portal, they are not there."""

from flask import Blueprint, Response, abort, current_app, request

from portal.access.guard import Door, opens_to
from portal.access.own_pages import own_page
from portal.features.council import actions
from portal.features.council.actions import TooManyFindings
from portal.features.council.bar import going_on, has_been, place_in, remember
from portal.features.council.forms import AIDS, LONGEST, SEVERITIES, Told, number, told
from portal.web import unit
from portal.web.pages import leave_to, page

views = Blueprint("council", __name__)


@views.post("/rad/uppgift")
@opens_to(Door.EVERYONE)
def go_to_task() -> Response:
    """Go to another task, or put the bar away (task 0), and stay on the page."""
    back = own_page(request.form.get("fran", ""))
    goes_on = going_on()
    if goes_on is None:
        _require_past_round()
        return Response(status=303, headers={"Location": back})
    chosen = min(number(request.form.get("uppgift", "")), len(goes_on.tasks))
    answer = Response(status=303, headers={"Location": f"{back}#provning"})
    remember(answer, goes_on, chosen)
    return answer


@views.get("/rad/svart")
@opens_to(Door.EVERYONE)
def ask() -> Response:
    """What was hard?"""
    came_from = request.args.get("fran", "")
    return _form(Told(), came_from) if going_on() else _over(came_from)


@views.post("/rad/svart")
@opens_to(Door.EVERYONE)
def tell() -> Response:
    """Keep it; what is missing is asked for again, with the rest still there.

    When the round was closed meanwhile it is kept no more, but shown to whoever wrote it.
    """
    came_from = request.form.get("fran", "")
    filled_in = told(request.form)
    goes_on = going_on()
    if goes_on is None:
        return _over(came_from, filled_in.what)
    if filled_in.faults:
        return _form(filled_in, came_from, status=422)
    task = goes_on.task(place_in(goes_on))
    try:
        actions.tell(
            unit.transaction(),
            goes_on,
            task=task["text"] if task else "",
            page=_endpoint(came_from),
            what=filled_in.what,
            severity=SEVERITIES[filled_in.severity],
            aid=AIDS[filled_in.aid],
        )
    except TooManyFindings:
        abort(429)
    return leave_to("council.thank", fran=own_page(came_from))


@views.get("/rad/tack")
@opens_to(Door.EVERYONE)
def thank() -> Response:
    """Thank, and lead back."""
    if going_on() is None:
        _require_past_round()
    return page("council/thanks.html", back=own_page(request.args.get("fran", "")))


def _over(came_from: str, what: str = "") -> Response:
    _require_past_round()
    return page("council/over.html", status=410, what=what, back=own_page(came_from))


def _require_past_round() -> None:
    if not has_been():
        abort(404)


def _form(filled_in: Told, came_from: str, *, status: int = 200) -> Response:
    # A page about an error has no address of its own, and stays without.
    back = own_page(came_from) if came_from else ""
    return page("council/hard.html", status=status, told=filled_in, back=back, longest=LONGEST)


def _endpoint(came_from: str) -> str:
    """The name of a page, never its address: that may hold a reference to somebody's meeting."""
    if not came_from:
        return ""
    endpoint, _ = current_app.url_map.bind("").match(own_page(came_from))
    return str(endpoint)
