"""Hanging the door: its addresses, its errors, and the names of its requests."""

from flask import Flask

from portal.fhir import errors, request_ids
from portal.fhir.answers import Refused, refusal
from portal.fhir.bundles import views
from portal.web.errors import tell_machines

PREFIX = "/fhir"


def install(app: Flask) -> None:
    """Open the addresses under /fhir."""
    app.register_blueprint(views)
    app.register_error_handler(Refused, refusal)
    tell_machines(app, PREFIX, errors.tell)
    request_ids.install(app, PREFIX)
