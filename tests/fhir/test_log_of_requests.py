"""One line a request: which, by whom, how it went; and nobody's number."""

import json
from typing import Any

import pytest
from sqlalchemy import insert

from portal.intake import keeping, pipeline
from portal.intake.projecting import project
from portal.models.spent_token import SpentToken
from tests.fhir.calling import CareSystemAtTheDoor, issues
from tests.intake.sending import ANNA, NUMBER, changed, goal, plan
from tests.support.identity_numbers import identity_numbers_in

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(one) for one in capsys.readouterr().err.splitlines() if one.startswith("{")]


def requests(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [one for one in lines(capsys) if one["event"] == "request"]


@on_sqlite
def test_a_line_tells_which_request_it_was_and_how_it_went(
    care_system: CareSystemAtTheDoor, capsys: pytest.CaptureFixture[str]
):
    answer = care_system.sends(plan(), goal(), headers={"X-Request-Id": "req-1.A_b"})
    assert answer.headers["X-Request-Id"] == "req-1.A_b"
    (line,) = requests(capsys)
    assert line.pop("ms") > 0
    assert line["time"]
    told = {name: line[name] for name in line if name not in ("time", "level", "logger", "event")}
    assert told == {
        "method": "POST",
        "route": "/fhir",
        "status": 200,
        "entries": 2,
        "faults": 0,
        "request_id": "req-1.A_b",
        "care_system": 1,
    }


@on_sqlite
def test_a_refusal_is_a_line_too(
    care_system: CareSystemAtTheDoor, capsys: pytest.CaptureFixture[str]
):
    care_system.sends(changed(plan(), "resource.status", "bogus"))
    care_system.calls("POST", "/fhir", b"{}", Authorization="Bearer x")
    refused, unknown = requests(capsys)
    assert (refused["status"], refused["faults"]) == (422, 1)
    assert unknown["status"] == 401
    assert "care_system" not in unknown


@on_sqlite
def test_a_name_that_is_none_is_not_repeated(
    care_system: CareSystemAtTheDoor, capsys: pytest.CaptureFixture[str]
):
    for said in ("", "a b", "x" * 65, '"},{"', ANNA, "20261122-1234", "å"):
        answer = care_system.calls("GET", "/fhir/metadata", X_Request_Id=said)
        assert answer.headers["X-Request-Id"] != said
    names = [line["request_id"] for line in requests(capsys)]
    assert len(set(names)) == len(names) == 7


@on_sqlite
def test_pages_have_no_such_names(care_system: CareSystemAtTheDoor):
    assert "X-Request-Id" not in care_system.calls("GET", "/om").headers


@on_sqlite
def test_a_number_in_an_address_or_a_header_reaches_no_line(
    care_system: CareSystemAtTheDoor, capsys: pytest.CaptureFixture[str]
):
    """The scanner of the whole run reads the loggers; this reads what is written past them."""
    for path in (
        f"/fhir/CarePlan?identifier={NUMBER}|{ANNA}",
        f"/fhir/CarePlan/{ANNA}",
        f"/fhir/{ANNA}",
        f"/fhir/Consent?_cursor={ANNA}",
    ):
        for method in ("GET", "DELETE", "PATCH"):
            answer = care_system.calls(method, path, X_Request_Id=ANNA, Idempotency_Key=ANNA)
            assert not identity_numbers_in(answer.text + str(answer.headers))
    assert not identity_numbers_in(capsys.readouterr().err)


def test_what_the_database_says_about_a_row_is_told_to_nobody(
    care_system: CareSystemAtTheDoor,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    """The database is made to refuse a row with a number in it, in the middle of a bundle."""

    def breaking(store: Any, patient_id: int, **what: Any) -> Any:
        token = {"issuer": ANNA, "token_id": ANNA, "spent_at": store.transaction.now}
        store.transaction.execute(insert(SpentToken), [token, token])
        return project(store, patient_id, **what)

    monkeypatch.setattr(keeping, "project", breaking)
    answer = care_system.sends(plan())
    assert issues(answer) == [(500, "exception", "")]
    told = capsys.readouterr()
    assert not identity_numbers_in(answer.text + str(answer.headers) + told.err + told.out)
    assert "IntegrityError" in told.err


@on_sqlite
def test_the_line_of_a_bug_and_the_answer_have_the_same_code(
    care_system: CareSystemAtTheDoor,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    def load(*_: object, **__: object) -> None:
        raise RuntimeError(ANNA)

    monkeypatch.setattr(pipeline, "load", load)
    answer = care_system.sends(plan(), headers={"X-Request-Id": "r-1"})
    bug, request = (one for one in lines(capsys) if "incident" in one)
    assert bug["incident"] == request["incident"]
    assert bug["incident"] in answer.text
    assert request["request_id"] == "r-1"
