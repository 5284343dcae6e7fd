"""The pages of the plan."""

from flask import Blueprint, Response, abort, request

from portal.access.guard import Door, opens_to
from portal.access.manners import care_page
from portal.audit import trail
from portal.audit.trail import What
from portal.features.care_plan import queries
from portal.features.care_plan.changes import changes_between
from portal.features.care_plan.values import Plan, Version
from portal.identity.viewer import PLAN, Scope, Viewer
from portal.web import unit
from portal.web.headers import sandboxed
from portal.web.pages import page

views = Blueprint("care_plan", __name__)

WHO = {
    "region": "region",
    "kommun": "municipality",
    "jag": "patient",
    "narstaende": "relative",
    "andra": "other",
    "okant": "unknown",
}
"""How the address says who answers for an activity."""


@care_page(views, "/plan")
@opens_to(Door.CARE, needs=PLAN)
def show(viewer: Viewer) -> Response:
    """Show the plan, or say why there is none to show."""
    trail.looked(viewer, What.PLAN)
    plan = queries.current_plan(viewer, request.args.get("ref"))
    if plan is None or not plan.is_readable:
        return page("care_plan/not_shown.html", plan=plan)
    chosen = WHO.get(request.args.get("vem", ""), "")
    return page(
        "care_plan/plan.html",
        fragment="care_plan/_activities.html",
        plan=plan,
        chosen=chosen,
        groups=tuple(group for group in plan.groups if chosen in ("", group.answered_by)),
    )


@views.get("/plan/versioner")
@opens_to(Door.OWN_CARE)
def versions(viewer: Viewer) -> Response:
    """List the versions, and say what changed between two of them."""
    trail.looked(viewer, What.PLAN_VERSIONS)
    plan = _shown_plan_or_404(viewer)
    found = queries.versions(viewer, plan.ref)
    newer = _chosen(found, request.args.get("till"), 0)
    older = _chosen(found, request.args.get("fran"), found.index(newer) + 1)
    return page(
        "care_plan/versions.html",
        plan=plan,
        versions=found,
        older=older,
        newer=newer,
        changes=changes_between(_content(viewer, older), _content(viewer, newer)),
    )


@care_page(views, "/plan/dokument/<ref>")
@opens_to(Door.CARE, needs=Scope.WHOLE_PLAN)
def document(viewer: Viewer, ref: str) -> Response:
    """Give a document of the plan as it was sent, where it can do nothing."""
    trail.looked(viewer, What.DOCUMENT, ref)
    content_type, content = queries.file(viewer, ref) or abort(404)
    unit.finish()
    return sandboxed(content, content_type, file_name="plan")


def _shown_plan_or_404(viewer: Viewer) -> Plan:
    plan = queries.current_plan(viewer, request.args.get("ref"))
    if plan is None or not plan.is_readable:
        abort(404)
    return plan


def _chosen(found: tuple[Version, ...], ref: str | None, usual: int) -> Version:
    """The version the address names, else the usual one, else the oldest; 404 for a foreign one."""
    if ref is None:
        return found[min(usual, len(found) - 1)]
    return next((one for one in found if one.ref == ref), None) or abort(404)


def _content(viewer: Viewer, version: Version) -> Plan:
    return queries.version_content(viewer, version.ref) or abort(404)
