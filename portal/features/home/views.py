"""The home page: two faces, one address; and the same by a grant."""

from flask import Response

from portal.access.guard import Door, opens_to
from portal.access.manners import care_page
from portal.access.new_mandates import new_mandates
from portal.audit import trail
from portal.audit.trail import What
from portal.features.home import copying, printing, queries
from portal.features.home.blueprint import views
from portal.identity.viewer import Viewer
from portal.web.pages import page
from portal.web.reader import reader

__all__ = ["copying", "printing", "show", "views"]


@care_page(views, "/")
@opens_to(Door.FRONT)
def show(viewer: Viewer | None) -> Response:
    """Show the signed-in person's home, or say what this is."""
    if viewer is None:
        return page("home/welcome.html")
    trail.looked(viewer, What.HOME)
    person = reader()
    is_own = viewer.is_patient and viewer.is_alone
    told = new_mandates(viewer) if is_own and person and person.has_new_mandate else ()
    return page("home/home.html", home=queries.home(viewer), new_mandates=told)
