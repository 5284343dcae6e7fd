"""A kept resource as its sender knows it: with numbers for people again, and its own ids."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.identity.numbers import kind
from portal.intake.identifiers import PEOPLE
from portal.intake.references import PERSON, references

SYSTEMS = {named: system for system, named in reversed(PEOPLE.items())}
"""The system of each kind of number: the first that the table names."""
OF_PERSON = "Person/"


def people_in(body: Mapping[str, Any]) -> Iterator[int]:
    """The ids of the people that a kept resource names."""
    for reference, _, _ in references(body, ""):
        if str(reference.get("reference", "")).startswith(OF_PERSON):
            yield _person(reference["reference"])
    for identifier in _mandates(body):
        yield _person(identifier["value"])


def as_sent(body: Mapping[str, Any], key: str, numbers: Mapping[int, str]) -> dict[str, Any]:
    """The resource as it came, but for its id, and for what was never kept.

    References between resources lead to where they are read back. The values inside are shared
    with `body`, which is not used any more.
    """
    resource = {"resourceType": body["resourceType"], **body} | {"id": key}
    for reference, _, _ in references(resource, ""):
        to = str(reference.get("reference", ""))
        if to.startswith(OF_PERSON):
            del reference["reference"]
            reference["identifier"] = identifier_of(numbers[_person(to)])
        elif to.startswith(f"{key}#"):
            reference["reference"] = to.removeprefix(key)
    for identifier in _mandates(resource):
        identifier.update(identifier_of(numbers[_person(identifier["value"])]))
    return resource


def _mandates(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for identifier in body.get("identifier") or []:
        if isinstance(identifier, dict) and identifier.get("system") == PERSON:
            yield identifier


def _person(reference: str) -> int:
    return int(reference.removeprefix(OF_PERSON))


def identifier_of(number: str) -> dict[str, str]:
    """A number of a person with its system.

    Those that nobody signs in with carry their kind before a colon (`identifiers.number_of`).
    """
    named, colon, value = number.rpartition(":")
    return {"system": SYSTEMS[named if colon else str(kind(number))], "value": value}
