"""The home page: two faces, one address."""

from flask import Blueprint, Response

from portal.access.guard import Door, opens_to, viewer_or_none
from portal.audit import trail
from portal.audit.trail import What
from portal.features.home import queries
from portal.web.pages import page

views = Blueprint("home", __name__)


@views.get("/")
@opens_to(Door.EVERYONE)
def show() -> Response:
    """Show the signed-in person's home, or say what this is."""
    viewer = viewer_or_none()
    if viewer is None:
        return page("home/welcome.html")
    trail.looked(viewer, What.HOME)
    return page("home/home.html", home=queries.home(viewer))
