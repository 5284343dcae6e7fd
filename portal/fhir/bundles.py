"""`POST /fhir`: a transaction Bundle, all of it or nothing of it."""

from flask import Blueprint, Response

from portal.access.guard import Door, opens_to
from portal.fhir import answers, bodies, formats, named
from portal.fhir.loading import loaded
from portal.identity.care_systems.values import Sender

views = Blueprint("fhir", __name__)


@views.post("/fhir")
@opens_to(Door.CARE_SYSTEM, scope="system/Bundle.c")
def take_bundle(sender: Sender) -> Response:
    """Answers only when the bundle is committed."""
    formats.refuse_other_answers()
    body = bodies.taken(demands_digest=sender.demands_digest)
    return named.answered(sender, body, lambda _: answers.of_report(loaded(body, sender)))
