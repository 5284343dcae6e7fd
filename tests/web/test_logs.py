"""The log says what happened and where, and never about whom."""

import json
import logging
import sys
from typing import Any

import pytest
from flask import Flask

from portal.web.logs import NOT_SHOWN, JsonLines, redacted

NUMBERS = [
    "191212121212",
    "19121212-1212",
    "121212-1212",
    "1212121212",
    "121212+1212",
    "19121212 1212",
    "121212\u20131212",
    "191212721219",
]


def line_of(record: logging.LogRecord) -> dict[str, Any]:
    written = JsonLines().format(record)
    assert "\n" not in written
    line: dict[str, Any] = json.loads(written)
    return line


def record(message: object, *values: object, name: str = "portal.x", **fields: object):
    made = logging.LogRecord(name, logging.INFO, "x.py", 1, message, values, None)
    made.__dict__.update(fields)
    return made


def test_values_are_never_put_into_a_message():
    line = line_of(record("looking for %s", "Anna"))
    assert line["event"] == "looking for %s"
    assert "Anna" not in json.dumps(line)


def test_a_new_line_in_a_value_cannot_forge_a_line():
    line = line_of(record("request", route='/x\n{"event": "forged"}'))
    assert line["event"] == "request"


def test_only_named_fields_are_written():
    line = line_of(record("request", status=200, patient="Anna"))
    assert line["status"] == 200
    assert "patient" not in line


@pytest.mark.parametrize("number", NUMBERS)
def test_whatever_looks_like_an_identity_number_is_struck_out(number: str):
    assert redacted(f'{{"reason": "x {number}."}}') == '{"reason": "x [number]."}'


@pytest.mark.parametrize("text", ["2026-11-24T09:30:00.000+00:00", "0.123456", "12345", "a1b2c3d4"])
def test_times_and_codes_are_left_as_they_are(text: str):
    assert redacted(text) == text


def test_an_error_is_logged_by_type_and_place_and_not_by_what_it_says():
    made = record("unforeseen")
    try:
        try:
            int("Anna")
        except ValueError as cause:
            raise KeyError("Anna") from cause
    except KeyError:
        made.exc_info = sys.exc_info()
    line = line_of(made)
    assert line["kind"] == "KeyError < ValueError"
    assert line["where"].startswith("test_logs.py:")
    assert "Anna" not in json.dumps(line)


def test_the_server_may_say_where_it_listens():
    said = record("Listening at: %s (%s)", "http://127.0.0.1", 7, name="gunicorn.error")
    assert line_of(said)["event"] == "Listening at: http://127.0.0.1 (7)"


SECRET = "/oidc/callback?code=hemlig"


@pytest.mark.parametrize(
    ("logger", "message", "values", "event"),
    [
        ("gunicorn.error", "Error handling request %s", (SECRET,), "Error handling request %s"),
        ("gunicorn.error", f"Invalid request from ip=1.2.3.4: {SECRET}", (), "Invalid request"),
        ("gunicorn.error", f"Worker {SECRET}", (), NOT_SHOWN),
        ("gunicorn.error", "A later version says %s", (SECRET,), NOT_SHOWN),
        ("gunicorn.error", ValueError(SECRET), (), NOT_SHOWN),
        ("gunicorn.access", "%(r)s", ({"r": SECRET},), NOT_SHOWN),
        ("urllib3.util.retry", "Retrying (%r) after %s", (1, SECRET), "Retrying (%r) after %s"),
        ("urllib3.connectionpool", f"GET {SECRET}", (), NOT_SHOWN),
        ("werkzeug", f"127.0.0.1 - - GET {SECRET}", (), NOT_SHOWN),
        ("sqlalchemy.pool", f"Exception {SECRET}", (), NOT_SHOWN),
        ("authlib.x", f"code_verifier {SECRET}", (), NOT_SHOWN),
        ("root", SECRET, (), NOT_SHOWN),
        ("portalen", SECRET, (), NOT_SHOWN),
    ],
)
def test_of_what_others_say_nothing_is_written_that_a_request_brought(
    logger: str, message: object, values: tuple[object, ...], event: str
):
    line = line_of(record(message, *values, name=logger))
    assert line["event"] == event
    assert "hemlig" not in json.dumps(line)
    assert ("where" in line) == (event == NOT_SHOWN)


def test_a_request_is_one_line_with_the_route_and_not_the_address(
    app: Flask, capsys: pytest.CaptureFixture[str]
):
    browser = app.test_client()
    browser.get("/moten/hemlig-referens?q=fraga", headers={"Referer": "http://localhost/hemlig"})
    (line,) = [json.loads(one) for one in capsys.readouterr().err.splitlines()]
    assert line["route"] == "/moten/<ref>"
    assert (line["method"], line["status"]) == ("GET", 303)
    assert line["ms"] >= 0
    assert "hemlig" not in json.dumps(line)
    assert "fraga" not in json.dumps(line)


def test_an_unknown_address_is_not_written(app: Flask, capsys: pytest.CaptureFixture[str]):
    app.test_client().get("/19121212-1212")
    err = capsys.readouterr().err
    assert '"status": 404' in err
    assert "1212" not in err


def test_files_are_not_counted_as_requests(app: Flask, capsys: pytest.CaptureFixture[str]):
    app.test_client().get("/static/finns-inte.css")
    assert "finns-inte" not in capsys.readouterr().err


def test_a_full_disk_does_not_stop_the_portal(app: Flask, monkeypatch: pytest.MonkeyPatch):
    class Full:
        def write(self, _: str) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stderr", Full())
    assert app.test_client().get("/om").status_code == 200
