"""Hanging the door: its addresses, its errors, and the names of its requests."""

from flask import Flask

from portal.fhir import bundles, capability, consents, errors, reading, request_ids, single
from portal.fhir.answers import Refused, refusal
from portal.fhir.described import view as description
from portal.fhir.kinds import KindConverter
from portal.web.errors import tell_machines

PREFIX = "/fhir"
ROOMS = (bundles, single, reading, consents, capability, description)
"""Each hangs its addresses on the one blueprint when it is loaded."""


def install(app: Flask) -> None:
    """Open the addresses under /fhir."""
    app.url_map.converters["type"] = KindConverter
    app.register_blueprint(bundles.views)
    app.register_error_handler(Refused, refusal)
    tell_machines(app, PREFIX, errors.tell)
    request_ids.install(app, PREFIX)
