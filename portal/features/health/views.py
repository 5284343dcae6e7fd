"""Answers for this machine's own watchers; nobody else finds the addresses."""

from collections.abc import Mapping

from flask import Blueprint, Response, current_app

from portal.access.guard import Door, opens_to
from portal.features.health.readiness import Check, missing_of

views = Blueprint("health", __name__)


@views.get("/healthz")
@opens_to(Door.OPERATOR)
def alive() -> Response:
    """The process answers."""
    return _plain("ok", 200)


@views.get("/readyz")
@opens_to(Door.OPERATOR)
def ready() -> Response:
    """Everything that a page leans on is there; the answer names what is not."""
    checks: Mapping[str, Check] = current_app.extensions["portal.readiness"]
    missing = missing_of(checks)
    if missing:
        return _plain("missing: " + ", ".join(missing), 503)
    return _plain("ok", 200)


def _plain(text: str, status: int) -> Response:
    return Response(text + "\n", status, content_type="text/plain; charset=utf-8")
