"""Bundles of the tests' own, for what the demo's people do not have at every hour of the week."""

import json
from datetime import datetime, timedelta
from typing import Any

from portal import clock
from portal.database import Database
from portal.demo.cast import cast
from portal.demo.loading import SOURCE
from portal.demo.numbers import allowed
from portal.identity.numbers import kind
from portal.identity.sealing import Sealer
from portal.intake import pipeline
from portal.intake.rules import Rules

BOOKINGS = "https://planering.region-solmark.example/fhir/bokning"
PLACES = "https://planering.region-solmark.example/fhir/plats"
HSA = "urn:oid:1.2.752.129.2.1.4.1"
VIRTUAL = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.virtualService"
VIDEO_HOST = "video.region-solmark.example"
PLACE = "urn:uuid:3c53a1f4-7d6f-4a53-9d5b-8f5a3d0c7e11"


def load_meeting(
    database: Database,
    sealer: Sealer,
    *,
    who: str,
    name: str,
    starts_at: datetime,
    has_place: bool = False,
    has_link: bool = True,
) -> None:
    """Send a video meeting of an hour's length through the intake; with a place it is mixed."""
    entries = [
        _entry("Appointment", BOOKINGS, name, _appointment(who, name, starts_at, has_link=has_link))
    ]
    if has_place:
        entries[0]["resource"]["participant"].append(
            {"actor": {"reference": PLACE}, "status": "accepted"}
        )
        entries.append(_entry("Location", PLACES, "tests", _PLACE, full_url=PLACE))
    now = clock.now()
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "timestamp": now.isoformat(timespec="seconds"),
        "entry": entries,
    }
    rules = Rules(sources=frozenset({SOURCE}), numbers=allowed())
    report = pipeline.load(
        json.dumps(bundle).encode(), database=database, sealer=sealer, now=now, rules=rules
    )
    assert report.is_accepted, list(report.lines())


_BY_PHONE = (
    {"url": "address", "valueContactPoint": {"system": "phone", "value": "08-465 004 10"}},
    {"url": "sessionKey", "valueString": "4711 22"},
)
_PLACE: dict[str, Any] = {
    "status": "active",
    "name": "Hälsocentralen Björken",
    "type": [
        {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "OF"}]}
    ],
}


def _appointment(who: str, name: str, starts_at: datetime, *, has_link: bool) -> dict[str, Any]:
    number = cast()[who].number
    link = [{"url": "address", "valueUrl": f"https://{VIDEO_HOST}/m/{name}"}] if has_link else []
    service = [{"url": "channelType", "valueCoding": {"display": "Videomöte"}}, *link, *_BY_PHONE]
    return {
        "extension": [{"url": VIRTUAL, "extension": service}],
        "status": "booked",
        "description": f"Videomöte för provet {name}",
        "start": starts_at.isoformat(timespec="seconds"),
        "end": (starts_at + timedelta(hours=1)).isoformat(timespec="seconds"),
        "participant": [
            {
                "actor": {
                    "type": "Patient",
                    "identifier": {
                        "system": f"http://electronichealth.se/identifier/{kind(number)}",
                        "value": number,
                    },
                },
                "status": "accepted",
            }
        ],
    }


def _entry(
    kind: str, system: str, value: str, resource: dict[str, Any], *, full_url: str = ""
) -> dict[str, Any]:
    moment = clock.now().isoformat(timespec="seconds")
    return {
        "fullUrl": full_url or "urn:uuid:5f8a2c66-31c4-4a0e-8d3e-0f6f0a5f2b10",
        "resource": {
            "resourceType": kind,
            "meta": {"source": f"{HSA}#{SOURCE}", "versionId": "1", "lastUpdated": moment},
            "identifier": [{"system": system, "value": value}],
            **resource,
        },
        "request": {"method": "PUT", "url": f"{kind}?identifier={system}|{value}"},
    }
