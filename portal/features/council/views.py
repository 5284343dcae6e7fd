"""The pages of a round; where none is open, in every real portal, they are not there."""

from flask import Blueprint, Response, abort, current_app, request

from portal.access.guard import Door, opens_to
from portal.access.own_pages import own_page
from portal.features.council import actions
from portal.features.council.actions import TooManyFindings
from portal.features.council.bar import going_on, place_in, remember
from portal.features.council.forms import AIDS, LONGEST, SEVERITIES, Told, number, told
from portal.features.council.queries import Round
from portal.web import unit
from portal.web.pages import leave_to, page

views = Blueprint("council", __name__)


@views.post("/rad/uppgift")
@opens_to(Door.EVERYONE)
def go_to_task() -> Response:
    """Go to another task, or put the bar away (task 0), and stay on the page."""
    goes_on = _goes_on()
    chosen = min(number(request.form.get("uppgift", "")), len(goes_on.tasks))
    back = own_page(request.form.get("fran", ""))
    answer = Response(status=303, headers={"Location": f"{back}#provning"})
    remember(answer, goes_on, chosen)
    return answer


@views.get("/rad/svart")
@opens_to(Door.EVERYONE)
def ask() -> Response:
    """What was hard?"""
    _goes_on()
    return _form(Told(), request.args.get("fran", ""))


@views.post("/rad/svart")
@opens_to(Door.EVERYONE)
def tell() -> Response:
    """Keep it; what is missing is asked for again, with the rest still there."""
    goes_on = _goes_on()
    came_from = request.form.get("fran", "")
    filled_in = told(request.form)
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
    _goes_on()
    return page("council/thanks.html", back=own_page(request.args.get("fran", "")))


def _goes_on() -> Round:
    return going_on() or abort(404)


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
