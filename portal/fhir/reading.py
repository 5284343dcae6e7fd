"""Reading back: one's own resources, by identifier or by reference, and each version of them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from flask import Response, abort, request

from portal.access.guard import Door, opens_to
from portal.fhir import answers, asking, formats
from portal.fhir.answers import Refused
from portal.fhir.bundles import views
from portal.fhir.kept import Kept, Shelf
from portal.fhir.single import NAMED
from portal.identity import keyring
from portal.identity.care_systems.values import Sender
from portal.web import unit


@views.get("/fhir/<type:kind>")
@opens_to(Door.CARE_SYSTEM)
def find(sender: Sender, kind: str) -> Response:
    """The resource of one's own with this identifier, if there is one."""
    _begin(sender, kind)
    return found(sender, kind)


def found(sender: Sender, kind: str) -> Response:
    """What was sent by this identifier, as a searchset."""
    if kind not in NAMED:
        raise Refused(400, "Provenance has no identifier; read it by reference")
    asked = asking.parameters({"identifier"})
    if "identifier" not in asked:
        raise Refused(400, "identifier=system|value is wanted", code="required")
    system, value = asking.identifier(asked["identifier"])
    kept = _shelf(sender).named(kind, system, value)
    unit.finish()
    return answers.resource(_searchset(kind, f"{quote(system)}|{quote(value)}", kept))


@views.get("/fhir/<type:kind>/<ref>")
@opens_to(Door.CARE_SYSTEM)
def read(sender: Sender, kind: str, ref: str) -> Response:
    """The resource as it is now; 410 when its sender has deleted it."""
    _begin(sender, kind)
    asking.parameters(())
    return _shown(_shelf(sender).current(kind, ref))


@views.get("/fhir/<type:kind>/<ref>/_history/<nr>")
@opens_to(Door.CARE_SYSTEM)
def read_version(sender: Sender, kind: str, ref: str, nr: str) -> Response:
    """One version, whatever came after it."""
    _begin(sender, kind)
    asking.parameters(())
    number = int(nr) if nr.isascii() and nr.isdigit() and len(nr) < 10 else 0
    return _shown(_shelf(sender).version(kind, ref, number))


def _begin(sender: Sender, kind: str) -> None:
    formats.refuse_other_answers()
    if not sender.may("r", kind):
        raise Refused(403, f"The access token lacks the scope system/{kind}.r")


def _shelf(sender: Sender) -> Shelf:
    return Shelf(unit.transaction(), keyring.sealer(), sender.sources)


def _shown(kept: Kept | None) -> Response:
    """Shown after the commit, like everything: what could not be traced is not shown."""
    unit.finish()
    if kept is None:
        abort(404)
    if kept.resource is None:
        raise Refused(410, "Its sender has deleted it")
    etag = f'W/"{kept.number}"'
    if request.if_none_match.contains_weak(str(kept.number)):
        return answers.nothing(304, headers={"ETag": etag})
    return answers.resource(kept.resource, headers={"ETag": etag})


def _searchset(kind: str, name: str, kept: Sequence[Kept]) -> dict[str, Any]:
    base = f"{unit.settings().public_url}/fhir/{kind}"
    bundle: dict[str, Any] = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(kept),
        "link": [{"relation": "self", "url": f"{base}?identifier={name}"}],
    }
    entries = [
        {"fullUrl": f"{base}/{one.key}", "resource": one.resource, "search": {"mode": "match"}}
        for one in kept
    ]
    return {**bundle, "entry": entries} if entries else bundle
