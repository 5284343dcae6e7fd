"""The plan on paper, and as a PDF: first what hangs on the refrigerator door, then all of it."""

from flask import Response, abort, request

from portal.access.guard import Door, opens_to
from portal.access.manners import Manner, care_page
from portal.audit import trail
from portal.audit.trail import What
from portal.features.appointments.queries import next_meetings
from portal.features.appointments.values import next_booked
from portal.features.care_plan.queries import current_plan
from portal.features.contacts.queries import contacts
from portal.features.home.blueprint import views
from portal.features.home.queries import MEETINGS_READ
from portal.identity.viewer import PLAN, Viewer
from portal.web import unit
from portal.web.addresses import url_for
from portal.web.pages import page
from portal.web.pdf.answer import as_pdf
from portal.web.pdf.press import CannotBeSet, NotPressed, is_here
from portal.web.qr_code import qr_code

ON_PAPER = (Manner.OWN, Manner.GRANTED, Manner.PREVIEW)


@care_page(views, "/plan/skriv-ut", manners=ON_PAPER)
@opens_to(Door.CARE, needs=PLAN)
def print_view(viewer: Viewer) -> Response:
    """Show the plan as sheets of paper."""
    trail.looked(viewer, What.PLAN_PRINT)
    return _sheets(viewer)


@care_page(views, "/plan/pdf", manners=ON_PAPER)
@opens_to(Door.CARE, needs=PLAN)
def pdf(viewer: Viewer) -> Response:
    """Give the same sheets as a file; when that cannot be, say so and lead to the paper."""
    if not is_here():
        abort(404)
    trail.looked(viewer, What.PLAN_PDF)
    sheets = _sheets(viewer)
    try:
        return as_pdf(sheets, file_name="min-plan.pdf")
    except NotPressed as reason:
        is_lasting = isinstance(reason, CannotBeSet)
        return page("home/no_pdf.html", status=503, is_lasting=is_lasting, ref=_ref())


def _sheets(viewer: Viewer) -> Response:
    plan = current_plan(viewer, _ref())
    if plan is None or not plan.is_readable:
        abort(404)
    meetings = next_meetings(viewer, most=MEETINGS_READ)
    return page(
        "home/sheets.html",
        now=viewer.now,
        plan=plan,
        meeting=next_booked(meetings),
        undecided=tuple(one for one in meetings if one.is_undecided),
        contacts=contacts(viewer),
        sign_in=qr_code(unit.settings().public_url + url_for("sign_in.start")),
    )


def _ref() -> str | None:
    """Which plan, when there are several."""
    return request.args.get("ref")
