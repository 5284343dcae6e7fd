"""`GET /fhir/metadata` tells the truth: each thing it says is tried."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.fhir.calling import CareSystemAtTheDoor, told
from tests.intake.sending import Raw
from tests.support.visitor import Visitor

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

# Element: (how many there must be, the type of its value, the codes it may have), after
# CapabilityStatement of R4. An element that is not here is not of the standard.
Shape = dict[str, tuple[str, Any, str]]
INTERACTION: Shape = {
    "code": ("1", str, "read vread update patch delete history-instance create search-type"),
    "documentation": ("?", str, ""),
}
SEARCH: Shape = {
    "name": ("1", str, ""),
    "type": ("1", str, "number date string token reference composite quantity uri special"),
}
RESOURCE: Shape = {
    "type": ("1", str, ""),
    "documentation": ("?", str, ""),
    "interaction": ("*", INTERACTION, ""),
    "versioning": ("?", str, "no-version versioned versioned-update"),
    "readHistory": ("?", bool, ""),
    "updateCreate": ("?", bool, ""),
    "conditionalCreate": ("?", bool, ""),
    "conditionalRead": ("?", str, "not-supported modified-since not-match full-support"),
    "conditionalUpdate": ("?", bool, ""),
    "conditionalDelete": ("?", str, "not-supported single multiple"),
    "referencePolicy": ("*", str, "literal logical resolves enforced local"),
    "searchParam": ("*", SEARCH, ""),
}
CODING: Shape = {"system": ("?", str, ""), "code": ("?", str, "")}
ADDRESS: Shape = {"url": ("1", str, ""), "valueUri": ("1", str, "")}
EXTENSION: Shape = {"url": ("1", str, ""), "extension": ("*", ADDRESS, "")}
SECURITY: Shape = {
    "extension": ("*", EXTENSION, ""),
    "cors": ("?", bool, ""),
    "service": ("*", {"coding": ("*", CODING, "")}, ""),
    "description": ("?", str, ""),
}
REST: Shape = {
    "mode": ("1", str, "client server"),
    "documentation": ("?", str, ""),
    "security": ("?", SECURITY, ""),
    "resource": ("*", RESOURCE, ""),
    "interaction": ("*", {"code": ("1", str, "transaction batch search-system")}, ""),
}
STATEMENT: Shape = {
    "resourceType": ("1", str, "CapabilityStatement"),
    "name": ("?", str, ""),
    "title": ("?", str, ""),
    "status": ("1", str, "draft active retired unknown"),
    "date": ("1", str, ""),
    "kind": ("1", str, "instance capability requirements"),
    "software": ("?", {"name": ("1", str, "")}, ""),
    "implementation": ("1", {"description": ("1", str, ""), "url": ("?", str, "")}, ""),
    "fhirVersion": ("1", str, "4.0.1"),
    "format": ("*", str, ""),
    "rest": ("*", REST, ""),
}


def wrong(value: Any, shape: Any, at: str, codes: str = "") -> list[str]:
    """Where a value does not have its shape."""
    if not isinstance(shape, dict):
        is_right = isinstance(value, shape) and (not codes or value in codes.split())
        return [] if is_right else [at]
    found = [f"{at}.{name}" for name in value if name not in shape]
    for name, (count, inner, allowed) in shape.items():
        if name not in value:
            found += [f"{at}.{name}"] if count == "1" else []
        elif count == "*":
            parts = value[name] if isinstance(value[name], list) and value[name] else [None]
            for one in parts:
                found += wrong(one, inner, f"{at}.{name}", allowed)
        else:
            found += wrong(value[name], inner, f"{at}.{name}", allowed)
    return found


@pytest.fixture
def statement(visitor: Visitor) -> Raw:
    """Anybody may ask."""
    return told(visitor.client.get("/fhir/metadata"))


def test_it_is_a_capability_statement_of_r4(statement: Raw):
    assert wrong(statement, STATEMENT, "CapabilityStatement") == []
    assert wrong({**statement, "status": "bogus"}, STATEMENT, "") == [".status"]


def test_it_says_where_tokens_are_given_and_that_address_is_there(statement: Raw, app: Flask):
    (extension,) = statement["rest"][0]["security"]["extension"]
    (token,) = extension["extension"]
    path = token["valueUri"].removeprefix("http://localhost:5000")
    assert app.test_client().post(path).status_code in (400, 401)


def test_each_interaction_it_names_is_answered_and_each_other_is_not(
    statement: Raw, care_system: CareSystemAtTheDoor
):
    for resource in statement["rest"][0]["resource"]:
        base = f"/fhir/{resource['type']}"
        said = {one["code"] for one in resource["interaction"]}
        asked = {
            "read": ("GET", f"{base}/x", b""),
            "vread": ("GET", f"{base}/x/_history/1", b""),
            "search-type": ("GET", f"{base}?identifier=a|b", b""),
            "update": ("PUT", f"{base}?identifier=a|b", b"{}"),
            "delete": ("DELETE", f"{base}?identifier=a|", None),
            "create": ("POST", base, b"{}"),
            "patch": ("PATCH", f"{base}/x", b"{}"),
            "history-instance": ("GET", f"{base}/x/_history", b""),
        }
        for code, (method, path, body) in asked.items():
            status = care_system.calls(method, path, body or None).status_code
            # What is offered answers, if only that nothing is called `x` or `a`.
            assert status != 405 if code in said else status in (400, 404, 405), (method, path)


def test_each_address_of_the_door_is_in_it(statement: Raw, app: Flask):
    ways = {
        (method, re.sub(r"<[\w:]+>", "*", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("fhir.") and rule.rule.startswith("/fhir")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert ways == {
        ("POST", "/fhir"),
        ("GET", "/fhir/metadata"),
        ("GET", "/fhir/openapi.json"),
        ("GET", "/fhir/*"),
        ("PUT", "/fhir/*"),
        ("DELETE", "/fhir/*"),
        ("GET", "/fhir/*/*"),
        ("GET", "/fhir/*/*/_history/*"),
        ("GET", "/fhir/Consent"),
    }
    assert statement["rest"][0]["interaction"] == [{"code": "transaction"}]


def test_conditions_are_as_it_says(statement: Raw, care_system: CareSystemAtTheDoor):
    for resource in statement["rest"][0]["resource"]:
        put = care_system.calls("PUT", f"/fhir/{resource['type']}?identifier=a|b", b"{}")
        assert (put.status_code != 404) == resource["conditionalUpdate"]
        assert resource["conditionalCreate"] is False
        assert {one["name"] for one in resource.get("searchParam", [])} <= {
            "identifier",
            "_lastUpdated",
        }
