"""An own copy (egen kopia): the parts a patient chooses, on paper, to hand over oneself."""

from flask import Response, request

from portal.access.guard import Door, opens_to
from portal.access.looking import for_others
from portal.audit import trail
from portal.audit.trail import What
from portal.features.appointments.queries import coming_meetings
from portal.features.care_plan.queries import current_plan
from portal.features.contacts.queries import contacts
from portal.features.home.blueprint import views
from portal.identity.viewer import Viewer
from portal.web.pages import page

PARTS = ("moten", "kontakter", "mal", "insatser", "dokument")


@views.get("/delning/kopia")
@opens_to(Door.OWN_CARE)
def choose_copy(viewer: Viewer) -> Response:
    """Which parts shall be on the paper?"""
    trail.looked(viewer, What.SHARING)
    return page("home/choose_copy.html", is_empty=False)


@views.get("/delning/kopia/papper")
@opens_to(Door.OWN_CARE)
def print_copy(viewer: Viewer) -> Response:
    """The chosen parts, ready to print."""
    chosen = frozenset(part for part in PARTS if part in request.args)
    if not chosen:
        return page("home/choose_copy.html", status=422, is_empty=True)
    trail.looked(viewer, What.OWN_COPY)
    shown = for_others(viewer)
    plan = current_plan(shown)
    return page(
        "home/copy.html",
        chosen=chosen,
        now=viewer.now,
        meetings=coming_meetings(shown) if "moten" in chosen else (),
        contacts=contacts(shown) if "kontakter" in chosen else (),
        plan=plan if plan is not None and plan.is_readable else None,
    )
