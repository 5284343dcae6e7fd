"""The examples of the R4 standard, lifted into what a care system would send to us.

They were made for servers of another kind: resources refer to each other by `Type/id`, most have
no identifier and none says whose it is or when it changed. The adapter does what an integrator
would do, and changes nothing else:

1. `meta.source` and `meta.lastUpdated` are added.
2. Without an identifier of its own (system and value) the resource gets one, made from its id.
3. A reference to the patient it is about becomes the identity number of a test person.
4. Any other reference `Type/id` becomes a logical one: the type, and the identifier that rule 2
   makes. `#id` and what has no reference stay as they are.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.intake.sending import ANNA, HSA, NUMBER, SOURCE, bundle, url
from tests.support.parts import npm_package

BASE = "https://exempel.example/fhir/"
LIFTED_AT = "2026-11-20T09:00:00+01:00"
PACKAGE = "hl7.fhir.r4.examples"
SUBJECTS = ("subject", "patient", "for")

Raw = dict[str, Any]


def files_of(kind: str) -> list[Path]:
    """The example files of one resource type, by name."""
    return sorted(npm_package(PACKAGE).glob(f"{kind}-*.json"))


def example(name: str) -> Raw:
    """One example by its file's name without `.json`."""
    found: Raw = json.loads((npm_package(PACKAGE) / f"{name}.json").read_text(encoding="utf-8"))
    return found


def lifted(resource: Raw, *, number: str = ANNA, at: str = LIFTED_AT) -> bytes:
    """A transaction with one example as its only entry."""
    return bundle(lifted_entry(resource, number=number, at=at))


def lifted_entry(resource: Raw, *, number: str = ANNA, at: str = LIFTED_AT) -> Raw:
    """The entry of one example."""
    kind, patient = resource["resourceType"], _patient_of(resource)
    lifted = _with_references(resource, patient, number)
    lifted["meta"] = {
        **lifted.get("meta", {}),
        "source": f"{HSA}#{SOURCE}",
        "lastUpdated": at,
    }
    name = _own_identifier(resource) or _identifier(kind, resource["id"])
    if name not in _identifiers(lifted):
        lifted["identifier"] = [name, *_identifiers(lifted)]
    return {
        "fullUrl": url(kind, resource["id"]),
        "resource": lifted,
        "request": {
            "method": "PUT",
            "url": f"{kind}?identifier={quote(name['system'])}|{quote(name['value'])}",
        },
    }


def _identifier(kind: str, id_: str) -> Raw:
    return {"system": f"{BASE}{kind}", "value": id_}


def _own_identifier(resource: Raw) -> Raw | None:
    """The first identifier, where it is a whole one."""
    first = next(iter(_identifiers(resource)), {})
    return first if first.get("system") and first.get("value") else None


def _identifiers(resource: Raw) -> list[Raw]:
    found: list[Raw] = resource.get("identifier", [])
    return found


def _patient_of(resource: Raw) -> str:
    """`Patient/id` of whom an example is about; empty when it is about nobody."""
    actors = [one.get("actor", {}) for one in resource.get("participant", [])]
    named = [resource[name] for name in SUBJECTS if isinstance(resource.get(name), dict)]
    return next(_patients([*named, *actors]), "")


def _patients(references: list[Raw]) -> Iterator[str]:
    for one in references:
        if one.get("reference", "").startswith("Patient/"):
            yield one["reference"]


def _with_references(value: Any, patient: str, number: str) -> Any:
    if isinstance(value, list):
        return [_with_references(one, patient, number) for one in value]
    if not isinstance(value, dict):
        return value
    reference = value.get("reference")
    if not isinstance(reference, str) or reference.startswith("#"):
        return {name: _with_references(inner, patient, number) for name, inner in value.items()}
    rest = {name: inner for name, inner in value.items() if name != "reference"}
    kind, _, id_ = reference.partition("/")
    if reference == patient:
        return {**rest, "type": "Patient", "identifier": {"system": NUMBER, "value": number}}
    return {**rest, "type": kind, "identifier": _identifier(kind, id_)}
