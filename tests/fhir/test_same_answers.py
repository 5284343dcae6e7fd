"""Over HTTP and from a file: the same bundle gets the same answer, fault by fault."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.fhir.calling import CareSystemAtTheDoor, told
from tests.fhir.conftest import Registers
from tests.support.examples import BUNDLES, SOURCE, example
from tests.support.fixtures import NOW

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SIP: dict[str, Any] = json.loads(example("structured-sip.json", at=NOW))


def changed(path: str, value: Any) -> bytes:
    """The SIP with one thing changed: `entry.0.resource.status`."""
    bundle = copy.deepcopy(SIP)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = bundle
    for step in way:
        inner = inner[step]
    inner[last] = value
    return json.dumps(bundle).encode()


WRONG = {
    "no JSON": b'{"resourceType": "Bundle",',
    "a key twice": b'{"type": "transaction", "type": "transaction"}',
    "no bundle": b'{"resourceType": "Patient"}',
    "no transaction": changed("type", "batch"),
    "no entries": changed("entry", []),
    "too many entries": changed("entry", SIP["entry"] * 20),
    "more faults than are told": changed("entry", [{}] * 60),
    "a code": changed("entry.0.resource.status", "aktiv"),
    "an element": changed("entry.0.resource.colour", "red"),
    "a date": changed("entry.1.resource.target.0.dueDate", "soon"),
    "a reference": changed("entry.0.resource.goal.0.reference", "Goal/1"),
    "another name": changed("entry.1.request.url", "Goal?identifier=a|b"),
    "a number": changed("entry.0.resource.subject.identifier.value", "12"),
    "a method": changed("entry.1.request.method", "POST"),
    "no source": changed("entry.0.resource.meta", {"lastUpdated": "2026-11-20T09:00:00Z"}),
    "a time to come": changed("entry.0.resource.meta.lastUpdated", "2099-01-01T00:00:00Z"),
    "a modifier": changed("entry.0.resource.modifierExtension", [{"url": "a:b"}]),
    "words that turn": changed("entry.0.resource.title", "Plan \u202e"),
    "a version": changed("entry.0.request.ifMatch", 'W/"7"'),
}


@pytest.fixture
def care_system(registers: Registers) -> CareSystemAtTheDoor:
    return registers(sources=(SOURCE,))


def typed(app: Flask, command: str, body: bytes, folder: Path) -> list[str]:
    """What `flask intake` says of a bundle in a file, without the file's name."""
    file = folder / "bundle.json"
    file.write_bytes(body)
    result = app.test_cli_runner().invoke(args=["intake", command, str(file)])
    return [line.removeprefix(f"{file}: ").strip() for line in result.output.splitlines()]


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("name", WRONG)
def test_faults_are_told_in_the_same_words(
    name: str, app: Flask, care_system: CareSystemAtTheDoor, tmp_path: Path
):
    answer = care_system.calls("POST", "/fhir", WRONG[name])
    outcome = told(answer)["issue"]
    wanted = [
        " ".join([one["code"], *one["expression"], one["diagnostics"]]).split() for one in outcome
    ]
    for command in ("check", "load"):
        lines = [line.split() for line in typed(app, command, WRONG[name], tmp_path)]
        assert [line[1:] for line in lines] == wanted
        assert min(int(line[0]) for line in lines) == answer.status_code


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("name", BUNDLES)
def test_what_is_taken_is_told_in_the_same_order(
    name: str, app: Flask, registers: Registers, tmp_path: Path
):
    care_system = registers(
        sources=(SOURCE,),
        scopes=("system/Bundle.c", "system/*.cud", "system/RelatedPerson.m", "system/Consent.c"),
    )
    body = example(name, at=NOW)
    checked = typed(app, "check", body, tmp_path)
    entries = told(care_system.calls("POST", "/fhir", body))["entry"]
    effects = {"201": "created", "200": "updated", "204": "deleted"}
    assert [line.split()[0] for line in checked] == [
        effects[entry["response"]["status"]] for entry in entries
    ]
