"""The rules one entry must keep: how it is sent, what it is called, when, and whose it is."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

from portal.intake.identifiers import (
    PEOPLE,
    Key,
    gives_away,
    is_person,
    number_of,
    source_of,
)
from portal.intake.json_place import NOT_TEXT
from portal.intake.mandates import relative_number_in
from portal.intake.outcome import Fault
from portal.intake.references import ABOUT_SOMEBODY
from portal.intake.rules import Rules
from portal.intake.scope_rules import faults_of_mandate, faults_of_method
from portal.intake.structure.primitives import moment
from portal.intake.structure.shapes import RESOURCES

AHEAD = timedelta(minutes=5)
FULL_URL = re.compile(r"urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
CONDITION = re.compile(r"([A-Za-z]+)\?identifier=([^|&]+)\|([^|&]+)")
ETAG = re.compile(r'W/"[1-9][0-9]{0,8}"')
LONGEST_NAME = 255
SUBJECT = {"Consent": "patient", "RelatedPerson": "patient", "Task": "for"}

Raw = Mapping[str, Any]


def faults_of_entry(raw: Raw, at: str, bundle: Raw, rules: Rules, now: datetime) -> Iterator[Fault]:
    """The faults of one entry by itself."""
    resource, request = raw.get("resource"), raw.get("request") or {}
    if not request:
        yield Fault(422, "required", f"{at}.request", "Required, and missing")
        return
    yield from _request_faults(request, f"{at}.request")
    yield from faults_of_method(request["method"], _kind(resource, request), at, rules)
    match request["method"], resource:
        case ("PUT", {}):
            yield from _full_url_faults(raw, at)
            yield from faults_of_mandate(raw["resource"], at, rules)
            yield from _put_faults(raw, at, rules, now)
        case ("DELETE", None):
            yield from _delete_faults(raw, at, bundle, rules, now)
        case ("POST", {"resourceType": "Provenance", "recorded": recorded}):
            yield from _full_url_faults(raw, at)
            yield from _time_faults(recorded, f"{at}.resource.recorded", now)
        case ("PUT" | "POST", None):
            yield Fault(422, "required", f"{at}.resource", "Required, and missing")
        case ("DELETE", _):
            yield Fault(422, "invariant", f"{at}.resource", "DELETE has no resource")
        case _:
            yield Fault(
                422,
                "not-supported",
                f"{at}.request.method",
                "PUT or DELETE by identifier; POST for Provenance only",
            )


def key_in(raw: Raw, bundle: Raw, rules: Rules) -> Key:
    """The key of an entry that has no faults."""
    resource = raw.get("resource")
    if resource is None:
        kind, system, value = _condition(raw["request"]["url"]) or ("", "", "")
        return Key(source_of_deletions(bundle, rules) or "", kind, system, value)
    identifier = resource["identifier"][0]
    source = source_of(resource["meta"]["source"]) or ""
    return Key(source, resource["resourceType"], identifier["system"], identifier["value"])


def number_in(resource: Raw) -> str | None:
    """The number of the person a resource is about."""
    subject = _subject(resource)
    return number_of(subject[0]) if subject else None


def source_of_deletions(bundle: Raw, rules: Rules) -> str | None:
    """A DELETE names no source: the bundle does, or there is only one it can be."""
    stated = (bundle.get("meta") or {}).get("source")
    if stated is not None:
        return source_of(stated)
    if rules.sources is not None and len(rules.sources) == 1:
        return next(iter(rules.sources))
    resources = (raw.get("resource") or {} for raw in bundle["entry"])
    sources = {one["meta"]["source"] for one in resources if "source" in one.get("meta", {})}
    return source_of(sources.pop()) if len(sources) == 1 else None


def _full_url_faults(raw: Raw, at: str) -> Iterator[Fault]:
    if not FULL_URL.fullmatch(raw.get("fullUrl", "")):
        yield Fault(422, "value", f"{at}.fullUrl", "urn:uuid: and a UUID is wanted")


def _put_faults(raw: Raw, at: str, rules: Rules, now: datetime) -> Iterator[Fault]:
    resource, inner = raw["resource"], f"{at}.resource"
    yield from _meta_faults(resource.get("meta") or {}, f"{inner}.meta", rules, now)
    yield from _name_faults(resource, inner)
    identifier = (resource.get("identifier") or [{}])[0]
    named = (resource["resourceType"], identifier.get("system"), identifier.get("value"))
    if _condition(raw["request"]["url"]) != named:
        yield Fault(
            422, "invariant", f"{at}.request.url", "Type?identifier=system|value of identifier[0]"
        )
    if resource["resourceType"] in ABOUT_SOMEBODY:
        yield from _subject_faults(resource, inner, rules)


def _meta_faults(meta: Raw, at: str, rules: Rules, now: datetime) -> Iterator[Fault]:
    for name in ("source", "lastUpdated"):
        if name not in meta:
            yield Fault(422, "required", f"{at}.{name}", "Required, and missing")
    if "source" in meta:
        yield from _source_faults(source_of(meta["source"]), f"{at}.source", rules)
    if "lastUpdated" in meta:
        yield from _time_faults(meta["lastUpdated"], f"{at}.lastUpdated", now)


def _source_faults(source: str | None, at: str, rules: Rules) -> Iterator[Fault]:
    if source is None:
        yield Fault(422, "value", at, "urn:oid:1.2.752.129.2.1.4.1# and an HSA-id is wanted")
    elif rules.sources is not None and source not in rules.sources:
        yield Fault(403, "forbidden", at, "This sender does not speak for this source")


def _time_faults(text: str, at: str, now: datetime) -> Iterator[Fault]:
    if moment(text) > now + AHEAD:
        yield Fault(422, "value", at, "More than five minutes ahead of our clock")


def _name_faults(resource: Raw, at: str) -> Iterator[Fault]:
    """A name will be in addresses and logs: it must be there, short, and nobody's number."""
    identifier = (resource.get("identifier") or [{}])[0]
    for name in ("system", "value"):
        text, inner = identifier.get(name), f"{at}.identifier[0].{name}"
        if text is None:
            yield Fault(422, "required", inner, "Required, and missing")
        elif len(text) > LONGEST_NAME or "|" in text:
            yield Fault(422, "value", inner, f"At most {LONGEST_NAME} characters, without |")
    numbers = (number_in(resource), relative_number_in(resource))
    name = f"{identifier.get('system')}|{identifier.get('value')}"
    if identifier.get("system") in PEOPLE or any(gives_away(name, one) for one in numbers):
        yield Fault(422, "value", f"{at}.identifier[0]", "A person's number names no resource")
    if any(gives_away(resource.get("id", ""), one) for one in numbers):
        yield Fault(422, "value", f"{at}.id", "A person's number names no resource")


def _subject(resource: Raw) -> tuple[Raw, str] | None:
    """The Reference to the person a resource is about, and its place in the resource."""
    if resource["resourceType"] == "Appointment":
        for position, participant in enumerate(resource.get("participant") or []):
            if is_person(participant.get("actor") or {}):
                return participant["actor"], f"participant[{position}].actor"
        return None
    name = SUBJECT.get(resource["resourceType"], "subject")
    return (resource[name], name) if is_person(resource.get(name) or {}) else None


def _subject_faults(resource: Raw, at: str, rules: Rules) -> Iterator[Fault]:
    subject = _subject(resource)
    if subject is None:
        name = SUBJECT.get(resource["resourceType"], "subject")
        place = "participant" if resource["resourceType"] == "Appointment" else name
        yield Fault(422, "required", f"{at}.{place}", "The patient, by identifier, is wanted here")
        return
    reference, place = subject
    number = number_of(reference)
    if number is None:
        yield Fault(
            422, "value", f"{at}.{place}.identifier.value", "Not a right number of its kind"
        )
    elif rules.numbers is not None and number not in rules.numbers:
        yield Fault(422, "business-rule", f"{at}.{place}", "Only fictional people are taken here")


def _delete_faults(raw: Raw, at: str, bundle: Raw, rules: Rules, now: datetime) -> Iterator[Fault]:
    condition = _condition(raw["request"]["url"])
    if condition is None or condition[0] not in RESOURCES - {"Provenance"}:
        yield Fault(422, "value", f"{at}.request.url", "Type?identifier=system|value is wanted")
    elif condition[1] in PEOPLE:
        yield Fault(422, "value", f"{at}.request.url", "A person's number names no resource")
    elif any(len(part) > LONGEST_NAME or "|" in part for part in condition):
        why = f"At most {LONGEST_NAME} characters, without |"
        yield Fault(422, "value", f"{at}.request.url", why)
    if "timestamp" not in bundle:
        yield Fault(422, "required", "Bundle.timestamp", "Says when a DELETE was made")
    else:
        yield from _time_faults(bundle["timestamp"], "Bundle.timestamp", now)
    source = source_of_deletions(bundle, rules)
    if source is None:
        yield Fault(422, "required", "Bundle.meta.source", "Says whose resource a DELETE is about")
    else:
        yield from _source_faults(source, "Bundle.meta.source", rules)


def _request_faults(request: Raw, at: str) -> Iterator[Fault]:
    for name in ("ifNoneMatch", "ifModifiedSince", "ifNoneExist"):
        if name in request:
            yield Fault(422, "not-supported", f"{at}.{name}", "Only ifMatch is known here")
    if "ifMatch" in request and not ETAG.fullmatch(request["ifMatch"]):
        yield Fault(422, "value", f"{at}.ifMatch", 'W/"number" is wanted')


def _kind(resource: Raw | None, request: Raw) -> str:
    """The type an entry is about, as far as it says."""
    if resource:
        return str(resource["resourceType"])
    condition = _condition(request["url"])
    return condition[0] if condition else ""


def _condition(url: str) -> tuple[str, str, str] | None:
    """Type, system and value of `Type?identifier=system|value`."""
    found = CONDITION.fullmatch(url.replace("%7C", "|").replace("%7c", "|"))
    if found is None:
        return None
    try:
        system, value = (unquote(part, errors="strict") for part in found.groups()[1:])
    except UnicodeDecodeError:
        return None
    return None if NOT_TEXT.search(system + value) else (found[1], system, value)
