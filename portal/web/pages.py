"""What a view answers with: a page, a part of one, or the address to go on to."""

from typing import Any

from flask import Response, g, request

from portal.web import unit
from portal.web.addresses import url_for
from portal.web.environments import environment, htmx
from portal.web.headers import csp_nonce
from portal.web.languages import current
from portal.web.reader import reader
from portal.web.reading import kept

HTML = "text/html; charset=utf-8"


def page(
    template: str, *, status: int = 200, fragment: str | None = None, **values: Any
) -> Response:
    """Commit, then show: no page is seen whose trace could not be written.

    `fragment` is the template of the part that changes; htmx gets it instead of the whole page.
    """
    known = _known() | g.get("said_to_layout", {})
    unit.finish()
    chosen = fragment if fragment and htmx else template
    text = rendered(chosen, **{**known, **values})
    return Response(text, status, content_type=HTML)


def leave_to(endpoint: str, **values: Any) -> Response:
    """Commit, then send the browser on to another page of ours, by GET."""
    unit.finish()
    return Response(status=303, headers={"Location": url_for(endpoint, **values)})


def _known() -> dict[str, Any]:
    """Who reads, and where, for the layout; asked before rendering, during which no transaction is open."""
    # Where to come back to; a page about an error does not say, for it is the same everywhere.
    place = {"own_path": request.path}
    person = reader()
    if person is None:
        return place
    return {
        **place,
        "is_signed_in": True,
        "viewer_name": person.name,
        "seconds_left": person.seconds_left,
    }


def rendered(template: str, **values: Any) -> str:
    """A template in the reader's language; reads and writes nothing."""
    settings = unit.settings()
    return (
        environment(current())
        .get_template(template)
        .render(
            csp_nonce=csp_nonce(),
            is_demo=settings.is_demo,
            support_phone=unit.support_phone(),
            council=g.get("council"),
            reading=kept(),
            **values,
        )
    )
