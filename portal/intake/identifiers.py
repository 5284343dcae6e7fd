"""The identifiers of Swedish care: people, units, source systems, and our key for a resource."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.access.new_mandates import AUTHORITIES
from portal.identity.numbers import kind

HSA = frozenset({"urn:oid:1.2.752.129.2.1.4.1", "urn:oid:1.2.752.29.4.19"})
PEOPLE = {
    "http://electronichealth.se/identifier/personnummer": "personnummer",
    "urn:oid:1.2.752.129.2.1.3.1": "personnummer",
    "http://electronichealth.se/identifier/samordningsnummer": "samordningsnummer",
    "urn:oid:1.2.752.129.2.1.3.3": "samordningsnummer",
    "http://electronichealth.se/identifier/nationelltReservnummer": "reservnummer",
    "http://electronichealth.se/identifier/nationelltReservnumer": "reservnummer",
    "urn:oid:1.2.752.74.9.1": "reservnummer",
    "http://electronichealth.se/identifier/LMA-nummer": "lma-nummer",
}
PROVENANCE_OF = "urn:provenance-of"
"""A Provenance has no identifier in R4; ours is this, and the key of what it is about."""
HSA_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{3,63}")
RESERVE_NUMBER = re.compile(r"[0-9A-Za-z]{12}")
LMA_NUMBER = re.compile(r"[0-9A-Za-z-]{4,20}")


@dataclass(frozen=True)
class Key:
    """What names a resource: whose it is, its type, and its first business identifier."""

    source: str
    kind: str
    system: str
    value: str

    @cached_property
    def digest(self) -> str:
        """64 hexadecimal characters, safe in an address."""
        parts = f"{self.source}\x1f{self.kind}\x1f{self.system}\x1f{self.value}"
        return hashlib.sha256(parts.encode()).hexdigest()


def source_of(text: str) -> str | None:
    """The HSA-id of a source system from `meta.source`, or None when it is not one."""
    system, _, value = text.partition("#")
    return value if system in HSA and HSA_ID.fullmatch(value) else None


def is_person(reference: Mapping[str, Any]) -> bool:
    """Tell if a Reference names a person by a number."""
    return (reference.get("identifier") or {}).get("system") in PEOPLE


def number_of(reference: Mapping[str, Any]) -> str | None:
    """The number of a person in the portal's one form, or None when it is not a right one.

    Twelve digits for personnummer and samordningsnummer; the other two, which nobody signs in
    with, carry their kind before a colon so that they never meet the first two.
    """
    identifier = reference.get("identifier") or {}
    value = identifier.get("value", "")
    match PEOPLE.get(identifier.get("system", "")):
        case "personnummer" | "samordningsnummer" as named:
            return value if kind(value) == named else None
        case "reservnummer":
            return f"reservnummer:{value.upper()}" if RESERVE_NUMBER.fullmatch(value) else None
        case "lma-nummer":
            return f"lma-nummer:{value.upper()}" if LMA_NUMBER.fullmatch(value) else None
    return None


def gives_away(text: str, number: str | None) -> bool:
    """Tell if a person's number stands in a text, with or without century, hyphen or plus.

    Only the person's own is looked for: one timestamp in ten looks like somebody's number.
    """
    digits = re.sub("[-+ ]", "", text)
    return number is not None and number[-10:] in digits


def hsa_id(reference: Mapping[str, Any]) -> str:
    """The HSA-id in a Reference, or the empty string."""
    identifier = reference.get("identifier") or {}
    return identifier.get("value", "") if identifier.get("system") in HSA else ""


def authority_of(hsa: str) -> str:
    """`region`, `municipality` or `other`, by the organisation number an HSA-id begins with."""
    return AUTHORITIES.get(hsa[:6].upper(), "other")
