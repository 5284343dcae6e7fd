"""`PUT` and `DELETE` of one resource by its identifier: a bundle of one entry, in the same hands.

Faults then point into the resource (`CarePlan.status`), for there is no bundle to point into.
"""

import json
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Response, abort, request

from portal.access.guard import Door, opens_to
from portal.fhir import answers, asking, bodies, formats, named
from portal.fhir.bundles import views
from portal.fhir.loading import loaded
from portal.fhir.pointing import pointed
from portal.identity.care_systems.values import Sender
from portal.intake import strict_json
from portal.intake.decide import Effect
from portal.intake.json_place import BadJson
from portal.intake.keeping import REMARKS
from portal.intake.outcome import EntryResult, Fault, Report, outcome
from portal.intake.pipeline import LARGEST_BODY
from portal.intake.structure.shapes import RESOURCES
from portal.web import unit

NAMED = RESOURCES - {"Provenance"}
"""A Provenance has no identifier: it comes in a bundle with what it is about."""
LARGEST = LARGEST_BODY - 4096
"""Leaves room for the bundle round it."""
DONE = frozenset(Effect) - REMARKS.keys()
"""Effects that are told in one word."""
DEPTH = strict_json.DEPTH - 3
"""The bundle round it is three deep."""
CONDITIONS = {"If-Match": "ifMatch", "If-None-Match": "ifNoneMatch"}


@views.put("/fhir/<type:kind>")
@opens_to(Door.CARE_SYSTEM)
def put_one(sender: Sender, kind: str) -> Response:
    """Create or update the resource with the identifier in the address."""
    _begin(kind)
    body = bodies.taken(largest=LARGEST, demands_digest=sender.demands_digest)
    fault = _fault_of(body, kind)
    if fault:
        return _answer(Report(faults=(fault,)), kind)
    entry = {"fullUrl": uuid.uuid4().urn, "request": _request(kind)}
    bundle = _bundle(b'"resource":%b,%b' % (body, _inner(entry)))
    return named.answered(sender, body, lambda _: _answer(loaded(bundle, sender), kind))


@views.delete("/fhir/<type:kind>")
@opens_to(Door.CARE_SYSTEM)
def delete_one(sender: Sender, kind: str) -> Response:
    """Delete the resource, as of the moment at which that was first asked for."""
    _begin(kind)
    if request.content_length:
        raise answers.Refused(400, "A DELETE has no body")

    def work(first_at: datetime) -> Response:
        bundle = _bundle(_inner({"request": _request(kind)}), timestamp=first_at.isoformat())
        return _answer(loaded(bundle, sender), kind)

    return named.answered(sender, b"", work)


def _begin(kind: str) -> None:
    formats.refuse_other_answers()
    if kind not in NAMED:
        abort(404)


def _fault_of(body: bytes, kind: str) -> Fault | None:
    """Only what is one JSON object may be put into a bundle: it could close it, and open another."""
    try:
        resource = strict_json.read(body, depth=DEPTH)
    except BadJson as bad:
        return Fault(400, "structure", kind, str(bad))
    if not isinstance(resource, dict) or resource.get("resourceType") != kind:
        return Fault(400, "invalid", kind, f"A {kind} is wanted here")
    return None


def _request(kind: str) -> dict[str, str]:
    """The address and the conditions as an entry tells them; what is wrong with them is told there."""
    asked = {"method": request.method, "url": f"{kind}?{asking.query()}"}
    for header, name in CONDITIONS.items():
        if header in request.headers:
            asked[name] = request.headers[header]
    return asked


def _bundle(entry: bytes, **more: str) -> bytes:
    """A transaction of one entry, of which the inside is given."""
    outside = _inner({"resourceType": "Bundle", "type": "transaction", **more})
    return b'{%b,"entry":[{%b}]}' % (outside, entry)


def _inner(members: dict[str, Any]) -> bytes:
    """The members of a JSON object, without its braces."""
    return json.dumps(members)[1:-1].encode()


def _answer(report: Report, kind: str) -> Response:
    if not report.is_accepted:
        told = [pointed(fault.issue(), kind) for fault in report.told]
        return answers.resource(outcome(told), status=report.status)
    (result,) = report.entries
    if result.status == 204:
        return answers.nothing(204)
    remarks = list(_remarks(result, kind))
    return answers.resource(outcome(remarks), status=result.status, headers=_headers(result))


def _headers(result: EntryResult) -> dict[str, str]:
    if result.number is None:
        return {}
    location = f"{unit.settings().public_url}/fhir/{result.location}"
    return {"ETag": f'W/"{result.number}"', "Location": location}


def _remarks(result: EntryResult, kind: str) -> Iterator[dict[str, Any]]:
    if result.effect in DONE:
        done = {"severity": "information", "code": "informational"}
        yield {**done, "diagnostics": result.effect.capitalize()}
    for remark in result.told:
        yield pointed(remark.issue(), kind)
