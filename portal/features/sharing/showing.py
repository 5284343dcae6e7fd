"""The pages that show a patient's grants, and the way out of them."""

from datetime import timedelta

from flask import Response

from portal.access.grants.values import Stage
from portal.access.guard import Door, opens_to
from portal.audit import trail
from portal.audit.trail import What
from portal.features.sharing import finding, queries
from portal.features.sharing.blueprint import views
from portal.identity import keyring
from portal.identity.viewer import Viewer
from portal.web import unit
from portal.web.formatting import today
from portal.web.pages import page

CALENDAR_DAYS = 14
RUNNING = (Stage.ACTIVE, Stage.DELAYED, Stage.PAUSED)
WAITING = (Stage.ACCEPTED, Stage.WAITING, Stage.DRAFT)


@views.get("/delning")
@opens_to(Door.OWN_CARE)
def show_all(viewer: Viewer) -> Response:
    """All grants: running, waiting, ended; and what else there is."""
    trail.looked(viewer, What.SHARING)
    found = queries.all_shared(viewer, keyring.sealer())
    return page(
        "sharing/all.html",
        running=queries.readers(one for one in found if one.stage in RUNNING),
        waiting=tuple(one for one in found if one.stage in WAITING),
        ended=tuple(one for one in found if one.stage not in (*RUNNING, *WAITING)),
        is_on=finding.is_on(viewer),
        legal_basis=finding.legal_basis(),
    )


@views.get("/delning/<ref>")
@opens_to(Door.OWN_CARE)
def show_one(viewer: Viewer, ref: str) -> Response:
    """One grant: how it stands, what it opens, and every way to close."""
    shared = finding.shared(viewer, ref)
    return page(
        "sharing/grant.html",
        shared=shared,
        is_on=finding.is_on(viewer),
        is_guessed=shared.stage == Stage.WAITING and queries.is_guessed(viewer, shared.seen),
    )


@views.get("/almanacka")
@opens_to(Door.EVERYONE)
def leave_quickly() -> Response:
    """Where "Lämna snabbt" leads: a page that could be anybody's, about nothing."""
    elsewhere = unit.settings().leave_quickly_to
    if elsewhere:
        return Response(status=303, headers={"Location": elsewhere})
    days = tuple(today() + timedelta(days=n) for n in range(CALENDAR_DAYS))
    return page("sharing/calendar.html", days=days)
