"""Our tables of R4 against the definitions that the standard itself is published as."""

import json
from functools import cache
from typing import Any

import pytest

from portal.intake.structure.shapes import (
    ANY,
    OF_ALL,
    OF_RESOURCES,
    QUANTITIES,
    RESOURCES,
    Element,
    shapes,
)
from tests.support.fhir_examples import PACKAGE
from tests.support.parts import npm_package

ALWAYS_REFUSED = {"modifierExtension", "implicitRules"}
LEFT_OUT = {"Bundle.entry": {"response"}}
"""A transaction never has it (bdl-4): refused, in these words."""
TYPES = sorted(set(shapes()) - QUANTITIES)

Raw = dict[str, Any]


@cache
def definition(name: str) -> list[Raw]:
    file = npm_package(PACKAGE) / f"StructureDefinition-{name}.json"
    elements: list[Raw] = json.loads(file.read_text(encoding="utf-8"))["snapshot"]["element"]
    return elements


def published(type_: str) -> dict[str, Raw]:
    """The elements that the standard gives a type (`CarePlan`, or `CarePlan.activity`)."""
    depth = type_.count(".") + 1
    return {
        one["path"].rpartition(".")[2]: one
        for one in definition(type_.partition(".")[0])
        if one["path"].startswith(f"{type_}.") and one["path"].count(".") == depth
    }


def own(type_: str) -> dict[str, list[Element]]:
    """The elements of our table by group, with all types of a choice."""
    found: dict[str, list[Element]] = {}
    for element in shapes()[type_].values():
        found.setdefault(element.group, []).append(element)
    return found


@pytest.mark.parametrize("type_", TYPES)
def test_a_table_has_the_elements_of_the_standard(type_: str):
    theirs = {name.removesuffix("[x]") for name in published(type_)}
    mine = set(own(type_))
    assert mine == theirs - ALWAYS_REFUSED - LEFT_OUT.get(type_, set())


@pytest.mark.parametrize("type_", TYPES)
def test_a_table_asks_for_no_more_and_no_less_than_the_standard(type_: str):
    theirs, known = published(type_), {*OF_ALL, *OF_RESOURCES}
    for name, elements in own(type_).items():
        one = theirs.get(name) or theirs[f"{name}[x]"]
        for element in elements:
            assert element.is_required == (one["min"] > 0), f"{type_}.{name}"
            assert element.is_list == (one["max"] == "*"), f"{type_}.{name}"
        if name not in known:
            assert {element.type for element in elements} == types(one, type_, name)


def types(one: Raw, type_: str, name: str) -> set[str]:
    if "contentReference" in one:
        return {one["contentReference"].removeprefix("#")}
    codes = {kind["code"] for kind in one["type"]}
    if codes & {"BackboneElement", "Element"}:
        return {f"{type_}.{name}"}
    if "http://hl7.org/fhirpath/System.String" in codes:
        return {"uri"} if one["path"] == "Extension.url" else {"string"}
    # What an extension may hold: we leave out the types that nothing here could read.
    return codes & set(ANY.split("|")) if one["path"].endswith("value[x]") else codes


@pytest.mark.parametrize("type_", TYPES)
def test_the_codes_of_a_table_are_those_of_the_standard(type_: str):
    for name, one in published(type_).items():
        binding = one.get("binding", {})
        if binding.get("strength") != "required" or name not in shapes()[type_]:
            continue
        if one["type"][0]["code"] != "code":
            continue
        allowed = codes_of(binding["valueSet"].partition("|")[0].rpartition("/")[2])
        assert allowed is None or shapes()[type_][name].codes == allowed, f"{type_}.{name}"


def codes_of(value_set: str) -> frozenset[str] | None:
    """The codes of a set, or None where it is as large as the world (languages, media types)."""
    file = npm_package(PACKAGE) / f"ValueSet-{value_set}.json"
    if not file.exists():
        return None
    found: set[str] = set()
    for include in json.loads(file.read_text(encoding="utf-8"))["compose"]["include"]:
        system = include["system"].rpartition("/")[2]
        listed = npm_package(PACKAGE) / f"CodeSystem-{system}.json"
        if "concept" in include:
            found |= {one["code"] for one in include["concept"]}
        elif listed.exists() and "filter" not in include:
            found |= set(_codes(json.loads(listed.read_text(encoding="utf-8"))["concept"]))
        else:
            return None
    return frozenset(found)


def _codes(concepts: list[Raw]) -> list[str]:
    inner = [code for one in concepts for code in _codes(one.get("concept", []))]
    return [*(one["code"] for one in concepts), *inner]


def test_every_resource_type_we_take_is_checked_against_the_standard():
    assert set(TYPES) >= RESOURCES | {"Bundle", "Timing.repeat", "CarePlan.activity.detail"}
