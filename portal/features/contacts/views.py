"""The page of contacts."""

from flask import Blueprint, Response

from portal.access.guard import Door, opens_to
from portal.access.manners import care_page
from portal.access.plan_language import plan_language
from portal.audit import trail
from portal.audit.trail import What
from portal.features.contacts import queries
from portal.identity.viewer import Scope, Viewer
from portal.web.pages import page

views = Blueprint("contacts", __name__)


@care_page(views, "/kontakter")
@opens_to(Door.CARE, needs=Scope.CONTACTS)
def show(viewer: Viewer) -> Response:
    """List everyone the patient can ring."""
    trail.looked(viewer, What.CONTACTS)
    return page(
        "contacts/contacts.html",
        contacts=queries.contacts(viewer),
        care_language=plan_language(viewer),
    )
