"""Closing, at once and without a fresh sign-in; and opening more, with one."""

from datetime import datetime

from flask import Response, abort, request

from portal.access import interrupted
from portal.access.grants.values import GrantSeen
from portal.access.guard import Door, opens_to
from portal.access.interrupted import Typed
from portal.features.sharing import actions, finding, forms, queries
from portal.features.sharing.blueprint import views
from portal.features.sharing.openable import openable
from portal.identity import keyring
from portal.identity.viewer import Scope, Viewer
from portal.web.pages import leave_to, page


@views.post("/delning/<ref>/pausa")
@opens_to(Door.OWN_CARE)
def pause(viewer: Viewer, ref: str) -> Response:
    """Close all of it until further notice."""
    actions.pause(viewer, finding.grant(viewer, ref))
    return leave_to("sharing.show_one", ref=ref, _anchor="laget")


@views.get("/delning/<ref>/avsluta")
@opens_to(Door.OWN_CARE)
def ask_to_end(viewer: Viewer, ref: str) -> Response:
    """Are you sure? It cannot be undone."""
    shared = finding.shared(viewer, ref)
    if not shared.is_living:
        return leave_to("sharing.show_one", ref=ref)
    return page("sharing/end.html", shared=shared)


@views.post("/delning/<ref>/avsluta")
@opens_to(Door.OWN_CARE)
def end(viewer: Viewer, ref: str) -> Response:
    """End it for good."""
    seen = finding.grant(viewer, ref)
    if seen.ended_at is None:  # else it was pressed twice
        actions.end(viewer, seen)
    return leave_to("sharing.show_one", ref=ref, _anchor="laget")


@views.post("/delning/<ref>/stang")
@opens_to(Door.OWN_CARE)
def close(viewer: Viewer, ref: str) -> Response:
    """Close one kind of thing, or one part's insatser."""
    scope = forms.scope_named(request.form.get("del", ""))
    part = forms.part_named(request.form.get("vems", ""))
    actions.close(viewer, finding.grant(viewer, ref), scope=scope, part=part)
    return leave_to("sharing.show_one", ref=ref, _anchor="oppet")


@views.post("/delning/<ref>/dolj")
@opens_to(Door.OWN_CARE)
def hide(viewer: Viewer, ref: str) -> Response:
    """Hide this insats, or this meeting."""
    actions.hide(viewer, finding.grant(viewer, ref), request.form.get("sak", ""))
    return leave_to("sharing.show_one", ref=ref, _anchor="oppet")


@views.post("/delning/<ref>/korta")
@opens_to(Door.OWN_CARE)
def shorten(viewer: Viewer, ref: str) -> Response:
    """End earlier."""
    days = int(request.form.get("dagar") == "30") * 30 or 7
    actions.shorten(viewer, finding.grant(viewer, ref), days)
    return leave_to("sharing.show_one", ref=ref, _anchor="tid")


@views.post("/delning/<ref>/oppna-igen")
@opens_to(Door.OWN_CARE)
def resume(viewer: Viewer, ref: str) -> Response:
    """Open what was paused; a fresh sign-in comes first."""
    seen = finding.grant_as_seen(viewer, ref)
    finding.need_ground(viewer, seen)
    actions.wish_to_resume(viewer, seen)
    return leave_to("sharing.ask_to_approve", ref=ref)


@views.post("/delning/<ref>/visa-igen")
@opens_to(Door.OWN_CARE)
def show_again(viewer: Viewer, ref: str) -> Response:
    """Show something hidden again; a fresh sign-in comes first."""
    seen = finding.grant_as_seen(viewer, ref)
    finding.need_ground(viewer, seen)
    actions.wish_to_show(viewer, seen, request.form.get("sak", ""))
    return leave_to("sharing.ask_to_approve", ref=ref)


@views.get("/delning/<ref>/andra")
@opens_to(Door.OWN_CARE)
def ask_to_change(viewer: Viewer, ref: str) -> Response:
    """All choices of a grant on one page."""
    finding.need_sharing_on(viewer)
    shared = finding.shared(viewer, ref)
    if shared.seen.given_at is None or not shared.is_living or not shared.is_given:
        return leave_to("sharing.show_one", ref=ref)
    typed = interrupted.given_back()
    shared = forms.as_typed(shared, typed)
    return page(
        "sharing/change.html",
        shared=shared,
        days=forms.days(typed) if typed else None,
        scopes=frozenset(str(scope.name) for scope in Scope if scope in shared.seen.scopes),
        things=openable(viewer),
    )


@views.post("/delning/<ref>/andra")
@opens_to(Door.OWN_CARE, typed=Typed.at("sharing.ask_to_change", *forms.CHANGED))
def change(viewer: Viewer, ref: str) -> Response:
    """Close at once what is not wanted any more; opening more needs a fresh sign-in."""
    finding.need_sharing_on(viewer)
    wanted, seen = forms.wanted(request.form), finding.grant_as_seen(viewer, ref)
    if not finding.is_given(seen):
        abort(404)
    if actions.change(viewer, seen, wanted):
        return leave_to("sharing.ask_to_approve", ref=ref)
    return leave_to("sharing.show_one", ref=ref, _anchor="oppet")


@views.get("/delning/<ref>/godkann")
@opens_to(Door.OWN_CARE)
def ask_to_approve(viewer: Viewer, ref: str) -> Response:
    """What will be opened, the fresh sign-in, and the button that opens it."""
    shared = finding.shared(viewer, ref)
    if shared.seen.wish is None:
        return leave_to("sharing.show_one", ref=ref)
    return page(
        "sharing/approve.html",
        shared=shared,
        after=queries.as_wished(viewer, keyring.sealer(), shared.seen),
        is_signed_in_anew=finding.has_signed_in_for(viewer, shared.seen),
        waits_until=_waits_until(viewer, shared.seen),
        legal_basis=finding.legal_basis() if shared.is_given else "",
    )


@views.post("/delning/<ref>/godkann")
@opens_to(Door.OWN_CARE)
def widen(viewer: Viewer, ref: str) -> Response:
    """Open it, unless there is to be time to think first."""
    seen = finding.grant_as_seen(viewer, ref)
    finding.need_ground(viewer, seen)
    if seen.wish is None and seen.ended_at is None:
        return leave_to("sharing.show_one", ref=ref, _anchor="laget")  # pressed twice
    if _waits_until(viewer, seen):
        return leave_to("sharing.ask_to_approve", ref=ref)
    actions.widen(
        viewer,
        seen,
        legal_basis=finding.legal_basis(),
        authenticated_at=finding.authenticated_at(),
    )
    return leave_to("sharing.show_one", ref=ref, _anchor="laget")


def _waits_until(viewer: Viewer, seen: GrantSeen) -> datetime | None:
    """The time to think counts from the wish."""
    return finding.waits_until(viewer, seen, seen.wished_at or viewer.now)
