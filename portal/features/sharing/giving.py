"""Giving, a step at a time: who, what, how long, review; each step one question."""

from dataclasses import replace
from typing import Any

from flask import Response, current_app, request

from portal.access import interrupted
from portal.access.grants.values import GrantSeen, Stage
from portal.access.guard import Door, opens_to
from portal.access.interrupted import Typed
from portal.audit import trail
from portal.audit.trail import What
from portal.features.sharing import finding, forms, giving_actions, one_time_code
from portal.features.sharing.blueprint import views
from portal.features.sharing.forms import EVERY_PART, Fields
from portal.features.sharing.giving_actions import Oneself
from portal.features.sharing.openable import openable
from portal.features.sharing.values import Shared, Who
from portal.identity import keyring
from portal.identity.viewer import Scope, Viewer
from portal.web.pages import leave_to, page

UNASKED = Who("", "", is_by_code=False, faults=())


@views.get("/delning/ny")
@opens_to(Door.OWN_CARE)
def ask_who(viewer: Viewer) -> Response:
    """Whom do you want to share with?"""
    finding.need_sharing_on(viewer)
    trail.looked(viewer, What.SHARING)
    typed = interrupted.given_back()
    who = replace(UNASKED, relation=forms.relation(typed)) if typed else UNASKED
    return page("sharing/who.html", who=who, how=typed.get("hur", "") if typed else "")


@views.post("/delning/ny")
@opens_to(Door.OWN_CARE, typed=Typed.at("sharing.ask_who", "relation", "hur"))
def begin(viewer: Viewer) -> Response:
    """Begin a draft."""
    finding.need_sharing_on(viewer)
    who = forms.who(request.form, allowed=current_app.extensions["portal.allowed_numbers"])
    if who.faults:
        return _who_again(who, who.faults)
    try:
        ref = giving_actions.begin(viewer, keyring.sealer(), who)
    except Oneself:
        return _who_again(who, ("sjalv",))
    return leave_to("sharing.ask_what", ref=ref)


@views.get("/delning/<ref>/vad")
@opens_to(Door.OWN_CARE)
def ask_what(viewer: Viewer, ref: str) -> Response:
    """What shall they see?"""
    return _question("sharing/what.html", viewer, ref)


@views.post("/delning/<ref>/vad")
@opens_to(Door.OWN_CARE, typed=Typed.at("sharing.ask_what", *forms.SCOPES, "insatser"))
def choose_what(viewer: Viewer, ref: str) -> Response:
    """Choose scopes; insatser may need one more question."""
    scopes = forms.scopes(request.form)
    if not scopes:
        return _question("sharing/what.html", viewer, ref, status=422, is_empty=True)
    seen = finding.grant_as_seen(viewer, ref)
    parts = EVERY_PART if Scope.CHOSEN_ACTIVITIES in scopes else seen.parts
    giving_actions.choose(viewer, seen, scopes=scopes, parts=parts, keys=seen.chosen)
    if Scope.CHOSEN_ACTIVITIES in scopes:
        return leave_to("sharing.ask_which", ref=ref)
    if Scope.ACTIVITIES in scopes:
        return leave_to("sharing.ask_whose", ref=ref)
    return leave_to("sharing.ask_how_long", ref=ref)


@views.get("/delning/<ref>/insatser")
@opens_to(Door.OWN_CARE)
def ask_which(viewer: Viewer, ref: str) -> Response:
    """Which insatser?"""
    things = openable(viewer)
    return _question("sharing/which.html", viewer, ref, things=things)


@views.post("/delning/<ref>/insatser")
@opens_to(Door.OWN_CARE, typed=Typed.at("sharing.ask_which", "insats"))
def choose_which(viewer: Viewer, ref: str) -> Response:
    """Choose insatser one by one."""
    seen = finding.grant_as_seen(viewer, ref)
    things, keys = openable(viewer), forms.keys(request.form)
    if things.activities and not keys & {one.key for one in things.activities}:
        values = {"things": things, "is_empty": True}
        return _question("sharing/which.html", viewer, ref, status=422, **values)
    giving_actions.choose(viewer, seen, scopes=seen.scopes, parts=EVERY_PART, keys=keys)
    return leave_to("sharing.ask_how_long", ref=ref)


@views.get("/delning/<ref>/vems")
@opens_to(Door.OWN_CARE)
def ask_whose(viewer: Viewer, ref: str) -> Response:
    """Whose insatser: the region's, the municipality's, others'?"""
    return _question("sharing/whose.html", viewer, ref)


@views.post("/delning/<ref>/vems")
@opens_to(Door.OWN_CARE, typed=Typed.at("sharing.ask_whose", *forms.PARTS))
def choose_whose(viewer: Viewer, ref: str) -> Response:
    """Choose parts."""
    seen = finding.grant_as_seen(viewer, ref)
    parts = forms.parts(request.form)
    if not parts:
        return _question("sharing/whose.html", viewer, ref, status=422, is_empty=True)
    giving_actions.choose(viewer, seen, scopes=seen.scopes, parts=parts, keys=seen.chosen)
    return leave_to("sharing.ask_how_long", ref=ref)


@views.get("/delning/<ref>/hur-lange")
@opens_to(Door.OWN_CARE)
def ask_how_long(viewer: Viewer, ref: str) -> Response:
    """How long?"""
    return _question("sharing/how_long.html", viewer, ref)


@views.post("/delning/<ref>/hur-lange")
@opens_to(Door.OWN_CARE, typed=Typed.at("sharing.ask_how_long", "dagar"))
def choose_how_long(viewer: Viewer, ref: str) -> Response:
    """Choose an end; there is always one."""
    days = forms.days(request.form)
    if days is None:
        return _question("sharing/how_long.html", viewer, ref, status=422, is_empty=True)
    giving_actions.choose_days(viewer, finding.grant_as_seen(viewer, ref), days)
    return leave_to("sharing.review", ref=ref)


@views.get("/delning/<ref>/granska")
@opens_to(Door.OWN_CARE)
def review(viewer: Viewer, ref: str) -> Response:
    """All of it in plain words, the fresh sign-in, and the button that gives."""
    shared = finding.shared(viewer, ref)
    if shared.stage != Stage.DRAFT:
        return leave_to("sharing.show_one", ref=ref)
    if not shared.seen.has_choice:
        return leave_to("sharing.ask_what", ref=ref)
    if shared.seen.days is None:
        return leave_to("sharing.ask_how_long", ref=ref)
    return page(
        "sharing/review.html",
        shared=shared,
        legal_basis=finding.legal_basis(),
        is_signed_in_anew=finding.has_signed_in_for(viewer, shared.seen),
    )


@views.post("/delning/<ref>/ge")
@opens_to(Door.OWN_CARE)
def give(viewer: Viewer, ref: str) -> Response:
    """Give it. A code is shown at once, and on the receipt while the sign-in is fresh."""
    finding.need_sharing_on(viewer)
    if finding.grant(viewer, ref).stage != Stage.DRAFT:
        return leave_to("sharing.receipt", ref=ref)  # pressed twice
    code = giving_actions.give(
        viewer,
        keyring.sealer(),
        finding.grant_as_seen(viewer, ref),
        legal_basis=finding.legal_basis(),
        authenticated_at=finding.authenticated_at(),
    )
    return _receipt(viewer, ref) if code else leave_to("sharing.receipt", ref=ref)


@views.get("/delning/<ref>/kvitto")
@opens_to(Door.OWN_CARE)
def receipt(viewer: Viewer, ref: str) -> Response:
    """What was given, to print: who, what, until when, how to stop, whom to ring."""
    if finding.grant(viewer, ref).given_at is None:
        return leave_to("sharing.review", ref=ref)
    return _receipt(viewer, ref)


@views.get("/delning/<ref>/ny-kod")
@opens_to(Door.OWN_CARE)
def ask_for_new_code(viewer: Viewer, ref: str) -> Response:
    """A new code, and the old one opens nothing any more: the fresh sign-in comes first."""
    finding.need_sharing_on(viewer)
    shared = finding.shared(viewer, ref)
    if not _waits_for_its_code(shared.seen):
        return leave_to("sharing.show_one", ref=ref)
    is_signed_in_anew = finding.has_signed_in_for(viewer, shared.seen)
    return page("sharing/new_code.html", shared=shared, is_signed_in_anew=is_signed_in_anew)


@views.post("/delning/<ref>/ny-kod")
@opens_to(Door.OWN_CARE)
def renew_code(viewer: Viewer, ref: str) -> Response:
    """Make it, and show it on the receipt; the same button pressed twice makes one."""
    finding.need_sharing_on(viewer)
    now = finding.grant(viewer, ref)
    if not _waits_for_its_code(now):
        return leave_to("sharing.show_one", ref=ref)
    if not finding.has_signed_in_for(viewer, now):
        giving_actions.ask_for_new_code(viewer, now)
        return leave_to("sharing.ask_for_new_code", ref=ref)
    if forms.version(request.form) == now.version:
        giving_actions.renew_code(
            viewer, keyring.sealer(), now, authenticated_at=finding.authenticated_at()
        )
    return leave_to("sharing.receipt", ref=ref)


def _waits_for_its_code(seen: GrantSeen) -> bool:
    return seen.stage == Stage.WAITING and seen.is_by_code


def _receipt(viewer: Viewer, ref: str) -> Response:
    shared = finding.shared(viewer, ref)
    waits = _waits_for_its_code(shared.seen)
    is_shown = waits and finding.has_signed_in_for(viewer, shared.seen)
    code = one_time_code.code_of(keyring.sealer(), shared.seen) if is_shown else ""
    return page(
        "sharing/receipt.html",
        shared=shared,
        waits_for_its_code=waits,
        code=one_time_code.read_aloud(code),
    )


def _question(
    template: str, viewer: Viewer, ref: str, *, status: int = 200, **values: Any
) -> Response:
    """A step of a draft. What is given already is changed on its own page."""
    finding.need_sharing_on(viewer)
    shared: Shared = finding.shared(viewer, ref)
    if shared.stage != Stage.DRAFT:
        return leave_to("sharing.show_one", ref=ref)
    shared = forms.as_typed(shared, interrupted.given_back())
    shown = {"is_empty": False, **values}
    return page(template, status=status, shared=shared, scopes=_names(shared), **shown)


def _names(shared: Shared) -> frozenset[str]:
    return frozenset(str(scope.name) for scope in Scope if scope in shared.seen.scopes)


def _who_again(who: Who, faults: tuple[str, ...]) -> Response:
    """The same question with what was typed, the number apart: it is on no page."""
    fields: Fields = request.form
    shown = Who(who.relation, "", who.is_by_code, faults)
    return page("sharing/who.html", status=422, who=shown, how=fields.get("hur", ""))
