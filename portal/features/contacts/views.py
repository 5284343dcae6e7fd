"""The page of contacts."""

from flask import Blueprint, Response

from portal.access.guard import Door, opens_to
from portal.audit import trail
from portal.audit.trail import What
from portal.features.contacts import queries
from portal.identity.viewer import Viewer
from portal.web.pages import page

views = Blueprint("contacts", __name__)


@views.get("/kontakter")
@opens_to(Door.OWN_CARE)
def show(viewer: Viewer) -> Response:
    """List everyone the patient can ring."""
    trail.looked(viewer, What.CONTACTS)
    return page("contacts/contacts.html", contacts=queries.contacts(viewer))
