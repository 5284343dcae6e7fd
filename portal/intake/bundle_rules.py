"""The rules a bundle must keep beyond the structure of FHIR: methods, names, times, whose it is."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from portal.intake.care_rules import faults_of_care
from portal.intake.entry import Entry
from portal.intake.entry_rules import faults_of_entry, key_in, number_in
from portal.intake.identifiers import PROVENANCE_OF, Key
from portal.intake.mandates import relative_number_in
from portal.intake.outcome import BundleRefused, Fault
from portal.intake.references import faults_of_references
from portal.intake.rules import Rules
from portal.intake.standing_rules import faults_of_standing
from portal.intake.structure.primitives import moment
from portal.intake.structure.unread import without_unread

MOST_ENTRIES = 200


def entries_of(bundle: Mapping[str, Any], *, rules: Rules, now: datetime) -> list[Entry]:
    """The entries of a well-formed bundle; raises `BundleRefused` with every fault found."""
    _refuse(_bundle_faults(bundle))
    raw = list(enumerate(bundle["entry"]))
    _refuse(
        fault
        for position, one in raw
        for fault in faults_of_entry(one, f"Bundle.entry[{position}]", bundle, rules, now)
    )
    named = [
        _entry(one, f"Bundle.entry[{position}]", bundle, rules)
        for position, one in raw
        if not _is_provenance(one)
    ]
    known = {entry.full_url: entry for entry in named if entry.full_url}
    provenances = [
        (one, f"Bundle.entry[{position}]") for position, one in raw if _is_provenance(one)
    ]
    _refuse(_untargeted(provenances, known))
    entries = named + [_provenance(one, at, _targets(one, known)[0]) for one, at in provenances]
    _refuse(_faults_between(entries, rules))
    return sorted(entries, key=lambda entry: _position(entry.at))


def _refuse(faults: Iterator[Fault]) -> None:
    found = list(faults)
    if found:
        raise BundleRefused(found)


def _bundle_faults(bundle: Mapping[str, Any]) -> Iterator[Fault]:
    if bundle.get("type") != "transaction":
        yield Fault(400, "invalid", "Bundle.type", "Only transaction is taken")
    if not bundle.get("entry"):
        yield Fault(422, "required", "Bundle.entry", "Required, and missing")
    if len(bundle.get("entry", [])) > MOST_ENTRIES:
        yield Fault(413, "too-long", "Bundle.entry", f"More than {MOST_ENTRIES} entries")


def _entry(raw: Mapping[str, Any], at: str, bundle: Mapping[str, Any], rules: Rules) -> Entry:
    resource = raw.get("resource")
    key = key_in(raw, bundle, rules)
    etag = raw["request"].get("ifMatch")
    if_match = int(etag[3:-1]) if etag else None
    if resource is None:
        deleted_at = moment(bundle["timestamp"])
        return Entry(at=at, key=key, source_at=deleted_at, if_match=if_match)
    return Entry(
        at=at,
        key=key,
        source_at=moment(resource["meta"]["lastUpdated"]),
        source_version=resource["meta"].get("versionId"),
        resource=without_unread(resource),
        full_url=raw["fullUrl"].lower(),
        number=number_in(resource),
        relative_number=relative_number_in(resource),
        if_match=if_match,
    )


def _is_provenance(raw: Mapping[str, Any]) -> bool:
    return (raw.get("resource") or {}).get("resourceType") == "Provenance"


def _untargeted(
    provenances: list[tuple[dict[str, Any], str]], known: Mapping[str, Entry]
) -> Iterator[Fault]:
    for raw, at in provenances:
        if not _targets(raw, known):
            expression = f"{at}.resource.target[0]"
            yield Fault(422, "not-found", expression, "A Provenance comes with what it is about")


def _provenance(raw: Mapping[str, Any], at: str, target: Entry) -> Entry:
    """A Provenance has no name of its own: it is the one of the plan it is about."""
    return Entry(
        at=at,
        key=Key(target.key.source, "Provenance", PROVENANCE_OF, target.key.digest),
        source_at=moment(raw["resource"]["recorded"]),
        resource=without_unread(raw["resource"]),
        full_url=raw["fullUrl"].lower(),
        number=target.number,
    )


def _targets(raw: Mapping[str, Any], known: Mapping[str, Entry]) -> list[Entry]:
    """The targets that came along, a plan first."""
    references = [one.get("reference", "").lower() for one in raw["resource"]["target"]]
    targets = [known[one] for one in references if one in known]
    return sorted(targets, key=lambda target: target.key.kind != "CarePlan")


def _faults_between(entries: list[Entry], rules: Rules) -> Iterator[Fault]:
    known = {entry.full_url: entry for entry in entries if entry.full_url}
    keys: set[Key] = set()
    urls: set[str] = set()
    for entry in entries:
        if entry.key in keys:
            yield Fault(400, "invalid", entry.at, "The same resource stands in the bundle twice")
        if entry.full_url and entry.full_url in urls:
            yield Fault(400, "invalid", f"{entry.at}.fullUrl", "The same fullUrl stands here twice")
        keys.add(entry.key)
        urls.add(entry.full_url)
        yield from faults_of_references(entry, known)
        yield from faults_of_care(entry, rules)
        yield from faults_of_standing(entry, rules)


def _position(at: str) -> int:
    return int(at.removeprefix("Bundle.entry[").rstrip("]"))
