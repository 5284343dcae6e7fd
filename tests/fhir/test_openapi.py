"""`GET /fhir/openapi.json` and the door say the same: whatever is asked, no answer is another."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.test import TestResponse

from tests.fhir.calling import FHIR, CareSystemAtTheDoor
from tests.fhir.conftest import Registers
from tests.support.examples import SOURCE, example
from tests.support.fixtures import NOW

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
EXAMPLES = 8
"""For each operation, of what it takes, and as many of what it does not."""
OF_ANSWERS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
AS_DESCRIBED = [*OF_ANSWERS, negative_data_rejection]
FEW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "PATCH", "TRACE", "QUERY"})
FOR_MACHINES = re.compile(r"/(fhir|oauth|healthz|readyz)(/|$)")
GOAL = "https://planering.example/fhir/Goal|goal-1"
SOMETHING = {"type": "Goal", "ref": "0" * 64, "version": 1}
Document = dict[str, Any]
Operation = APIOperation[Any, Any, Any, Any]


@pytest.fixture
def described(app: Flask) -> BaseSchema:
    return schemathesis.openapi.from_wsgi("/fhir/openapi.json", app)


@pytest.fixture
def care_system(registers: Registers) -> CareSystemAtTheDoor:
    return registers(sources=(SOURCE,))


@pytest.fixture
def document(app: Flask) -> Document:
    found: Document = json.loads(app.test_client().get("/fhir/openapi.json").text)
    return found


def operations(schema: BaseSchema) -> list[Operation]:
    found = list(schema.get_all_operations())
    assert all(isinstance(one, Ok) for one in found)
    return [one.ok() for one in found if isinstance(one, Ok)]


def asks_for_something(operation: Operation) -> bool:
    """Tell if it can be asked wrongly."""
    return bool(list(operation.iter_parameters()) or operation.body)


def call(case: Case[Any], token: str) -> int:
    """Send it, and hold the answer against the description."""
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    answer = case.call(headers=headers)
    case.validate_response(answer, checks=AS_DESCRIBED, headers=headers)
    return int(answer.status_code)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_answer_is_another_than_described_whatever_is_asked(
    mode: GenerationMode, described: BaseSchema, care_system: CareSystemAtTheDoor
):
    heard = set()
    for operation in operations(described):
        if mode == GenerationMode.NEGATIVE and not asks_for_something(operation):
            continue

        @FEW
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Case[Any]) -> None:
            heard.add(call(case, care_system.token))

        ask()
    assert heard >= ({200, 204, 400, 404, 422} if mode == GenerationMode.POSITIVE else {400, 404})


@pytest.mark.usefixtures("clock")
def test_what_care_systems_do_is_answered_as_described(
    described: BaseSchema, care_system: CareSystemAtTheDoor
):
    def does(method: str, path: str, template: str, **more: Any) -> TestResponse:
        body, headers = more.get("body"), more.get("headers", {})
        answer = care_system.calls(method, path, body, **headers)
        case = described[template][method].Case(path_parameters=SOMETHING)
        case.validate_response(answer, checks=OF_ANSWERS)
        return answer

    one, its, version = (
        "/fhir/{type}",
        "/fhir/{type}/{ref}",
        "/fhir/{type}/{ref}/_history/{version}",
    )
    sip = example("structured-sip.json", at=NOW + timedelta(seconds=-120))
    sent = does("POST", "/fhir", "/fhir", body=sip)
    assert (sent.status_code, does("POST", "/fhir", "/fhir", body=sip).status_code) == (200, 200)
    goal = f"/fhir/Goal?identifier={GOAL}"
    fullest = json.loads(does("GET", goal, one).text)["entry"][0]
    path = fullest["fullUrl"].removeprefix("http://localhost:5000")
    later = example("goal-reached.json", at=NOW + timedelta(seconds=-60))
    ahead = json.loads(example("goal-reached.json", at=NOW + timedelta(seconds=60)))
    ahead["identifier"][0]["value"] = "goal-2"
    other = goal.replace("goal-1", "goal-2")
    statuses = [
        does("PUT", goal, one, body=later).status_code,
        does("PUT", other, one, body=json.dumps(ahead).encode()).status_code,
        does("PUT", goal, one, body=later, headers={"if_match": 'W/"7"'}).status_code,
        does("GET", path, its).status_code,
        does("GET", path, its, headers={"if_none_match": 'W/"2"'}).status_code,
        does("GET", f"{path}/_history/1", version).status_code,
        does("DELETE", goal, one, headers={"if_match": 'W/"2"'}).status_code,
        does("GET", path, its).status_code,
        does("DELETE", other, one).status_code,
        does("GET", "/fhir/Consent?_count=5", "/fhir/Consent").status_code,
        does("POST", "/fhir", "/fhir", body=b"[]", headers={"content_type": "a/b"}).status_code,
    ]
    assert statuses == [200, 201, 412, 200, 304, 200, 204, 410, 200, 200, 415]


def test_an_answer_that_is_not_described_is_noticed(
    described: BaseSchema, care_system: CareSystemAtTheDoor
):
    answer = care_system.calls("GET", "/fhir/metadata")
    case = described["/fhir/metadata"]["GET"].Case()
    case.validate_response(answer, checks=OF_ANSWERS)
    answer.status_code = 402
    with pytest.raises(FailureGroup):
        case.validate_response(answer, checks=OF_ANSWERS)


def test_each_address_for_machines_is_described_and_no_other(document: Document, app: Flask):
    there = {
        (re.sub(r"<[^>]+>", "*", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if FOR_MACHINES.match(rule.rule)
        for method in (rule.methods or set()) & METHODS
    }
    told = {
        (re.sub(r"\{[^}]+\}", "*", path), method)
        for path, item in document["paths"].items()
        for method in item
    }
    one_by_one = {("/fhir/Consent", "put"), ("/fhir/Consent", "delete")}
    assert told - one_by_one == there


def test_a_method_that_is_not_described_is_405_and_the_right_ones_are_named(
    document: Document, care_system: CareSystemAtTheDoor
):
    for path, item in document["paths"].items():
        address = path.format(**SOMETHING)
        for method in METHODS - {name.upper() for name in item}:
            answer = care_system.calls(method, address, b"{}" if method == "POST" else None)
            assert answer.status_code == 405, (method, address)
            allowed = {name.strip().lower() for name in answer.headers["Allow"].split(",")}
            assert allowed - {"head", "options"} == set(item), (method, address)
            assert answer.content_type == FHIR or not path.startswith("/fhir")


def test_the_scopes_it_names_are_scopes(document: Document, registers: Registers):
    flows = document["components"]["securitySchemes"]["careSystem"]["flows"]
    scopes = tuple(flows["clientCredentials"]["scopes"])
    assert (
        registers(name="Everything", scopes=scopes).calls("GET", "/fhir/Consent").status_code == 200
    )
