"""References between resources: where they are, where they may lead, and what they become.

`urn:uuid` references live as long as their bundle, and a person's number may stand in no row but
the person's. So what is kept has `Kind/key` for a resource, and `Person/id` for a person.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.intake.entry import Entry
from portal.intake.identifiers import PEOPLE, Key, hsa_id, is_person, number_of
from portal.intake.outcome import Fault

ABOUT_SOMEBODY = frozenset(
    {
        "Appointment",
        "CarePlan",
        "CareTeam",
        "Consent",
        "DocumentReference",
        "Flag",
        "Goal",
        "RelatedPerson",
        "ServiceRequest",
        "Task",
    }
)
LEADS_TO = {"goal": {"Goal"}, "careTeam": {"CareTeam"}}
"""Elements that may lead to one type only; a wrong one would silently show nothing."""
FOLLOWED = frozenset(
    {
        "actor",
        "author",
        "authorReference",
        "careTeam",
        "contributor",
        "goal",
        "member",
        "onBehalfOf",
        "organization",
        "owner",
        "partOf",
        "performer",
        "practitioner",
        "reference",
        "supportingInfo",
        "supportingInformation",
        "who",
    }
)
"""Elements whose reference we follow; where one leads nowhere something would be lost."""
PERSON = "urn:person"
"""The system of a kept identifier that leads to a person here instead of telling the number."""
DROPPED = "internalnotes"
"""An extension that a patient service must not even keep."""

Found = tuple[dict[str, Any], str, str]


def references(value: Any, at: str, name: str = "") -> Iterator[Found]:
    """Every Reference in a resource, with its expression and the name of its element."""
    if isinstance(value, list):
        for position, one in enumerate(value):
            yield from references(one, f"{at}[{position}]", name)
    elif isinstance(value, dict):
        if isinstance(value.get("reference"), str) or is_reference(value):
            yield value, at, name
        for inner_name, inner in value.items():
            yield from references(inner, f"{at}.{inner_name}", inner_name)


def is_reference(value: Mapping[str, Any]) -> bool:
    """A logical Reference: an Identifier in the place where only a Reference has just one."""
    return isinstance(value.get("identifier"), dict)


def faults_of_references(entry: Entry, known: Mapping[str, Entry]) -> Iterator[Fault]:
    """References that lead nowhere, or to somebody else's."""
    resource = entry.resource or {}
    contained = {one.get("id") for one in resource.get("contained") or []}
    for reference, at, name in references(resource, f"{entry.at}.resource"):
        to = reference.get("reference")
        if is_person(reference):
            yield from _person_faults(entry, reference, at)
        elif to is None:
            yield from _logical_faults(reference, at, name)
        elif to.startswith("#"):
            if to[1:] not in contained:
                yield Fault(422, "not-found", at, "Nothing contained has this id")
        elif to.lower() not in known:
            yield Fault(
                422, "not-found", at, "Not a fullUrl of this bundle; outside it, use identifier"
            )
        else:
            yield from _target_faults(entry, known[to.lower()], at, name)


def _person_faults(entry: Entry, reference: Mapping[str, Any], at: str) -> Iterator[Fault]:
    number = number_of(reference)
    if number is None:
        yield Fault(422, "value", f"{at}.identifier.value", "Not a right number of its kind")
    elif entry.number is not None and number != entry.number:
        yield Fault(422, "business-rule", at, "Another person than the one the resource is about")


def _logical_faults(reference: Mapping[str, Any], at: str, name: str) -> Iterator[Fault]:
    """What is named by an identifier alone is found by its type and the whole identifier.

    A unit is known by its HSA-id, whatever the type.
    """
    if name not in FOLLOWED or hsa_id(reference):
        return
    if "type" not in reference:
        yield Fault(422, "not-found", f"{at}.type", "Beside an identifier: the type it leads to")
    for part in ("system", "value"):
        if part not in reference["identifier"]:
            why = "An identifier leads somewhere by system and value"
            yield Fault(422, "not-found", f"{at}.identifier.{part}", why)
    yield from _type_faults(reference.get("type"), at, name)


def _type_faults(kind: str | None, at: str, name: str) -> Iterator[Fault]:
    if kind is not None and kind not in LEADS_TO.get(name, {kind}):
        yield Fault(422, "value", f"{at}.type", f"{name} leads to {' '.join(LEADS_TO[name])}")


def _target_faults(entry: Entry, target: Entry, at: str, name: str) -> Iterator[Fault]:
    if target.key.kind not in LEADS_TO.get(name, {target.key.kind}):
        yield Fault(422, "value", at, f"{name} leads to {' '.join(LEADS_TO[name])}")
    if entry.number and target.number and entry.number != target.number:
        yield Fault(422, "business-rule", at, "Leads to a resource about another person")


def settled(entry: Entry, known: Mapping[str, Key], people: Mapping[str, int]) -> dict[str, Any]:
    """The resource as it is kept: with keys for references, and an id for each number."""
    body: dict[str, Any] = _copied(entry.resource or {})
    for reference, _, _ in references(body, ""):
        if is_person(reference):
            found = _person(reference, None if entry.number is None else people)
            reference.clear()
            reference.update(found)
        elif reference.get("reference", "").startswith("#"):
            reference["reference"] = f"{entry.key.digest}{reference['reference']}"
        elif reference.get("reference"):
            target = known[reference["reference"].lower()]
            reference["reference"] = f"{target.kind}/{target.digest}"
    if entry.relative_number is not None:
        relative = {"system": PERSON, "value": f"Person/{people[entry.relative_number]}"}
        body["identifier"].append(relative)
    return body


def _person(reference: Mapping[str, Any], people: Mapping[str, int] | None) -> dict[str, Any]:
    """A Reference to a person as it is kept; in what is about nobody only what they are called."""
    found = {name: reference[name] for name in ("display", "type") if name in reference}
    if people is None:
        return {"type": "Person", **found}
    number = number_of(reference) or ""
    return {**found, "type": "Patient", "reference": f"Person/{people[number]}"}


def keys_referred_to(body: Mapping[str, Any], source: str) -> set[str]:
    """The keys of all resources that a kept one refers to, of the same source."""
    keys = (key_of(reference, source) for reference, _, _ in references(body, ""))
    return {key for key in keys if key and "#" not in key}


def key_of(reference: Mapping[str, Any], source: str) -> str | None:
    """The key a kept reference leads to: stated, contained, or by type and identifier."""
    to = reference.get("reference")
    if to:
        kind, _, key = to.rpartition("/")
        return None if kind == "Person" else key
    identifier = reference.get("identifier") or {}
    if not reference.get("type") or not identifier.get("system") or not identifier.get("value"):
        return None
    return Key(source, reference["type"], identifier["system"], identifier["value"]).digest


def _copied(value: Any) -> Any:
    """A deep copy without what must not be kept: internal notes, and numbers of people."""
    if isinstance(value, dict):
        # That of a Reference is still to lead to a person, and goes then.
        return {
            name: _copied(inner)
            for name, inner in value.items()
            if name == "identifier" or not _is_dropped(inner)
        }
    if isinstance(value, list):
        return [_copied(one) for one in value if not _is_dropped(one)]
    return value


def _is_dropped(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    system = value.get("system")
    # Ours leads to a person here: a sender who wrote it would name whom it likes, by our ids.
    if isinstance(system, str) and (system in PEOPLE or system == PERSON):
        return True
    url = value.get("url", "")
    return isinstance(url, str) and url.rpartition("/")[2].replace("-", "").lower() == DROPPED
