"""The patient recognises who has said yes, after a fresh sign-in, and whom care has told of."""

from flask import Response

from portal.access.grants.values import Stage
from portal.access.guard import Door, opens_to
from portal.audit import trail
from portal.audit.trail import What
from portal.features.sharing import actions, finding
from portal.features.sharing.blueprint import views
from portal.identity.viewer import Viewer
from portal.web.pages import leave_to, page


@views.get("/delning/<ref>/bekrafta")
@opens_to(Door.OWN_CARE)
def ask_to_confirm(viewer: Viewer, ref: str) -> Response:
    """Who has said yes, the fresh sign-in, and the button that opens."""
    finding.need_sharing_on(viewer)
    shared = finding.shared(viewer, ref)
    if shared.stage != Stage.ACCEPTED:
        return leave_to("sharing.show_one", ref=ref)
    return page(
        "sharing/confirm.html",
        shared=shared,
        is_signed_in_anew=finding.has_signed_in_for(viewer, shared.seen),
    )


@views.post("/delning/<ref>/bekrafta")
@opens_to(Door.OWN_CARE)
def confirm(viewer: Viewer, ref: str) -> Response:
    """Yes, that is the person I meant. Without a fresh sign-in: on to the page that asks for it."""
    finding.need_sharing_on(viewer)
    now = finding.grant(viewer, ref)
    if now.confirmed_at is not None:
        return leave_to("sharing.show_one", ref=ref, _anchor="laget")  # pressed twice
    if now.stage == Stage.ACCEPTED and not finding.has_signed_in_for(viewer, now):
        actions.ask_to_confirm(viewer, now)
        return leave_to("sharing.ask_to_confirm", ref=ref)
    seen = finding.grant_as_seen(viewer, ref)
    actions.confirm(
        viewer,
        seen,
        authenticated_at=finding.authenticated_at(),
        opens_at=finding.waits_until(viewer, seen, viewer.now),
    )
    return leave_to("sharing.show_one", ref=ref, _anchor="laget")


@views.post("/delning/<ref>/sett")
@opens_to(Door.OWN_CARE)
def acknowledge(viewer: Viewer, ref: str) -> Response:
    """I have seen that somebody represents me; home does not tell of it any more."""
    seen = finding.grant(viewer, ref)
    if not finding.is_given(seen):
        actions.acknowledge(viewer, seen)
    else:
        trail.looked(viewer, What.SHARING)
    return leave_to("home.show")
