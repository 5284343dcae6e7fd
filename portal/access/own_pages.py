"""Which addresses are pages of ours, that a form may lead back to."""

from flask import current_app
from werkzeug.exceptions import HTTPException

from portal.access.guard import Door
from portal.web.addresses import url_for

START = "/"
PAGES = (Door.EVERYONE, Door.SIGNED_IN, Door.OWN_CARE, Door.CARE, Door.FRONT)


def own_page(path: str) -> str:
    """The path, when a page of the portal is there; else that of the first page.

    It is built anew from the page it leads to, so nothing a stranger wrote is sent on. Chosen
    on an address that only takes forms, or is no page at all, the way back is the first page.
    """
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return START
    is_page = getattr(current_app.view_functions[endpoint], "door", None) in PAGES
    return url_for(endpoint, **values) if is_page and endpoint != "static" else START
