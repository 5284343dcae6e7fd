"""The pages of meetings."""

from flask import Blueprint, Response, abort, redirect

from portal.access.guard import Door, opens_to
from portal.access.manners import ACTING, Manner, care_page
from portal.access.plan_language import plan_language
from portal.audit import trail
from portal.audit.trail import What
from portal.features.appointments import actions, queries
from portal.features.appointments.calendar_file import calendar_file, has_calendar_file
from portal.features.appointments.values import Meeting
from portal.identity.viewer import Scope, Viewer
from portal.web import unit
from portal.web.addresses import url_for
from portal.web.languages import gettext as _
from portal.web.pages import page

views = Blueprint("appointments", __name__)


@care_page(views, "/moten")
@opens_to(Door.CARE, needs=Scope.MEETING_TIME)
def show_all(viewer: Viewer) -> Response:
    """List the coming and the past meetings."""
    trail.looked(viewer, What.MEETINGS)
    return page(
        "appointments/meetings.html",
        coming=queries.coming_meetings(viewer),
        past=queries.past_meetings(viewer),
        care_language=plan_language(viewer),
    )


@care_page(views, "/moten/<ref>")
@opens_to(Door.CARE, needs=Scope.MEETING_TIME)
def show_one(viewer: Viewer, ref: str) -> Response:
    """Show one meeting."""
    meeting = _meeting_or_404(viewer, ref)
    return page(
        "appointments/meeting.html",
        meeting=meeting,
        has_calendar_file=has_calendar_file(meeting) and not meeting.is_past,
        care_language=plan_language(viewer),
    )


@care_page(views, "/moten/<ref>/anslut", methods=("POST",), manners=ACTING)
@opens_to(Door.CARE, needs=Scope.MEETING_JOIN)
def join(viewer: Viewer, ref: str) -> Response:
    """Trace, then send the browser to the video meeting; say why when it is not open."""
    meeting = _meeting_or_404(viewer, ref)
    try:
        address = actions.join(viewer, meeting)
    except actions.NotOpen:
        return page(
            "appointments/not_open.html",
            status=409,
            meeting=meeting,
            care_language=plan_language(viewer),
        )
    unit.finish()
    return redirect(address, 303)  # type: ignore[return-value]


@care_page(views, "/moten/<ref>/kalender.ics", manners=(*ACTING, Manner.PREVIEW))
@opens_to(Door.CARE, needs=Scope.MEETING_TIME)
def calendar(viewer: Viewer, ref: str) -> Response:
    """Give a calendar file without anything about care in it; none of what is not booked."""
    meeting = _meeting_or_404(viewer, ref)
    address = unit.settings().public_url + url_for("appointments.show_one", ref=ref)
    text = calendar_file(meeting, summary=_("Möte – Min plan"), address=address, now=viewer.now)
    if text is None:
        return page("appointments/no_calendar_file.html", status=404, meeting=meeting)
    trail.looked(viewer, What.CALENDAR_FILE, ref)
    unit.finish()
    return Response(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="mote.ics"'},
    )


def _meeting_or_404(viewer: Viewer, ref: str) -> Meeting:
    meeting = queries.meeting(viewer, ref) or abort(404)
    trail.looked(viewer, What.MEETING, ref)
    return meeting
