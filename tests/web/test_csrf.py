"""A change counts only from a page of ours, open in the browser that sends it."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.app import create_app
from portal.settings import Settings
from portal.web import csrf
from tests.support.page import Page
from tests.support.visitor import Visitor

HERE = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
ANNAS_COOKIE = "a" * 43
DAVIDS_COOKIE = "d" * 43


def token_on(browser: FlaskClient) -> str:
    answer = browser.get("/sprak")
    page = Page("/sprak", answer.status_code, {}, answer.text, answer.data)
    return page.forms[0].fields["csrf"]


def cookie_of(browser: FlaskClient) -> str:
    cookie = browser.get_cookie("__Host-form")
    return cookie.value if cookie else ""


@pytest.fixture
def posts(app: Flask, changing: str) -> Callable[..., int]:
    """Send the form with a fresh and right token, unless told otherwise; gives the status."""

    def send(browser: FlaskClient | None = None, **differs: str) -> int:
        browser = browser or app.test_client()
        headers = {name: differs.get(name, value) for name, value in HERE.items()}
        token = differs["token"] if "token" in differs else token_on(browser)
        headers = {name: value for name, value in headers.items() if value}
        return browser.post(changing, headers=headers, data={"csrf": token}).status_code

    return send


def test_a_form_from_our_own_page_is_taken(posts):
    assert posts() == 200


@pytest.mark.parametrize("token", ["", "x", "åäö", "A" * 88, base64.b64encode(b"x" * 63).decode()])
def test_a_form_without_a_right_token_is_refused(posts, token: str):
    assert posts(token=token) == 400


def test_a_token_of_another_browser_is_refused(app: Flask, posts):
    davids = token_on(app.test_client())
    browser = app.test_client()
    token_on(browser)
    assert posts(browser, token=davids) == 400


def test_a_token_without_its_cookie_is_refused(app: Flask, posts):
    assert posts(token=token_on(app.test_client())) == 400


def test_a_token_of_somebody_elses_session_is_refused(app: Flask, posts):
    anna, david = app.test_client(), app.test_client()
    anna.set_cookie("__Host-sid", ANNAS_COOKIE)
    david.set_cookie("__Host-sid", DAVIDS_COOKIE)
    assert posts(anna, token=token_on(david)) == 400
    assert posts(anna, token=token_on(anna)) == 200


def test_a_form_opened_before_sign_in_is_taken_after_it(app: Flask, posts):
    browser = app.test_client()
    token = token_on(browser)
    browser.set_cookie("__Host-sid", ANNAS_COOKIE)
    assert posts(browser, token=token) == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
def test_a_request_that_the_browser_says_comes_from_elsewhere_is_refused(posts, site: str):
    assert posts(**{"Sec-Fetch-Site": site}) == 400


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost.evil.example",
        "http://localhost:6000",
        "https://localhost",
        "http://localhost/",
        "file://",
    ],
)
def test_a_request_from_another_origin_is_refused(posts, origin: str):
    assert posts(Origin=origin) == 400


@pytest.mark.parametrize("origin", ["null", "", "http://localhost", "http://localhost:5000"])
def test_old_browsers_and_those_that_hide_their_origin_are_believed_by_the_token(
    posts, origin: str
):
    assert posts(**{"Origin": origin, "Sec-Fetch-Site": ""}) == 200


def test_htmx_may_send_the_token_in_a_header(app: Flask, changing: str):
    browser = app.test_client()
    headers = {**HERE, "X-CSRF-Token": token_on(browser)}
    assert browser.post(changing, headers=headers).status_code == 200


def test_a_token_looks_different_in_each_answer(app: Flask):
    browser = app.test_client()
    assert len({token_on(browser) for _ in range(20)}) == 20


def test_a_token_made_with_an_earlier_key_is_still_taken(settings: Settings):
    old = create_app(settings)
    browser = old.test_client()
    token = token_on(browser)
    cookie = cookie_of(browser)
    rotated = replace(settings, secret_key="k" * 40, secret_key_fallbacks=(settings.secret_key,))
    assert _sends(create_app(rotated), token, cookie) == 303
    assert _sends(create_app(replace(rotated, secret_key_fallbacks=())), token, cookie) == 400


def test_a_new_token_is_made_with_the_newest_key_only(settings: Settings):
    rotated = replace(settings, secret_key="k" * 40, secret_key_fallbacks=(settings.secret_key,))
    browser = create_app(rotated).test_client()
    token = token_on(browser)
    cookie = cookie_of(browser)
    assert _sends(create_app(settings), token, cookie) == 400


def test_the_cookie_of_a_browser_says_nothing_and_no_neighbour_can_plant_it(app: Flask):
    answer = app.test_client().get("/sprak")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-form=")
    assert cookie.endswith("; Secure; HttpOnly; Path=/; SameSite=Lax")


def test_a_page_without_a_form_gives_no_cookie(app: Flask):
    assert "Set-Cookie" not in app.test_client().get("/om").headers


def test_reading_needs_no_token(app: Flask):
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert app.test_client().get("/om", headers=headers).status_code == 200


def test_what_machines_call_needs_no_token(app: Flask, add_view):
    add_view("/maskin", csrf.without_form_token(lambda: "hej"), methods=("POST",))
    assert app.test_client().post("/maskin").status_code == 200


def test_a_refused_form_says_what_to_do(visitor: Visitor):
    page = visitor.sends("/sprak", {"language": "en", "csrf": secrets.token_urlsafe(8)}, status=400)
    assert page.heading == "Sidan hade legat öppen för länge"
    assert page.says("Inget har ändrats", "Öppna sidan igen från första sidan")


def _sends(app: Flask, token: str, cookie: str) -> int:
    browser = app.test_client()
    browser.set_cookie("__Host-form", cookie)
    form = {"csrf": token, "language": "sv"}
    return browser.post("/sprak", headers=HERE, data=form).status_code
