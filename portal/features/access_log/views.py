"""The pages of the log: always one's own, by no grant."""

from datetime import date
from itertools import groupby

from flask import Blueprint, Response, request

from portal.access.guard import REF, Door, opens_to
from portal.audit import trail
from portal.audit.trail import What
from portal.features.access_log import forms, queries
from portal.features.access_log.csv_file import csv_file
from portal.features.access_log.queries import Entry
from portal.identity.viewer import Viewer
from portal.web import unit
from portal.web.pages import page

views = Blueprint("access_log", __name__)


@views.get("/logg")
@opens_to(Door.OWN_CARE)
def show(viewer: Viewer) -> Response:
    """Who has seen and done what, the latest first: everybody else, unless asked otherwise."""
    trail.looked(viewer, What.LOG)
    whose = request.args.get("vem", "")
    whose = whose if REF.fullmatch(whose) else queries.OTHERS
    found = queries.log_page(viewer, forms.place(request.args), whose)
    return page(
        "access_log/log.html",
        days=_by_day(queries.together(found.entries)),
        rest=found.rest and forms.written(found.rest),
        relatives=queries.relatives(viewer),
        whose=whose,
        day=forms.day(request.args),
        is_no_day=forms.is_no_day(request.args),
    )


@views.get("/logg/hamta")
@opens_to(Door.OWN_CARE)
def fetch(viewer: Viewer) -> Response:
    """The whole log as a file."""
    trail.looked(viewer, What.LOG_FILE)
    text = csv_file(queries.whole_log(viewer))
    unit.finish()
    return Response(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="logg.csv"'},
    )


def _by_day(entries: tuple[Entry, ...]) -> tuple[tuple[date, tuple[Entry, ...]], ...]:
    return tuple((day, tuple(found)) for day, found in groupby(entries, key=lambda one: one.day))
