"""The rules for what opens and closes sharing: only what is understood whole is taken."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.intake.entry import Entry
from portal.intake.identifiers import number_of
from portal.intake.mandates import REACH, decides, numbers_in, reach_codes
from portal.intake.outcome import Fault
from portal.intake.project.denial import FLAGS, Denial
from portal.intake.reading import codes
from portal.intake.rules import Rules

SCOPES = "http://terminology.hl7.org/CodeSystem/consentscope"
PRIVACY = "patient-privacy"
KNOWN_FLAGS = frozenset({Denial.PROTECTED, Denial.DECEASED})
KNOWN_CONSENTS = frozenset({"active", "inactive", "entered-in-error"})

Raw = Mapping[str, Any]


def faults_of_standing(entry: Entry, rules: Rules) -> Iterator[Fault]:
    """The faults of a Flag, a Consent or a mandate."""
    resource, at = entry.resource or {}, f"{entry.at}.resource"
    match resource.get("resourceType"):
        case "Flag":
            yield from _flag_faults(resource, at)
        case "Consent":
            yield from _consent_faults(resource, at)
        case "RelatedPerson" if decides(resource):
            yield from _mandate_faults(resource, at, entry, rules)


def _flag_faults(flag: Raw, at: str) -> Iterator[Fault]:
    named = codes(flag["code"], FLAGS)
    if len(named) != 1 or named[0] not in KNOWN_FLAGS:
        allowed = " or ".join(sorted(KNOWN_FLAGS))
        yield Fault(422, "not-supported", f"{at}.code", f"One of {FLAGS}: {allowed}")


def _consent_faults(consent: Raw, at: str) -> Iterator[Fault]:
    """Half a block would look like a whole one to whoever set it."""
    provision = consent.get("provision")
    if consent["status"] not in KNOWN_CONSENTS:
        allowed = " ".join(sorted(KNOWN_CONSENTS))
        yield Fault(422, "not-supported", f"{at}.status", f"Taken: {allowed}")
    if PRIVACY not in codes(consent["scope"], SCOPES):
        yield Fault(422, "not-supported", f"{at}.scope", f"Only {PRIVACY} of {SCOPES}")
    if provision is None and consent["status"] == "active":
        yield Fault(422, "required", f"{at}.provision", "Of type deny: what the block is")
    for name in provision or {}:
        if name not in ("id", "type"):
            why = "Only a block of all sharing is known, not of some or for some time"
            yield Fault(422, "not-supported", f"{at}.provision.{name}", why)
    if provision is not None and provision.get("type") != "deny":
        why = "Only deny: what a patient allows is said in the portal"
        yield Fault(422, "not-supported", f"{at}.provision.type", why)


def _mandate_faults(relative: Raw, at: str, entry: Entry, rules: Rules) -> Iterator[Fault]:
    found = list(numbers_in(relative))
    numbers = {number_of({"identifier": identifier}) for _, identifier in found}
    for position, identifier in found:
        number, inner = number_of({"identifier": identifier}), f"{at}.identifier[{position}]"
        if number is None:
            yield Fault(422, "value", f"{inner}.value", "Not a right number of its kind")
        elif number == entry.number:
            yield Fault(422, "business-rule", inner, "Nobody is their own guardian or trustee")
        elif rules.numbers is not None and number not in rules.numbers:
            yield Fault(422, "business-rule", inner, "Only fictional people are taken here")
    for position, code in reach_codes(relative):
        if code not in REACH:
            allowed = " or ".join(REACH)
            yield Fault(422, "not-supported", f"{at}.extension[{position}]", f"One of {allowed}")
    if len(numbers) > 1:
        yield Fault(422, "invariant", f"{at}.identifier", "One guardian or trustee in each")
    if found and "start" not in (relative.get("period") or {}) and relative.get("active", True):
        why = "When the mandate began: tells a guardian from a trustee"
        yield Fault(422, "required", f"{at}.period.start", why)
