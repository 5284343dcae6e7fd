"""Every error is a page that says what happened, what to do and whom to ring."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, abort
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, TooManyRequests

from portal.app import create_app
from portal.settings import DEMO_SUPPORT_PHONE, Settings
from portal.web import unit
from portal.web.environments import TEMPLATES
from portal.web.formatting import phone
from tests.support.visitor import Visitor

WORDED = sorted(int(file.stem) for file in TEMPLATES.glob("errors/[0-9]*.html"))
NUMBER = "19121212-1212"
AWAY: dict[str, Exception] = {
    "locked": OperationalError("SELECT", {"number": NUMBER}, Exception("database is locked")),
    "gone": OperationalError("SELECT", {}, Exception("server closed the connection")),
    "waited too long": OperationalError("SELECT", {}, LockNotAvailable()),
    "never there": InterfaceError("SELECT", {}, Exception(NUMBER)),
    "no connection free": NoConnectionFree(),
}


@pytest.fixture
def failing(add_view: Callable[..., None]) -> Callable[[Exception], str]:
    """The address of a view that raises what one likes."""

    def at(error: Exception) -> str:
        def fail() -> None:
            raise error

        add_view("/fel", fail)
        return "/fel"

    return at


@pytest.fixture
def aborting(add_view: Callable[..., None]) -> str:
    """The start of an address that ends in an error of that number."""

    def stop(code: int) -> None:
        abort(code)

    add_view("/fel/<int:code>", stop)
    return "/fel"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("code", WORDED)
def test_each_error_has_a_page_with_a_heading_advice_and_a_number(
    visitor: Visitor, aborting: str, code: int, language: str
):
    asked: dict[str, Any] = {"Accept-Language": language}
    page = visitor.opens(f"{aborting}/{code}", status=code, **asked)
    assert page.tree.get("lang") == language
    assert page.title == f"{page.heading} – Min plan"
    main = next(page.tree.iter("main"))
    assert len(list(main.iter("p"))) >= 3
    assert phone(DEMO_SUPPORT_PHONE) in page.text
    assert page.links.keys() & {"Till första sidan", "To the first page"}
    assert str(code) not in page.words


@pytest.mark.parametrize(("code", "words"), [(418, 400), (451, 400), (501, 500), (504, 500)])
def test_an_error_without_words_of_its_own_gets_those_of_its_kind(
    visitor: Visitor, aborting: str, code: int, words: int
):
    unworded = visitor.opens(f"{aborting}/{code}", status=code).heading
    assert unworded == visitor.opens(f"{aborting}/{words}", status=words).heading


def test_htmx_gets_the_words_without_the_frame(visitor: Visitor, aborting: str):
    answer = visitor.client.get(f"{aborting}/409", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "Något hann ändras" in answer.text
    assert "<html" not in answer.text


def test_the_number_of_the_portals_own_support_is_given_when_there_is_one(settings: Settings):
    app = create_app(replace(settings, support_phone="045-123 070"))
    assert "tel:+4645123070" in Visitor(app).opens("/finns-inte", status=404).text


def test_an_unforeseen_fault_is_a_page_with_a_code_that_is_in_the_log(
    visitor: Visitor, broken: str, capsys: pytest.CaptureFixture[str]
):
    page = visitor.opens(broken, status=500)
    line = next(one for one in _log_lines(capsys) if one["event"] == "unforeseen")
    assert line["incident"] in page.words
    assert line["kind"] == "ValueError"
    assert "conftest.py" in line["where"]
    assert "fail" in line["where"]


@pytest.mark.parametrize("kind", AWAY)
def test_a_database_that_is_away_is_a_page_that_asks_to_wait(
    visitor: Visitor, failing, kind: str, capsys: pytest.CaptureFixture[str]
):
    page = visitor.opens(failing(AWAY[kind]), status=503)
    assert page.headers["Retry-After"] == "30"
    assert page.heading == "Min plan vilar en stund"
    assert page.says("De är kvar, och inget har ändrats.")
    line = next(one for one in _log_lines(capsys) if one["event"] == "database-away")
    assert line["incident"] in page.words


@pytest.mark.parametrize(
    "error", [*AWAY.values(), ValueError(NUMBER), DBAPIError(NUMBER, {}, Exception(NUMBER))]
)
def test_what_an_error_quotes_is_neither_on_the_page_nor_in_the_log(
    app: Flask, failing, error: Exception, capsys: pytest.CaptureFixture[str]
):
    answer = app.test_client().get(failing(error))
    assert answer.status_code >= 500
    assert "1212" not in answer.text
    assert "1212" not in capsys.readouterr().err


def test_who_is_signed_in_and_has_no_database_gets_the_same_page(settings: Settings, tmp_path):
    (tmp_path / "not a database").write_text("x" * 5000)
    url = f"sqlite:///{tmp_path / 'not a database'}"
    app = create_app(replace(settings, database_url=url, is_demo=False))
    visitor = Visitor(app)
    visitor.client.set_cookie("__Host-sid", "a" * 43)
    answer = visitor.client.get("/plan")
    assert answer.status_code in (500, 503)
    assert "Försök igen" in answer.text or "försök sedan igen" in answer.text


def test_too_many_tries_say_when_to_come_back(visitor: Visitor, failing):
    page = visitor.opens(failing(TooManyRequests(retry_after=120)), status=429)
    assert page.headers["Retry-After"] == "120"
    assert page.heading == "Vänta en liten stund"


def test_a_wrong_method_says_which_ones_are_right(visitor: Visitor):
    answer = visitor.client.delete("/om")
    assert answer.status_code == 405
    assert set(answer.allow) == {"GET", "HEAD", "OPTIONS"}


def test_an_error_may_bring_a_page_of_its_own(visitor: Visitor, failing):
    class Gone(HTTPException):
        code = 410
        template = "errors/form_too_old.html"

    page = visitor.opens(failing(Gone()), status=410)
    assert page.heading == "Sidan hade legat öppen för länge"


def test_what_was_begun_is_undone_before_the_error_is_shown(app: Flask, add_view):
    def begin_and_fail() -> None:
        unit.transaction()
        raise ValueError

    add_view("/halv", begin_and_fail)
    pool = app.extensions["portal.database"].engine.pool
    app.test_client().get("/halv")
    assert not pool.checkedout()


def test_every_unknown_address_is_the_same_page(app: Flask):
    browser = app.test_client()
    addresses = [
        "/finns-inte",
        "/plan/x/y",
        "/for/abc/finns-inte",
        "/Plan",
        "/plan/",
        "/x//plan",
        "/plan;x",
    ]
    assert len({browser.get(address).data for address in addresses}) == 1
    assert all(browser.get(address).status_code == 404 for address in addresses)


@pytest.mark.parametrize("signed_in_as", ["", "a" * 43])
def test_an_error_page_does_not_ask_who_is_signed_in(app: Flask, signed_in_as: str, aborting):
    browser = app.test_client()
    if signed_in_as:
        browser.set_cookie("__Host-sid", signed_in_as)
    assert browser.get(f"{aborting}/404").data == app.test_client().get("/finns-inte").data


def test_when_even_the_error_page_fails_something_calm_is_said(settings: Settings, monkeypatch):
    app = create_app(settings)
    monkeypatch.setattr("portal.web.errors.rendered", _fails)
    answer = app.test_client().get("/finns-inte")
    assert answer.status_code == 500
    assert f"Ring {DEMO_SUPPORT_PHONE}" in answer.text
    assert "Content-Security-Policy" in answer.headers


def _fails(*_: object, **__: object) -> str:
    raise ValueError(NUMBER)


def _log_lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]
