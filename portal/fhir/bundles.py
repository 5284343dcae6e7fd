"""`POST /fhir`: a transaction Bundle, all of it or nothing of it."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app

from portal.access.guard import Door, opens_to
from portal.fhir import answers, bodies, formats
from portal.fhir.rules import rules_for
from portal.identity.care_systems.values import Sender
from portal.intake import pipeline
from portal.web import unit
from portal.web.logs import also

views = Blueprint("fhir", __name__)


@views.post("/fhir")
@opens_to(Door.CARE_SYSTEM, scope="system/Bundle.c")
def take_bundle(sender: Sender) -> Response:
    """Answers only when the bundle is committed."""
    formats.refuse_other_answers()
    body = bodies.taken(demands_digest=sender.demands_digest)
    report = pipeline.load(
        body,
        database=unit.database(),
        sealer=current_app.extensions["portal.sealer"],
        now=datetime.now(UTC),
        rules=rules_for(sender),
    )
    also(entries=len(report.entries))
    return answers.of_report(report)
