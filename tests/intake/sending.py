"""Small bundles as a care system sends them, and what is to be read of them afterwards."""

import copy
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from portal.database import Database
from portal.identity.sealing import Sealer
from portal.intake import pipeline
from portal.intake.outcome import Report
from portal.intake.rules import Rules

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HSA = "urn:oid:1.2.752.129.2.1.4.1"
SOURCE = "SE2321000016-DEMO1"
OTHER_SOURCE = "SE2120000142-DEMO2"
ANNA, CECILIA = "189002029800", "189305179823"
SYSTEM = "https://planering.example/fhir/"
NUMBER = "http://electronichealth.se/identifier/personnummer"
EXAMPLE = Path(__file__).with_name("sip-bundle.json")
OF_SOURCE = {"source": f"{HSA}#{SOURCE}"}
"""`Bundle.meta` where a DELETE needs it."""

Raw = dict[str, Any]


def day(number: int, hour: int = 9) -> str:
    """A moment in November 2026."""
    return f"2026-11-{number:02}T{hour:02}:00:00+01:00"


def patient(number: str = ANNA) -> Raw:
    return {"type": "Patient", "identifier": {"system": NUMBER, "value": number}}


def url(kind: str, name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, kind + name)}"


def to(kind: str, name: str) -> Raw:
    return {"reference": url(kind, name)}


def by_name(kind: str, name: str) -> Raw:
    """A reference to something that does not stand in the same bundle."""
    return {"type": kind, "identifier": {"system": SYSTEM + kind, "value": name}}


def put(kind: str, name: str, body: Raw, *, at: str = day(3), **more: Any) -> Raw:
    """An entry; `more` may hold `version`, `security`, `source`, `if_match`."""
    meta = {"source": f"{HSA}#{more.get('source', SOURCE)}", "lastUpdated": at}
    if "version" in more:
        meta["versionId"] = str(more["version"])
    if "security" in more:
        meta["security"] = more["security"]
    identifier = {"system": SYSTEM + kind, "value": name}
    request = {"method": "PUT", "url": f"{kind}?identifier={SYSTEM}{kind}|{name}"}
    if "if_match" in more:
        request["ifMatch"] = more["if_match"]
    resource = {"resourceType": kind, "meta": meta, "identifier": [identifier], **body}
    return {"fullUrl": url(kind, name), "resource": resource, "request": request}


def delete(kind: str, name: str) -> Raw:
    return {"request": {"method": "DELETE", "url": f"{kind}?identifier={SYSTEM}{kind}|{name}"}}


def plan(name: str = "plan", *, who: str = ANNA, at: str = day(3), **changes: Any) -> Raw:
    more = {key: changes.pop(key) for key in MORE & set(changes)}
    body = {
        "status": "active",
        "intent": "plan",
        "title": "Samordnad individuell plan",
        "subject": patient(who),
        **changes,
    }
    return put("CarePlan", name, body, at=at, **more)


MORE = {"version", "security", "source", "if_match"}


def goal(name: str = "goal", text: str = "Gå till affären", **changes: Any) -> Raw:
    more = {key: changes.pop(key) for key in MORE & set(changes)}
    at, who = changes.pop("at", day(3)), changes.pop("who", ANNA)
    body = {
        "lifecycleStatus": "active",
        "description": {"text": text},
        "subject": patient(who),
        **changes,
    }
    return put("Goal", name, body, at=at, **more)


def insats(name: str = "insats", text: str = "Hjälp med dusch", **changes: Any) -> Raw:
    more = {key: changes.pop(key) for key in MORE & set(changes)}
    at, who = changes.pop("at", day(3)), changes.pop("who", ANNA)
    body = {
        "status": "active",
        "intent": "plan",
        "code": {"text": text},
        "subject": patient(who),
        **changes,
    }
    return put("ServiceRequest", name, body, at=at, **more)


def meeting(name: str = "meeting", **changes: Any) -> Raw:
    more = {key: changes.pop(key) for key in MORE & set(changes)}
    at, who = changes.pop("at", day(3)), changes.pop("who", ANNA)
    others = changes.pop("others", [])
    body = {
        "status": "booked",
        "start": "2026-12-01T13:00:00+01:00",
        "end": "2026-12-01T13:45:00+01:00",
        "participant": [{"actor": patient(who), "status": "accepted"}, *others],
        **changes,
    }
    return put("Appointment", name, body, at=at, **more)


def role(name: str = "eva", **changes: Any) -> Raw:
    more = {key: changes.pop(key) for key in MORE & set(changes)}
    at = changes.pop("at", day(2))
    body = {
        "practitioner": {"display": "Eva Ek"},
        "organization": unit("SE2321000016-VC01", "Björkens hälsocentral"),
        "code": [{"text": "Distriktssköterska"}],
        "telecom": [{"system": "phone", "value": "08-465 004 01"}],
        **changes,
    }
    return put("PractitionerRole", name, body, at=at, **more)


def relative(name: str = "son") -> Raw:
    body = {
        "patient": patient(),
        "relationship": [{"text": "Son"}],
        "name": [{"given": ["Bertil"], "family": "Andersson"}],
        "telecom": [{"system": "phone", "value": "070-174 06 10"}],
    }
    return put("RelatedPerson", name, body)


def unit(hsa: str, name: str) -> Raw:
    return {
        "type": "Organization",
        "identifier": {"system": HSA, "value": hsa},
        "display": name,
    }


def contact(name: str = "contact", code: str = "1", **changes: Any) -> Raw:
    more = {key: changes.pop(key) for key in MORE & set(changes)}
    at, who = changes.pop("at", day(3)), changes.pop("who", ANNA)
    coding = {
        "system": "https://terminologitjansten.inera.se/inera-kodverksforvaltning/kodverk/"
        "kv_typ_av_fast_kontakt",
        "code": code,
    }
    category = "https://fhir.inera.se/ig/careteam/CodeSystem/typ-av-careteam-cs"
    body = {
        "status": "active",
        "category": [{"coding": [{"system": category, "code": "fast-kontakt"}]}],
        "subject": patient(who),
        "participant": [{"role": [{"coding": [coding]}], "member": to("PractitionerRole", "eva")}],
        **changes,
    }
    return put("CareTeam", name, body, at=at, **more)


def changed(entry: Raw, path: str, value: Any) -> Raw:
    """A copy of an entry with one thing changed; None takes it away."""
    entry = copy.deepcopy(entry)
    *way, last = path.split(".")
    inner: Any = entry
    for step in way:
        inner = inner[int(step) if step.isdigit() else step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return entry


def bundle(*entries: Raw, **more: Any) -> bytes:
    whole = {"resourceType": "Bundle", "type": "transaction", "entry": list(entries), **more}
    return json.dumps(whole).encode()


class Sender:
    """A care system with one portal."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self.database = database
        self.sealer = sealer

    def send(self, *entries: Raw, **more: Any) -> Report:
        """Send entries as one bundle; `now`, `rules`, `timestamp`, `meta` may be given."""
        return self.send_bytes(
            bundle(*entries, **{k: v for k, v in more.items() if k not in ("now", "rules")}),
            now=more.get("now", NOW),
            rules=more.get("rules"),
        )

    def send_bytes(self, body: bytes, *, now: datetime = NOW, rules: Rules | None = None) -> Report:
        return pipeline.load(body, database=self.database, sealer=self.sealer, now=now, rules=rules)

    def check(self, *entries: Raw) -> Report:
        return pipeline.check(bundle(*entries), database=self.database, sealer=self.sealer, now=NOW)

    def rows(self, table: str, order: str = "id") -> list[Mapping[str, Any]]:
        """Every row of a table, past all walls."""
        with self.database.engine.begin() as connection:
            found = connection.execute(text(f"SELECT * FROM {table} ORDER BY {order}"))
            return [dict(row) for row in found.mappings()]

    def count(self) -> dict[str, int]:
        """How many rows each table of the intake holds."""
        return {table: len(self.rows(table, "1")) for table in TABLES}


TABLES = (
    "person",
    "source_resource",
    "source_version",
    "source_stamp",
    "source_link",
    "care_plan",
    "plan_version",
    "goal",
    "activity",
    "plan_document",
    "care_manager",
    "appointment",
    "access_event",
)


def only_fault(report: Report) -> tuple[int, str, str]:
    """Status, code and expression of the one fault there should be."""
    assert len(report.faults) == 1, list(report.lines())
    fault = report.faults[0]
    return fault.status, fault.code, fault.expression


def effects(report: Report) -> list[str]:
    assert report.is_accepted, list(report.lines())
    return [str(entry.effect) for entry in report.entries]


def only_row(sender: Sender, table: str) -> dict[str, Any]:
    rows = sender.rows(table)
    assert len(rows) == 1
    return dict(rows[0])
