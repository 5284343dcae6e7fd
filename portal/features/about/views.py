"""The pages about the portal itself."""

from datetime import timedelta

from flask import Blueprint, Response

from portal import clock
from portal.access.guard import Door, opens_to
from portal.features.about.measured import measured
from portal.features.about.queries import last_tried, open_findings
from portal.web import unit
from portal.web.pages import page

views = Blueprint("about", __name__)

STATEMENT_HOLDS = timedelta(days=180)
"""RFC 9116 asks for less than a year; who reads the file always has half of one."""


@views.get("/om")
@opens_to(Door.EVERYONE)
def about() -> Response:
    """Say what the portal is and who is behind it."""
    return page("about/about.html")


@views.get("/tillganglighet")
@opens_to(Door.EVERYONE)
def accessibility() -> Response:
    """The accessibility statement (MDFFS 2019:2)."""
    settings = unit.settings()
    return page(
        "about/accessibility.html",
        operator=settings.operator,
        address=settings.public_url,
        measured=measured(),
        findings=open_findings(unit.transaction()),
        tried_on=last_tried(unit.transaction()),
    )


@views.get("/integritet")
@opens_to(Door.EVERYONE)
def privacy() -> Response:
    """Say what is kept about a reader, and why."""
    settings = unit.settings()
    return page("about/privacy.html", operator=settings.operator, hours=settings.session_hours)


@views.get("/.well-known/security.txt")
@opens_to(Door.EVERYONE)
def security() -> Response:
    """Say where to report a weakness (RFC 9116)."""
    expires = (clock.now() + STATEMENT_HOLDS).replace(microsecond=0)
    address = unit.settings().public_url
    lines = (
        f"Contact: {unit.settings().operator.security_contact or address + '/om'}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {address}/.well-known/security.txt",
        "Preferred-Languages: sv, en",
    )
    return Response("\n".join((*lines, "")), content_type="text/plain; charset=utf-8")
