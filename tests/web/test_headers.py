"""The headers stand on every answer, whatever kind it is."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.settings import Settings
from portal.web.assets import asset
from portal.web.headers import allow_form_to, sandboxed

NONCE = re.compile(r"'nonce-([A-Za-z0-9_-]+)'")
POLICY = (
    "default-src 'none'; script-src 'nonce-…'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "manifest-src 'self'; object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types htmx"
)
OF_A_FILE = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""A picture or a script that somebody opens by itself."""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
ANSWERS: dict[str, Callable[[FlaskClient], TestResponse]] = {
    "a page": lambda browser: browser.get("/om"),
    "only its headers": lambda browser: browser.head("/om"),
    "what may be done": lambda browser: browser.options("/om"),
    "a redirect to sign in": lambda browser: browser.get("/plan"),
    "a part when time is up": lambda browser: browser.get("/plan", headers={"HX-Request": "true"}),
    "a form without a token": lambda browser: browser.post("/sprak"),
    "an unknown address": lambda browser: browser.get("/finns-inte"),
    "an unknown file": lambda browser: browser.get("/static/finns-inte.css"),
    "a wrong method": lambda browser: browser.delete("/om"),
    "an evil host": lambda browser: browser.get("/om", headers={"Host": "evil.example"}),
    "a body of unknown length": lambda browser: browser.post(
        "/sprak", headers={"Transfer-Encoding": "chunked"}
    ),
    "a packed body": lambda browser: browser.post("/sprak", headers={"Content-Encoding": "gzip"}),
    "a fault": lambda browser: browser.get("/trasig"),
    "a file": lambda browser: browser.get(asset("portal.css")),
    "security.txt": lambda browser: browser.get("/.well-known/security.txt"),
    "health": lambda browser: browser.get("/healthz"),
}


def csp(answer: TestResponse) -> str:
    return NONCE.sub("'nonce-…'", answer.headers["Content-Security-Policy"])


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_has_all_headers(app: Flask, kind: str):
    answer = ANSWERS[kind](app.test_client())
    assert {name: answer.headers.getlist(name) for name in ALWAYS} == {
        name: [value] for name, value in ALWAYS.items()
    }
    assert csp(answer) == (OF_A_FILE if kind == "a file" else POLICY)
    assert "camera=()" in answer.headers.get("Permissions-Policy", "") or kind == "a file"
    assert "ETag" not in answer.headers


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("kind", sorted(ANSWERS.keys() - {"a file"}))
def test_nothing_but_a_file_is_kept_by_any_cache(app: Flask, kind: str):
    answer = ANSWERS[kind](app.test_client())
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Vary"] == "Cookie, HX-Request, Accept-Language, Accept-Encoding"


def test_a_file_is_kept_for_ever(app: Flask):
    answer = app.test_client().get(asset("portal.css"))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_nonce_is_long_and_never_used_twice(app: Flask):
    browser = app.test_client()
    nonces = [
        NONCE.findall(browser.get("/om").headers["Content-Security-Policy"])[0] for _ in range(50)
    ]
    assert len(set(nonces)) == 50
    assert all(len(nonce) * 6 >= 128 for nonce in nonces)


def test_https_is_demanded_for_two_years_where_the_portal_has_it(settings: Settings):
    app = create_app(replace(settings, public_url="https://minplan.example"))
    answer = app.test_client().get("/finns-inte")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_https_is_not_demanded_of_a_demo_without_it(app: Flask):
    assert "Strict-Transport-Security" not in app.test_client().get("/om").headers


def test_a_form_may_lead_to_another_origin_only_in_the_answer_that_says_so(app: Flask, add_view):
    add_view("/ut", lambda: allow_form_to("https://idp.example") or Response("hej"))
    browser = app.test_client()
    assert "form-action 'self' https://idp.example;" in csp(browser.get("/ut"))
    assert "form-action 'self';" in csp(browser.get("/om"))


def test_a_document_of_somebody_elses_making_can_do_nothing(app: Flask, add_view):
    add_view("/papper", lambda: sandboxed(b"%PDF", "application/pdf", file_name="plan.pdf"))
    headers = app.test_client().get("/papper").headers
    assert headers.getlist("Content-Security-Policy") == [
        "sandbox; default-src 'none'; frame-ancestors 'none'"
    ]
    assert headers["Content-Disposition"] == 'inline; filename="plan.pdf"'
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_service_worker_is_ever_there(app: Flask):
    assert app.test_client().get("/sw.js").status_code == 404
