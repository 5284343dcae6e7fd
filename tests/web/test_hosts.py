"""Which names the portal answers to, and whom it believes about where a request comes from."""

from dataclasses import replace

import pytest
from flask import Flask, request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from portal.access.guard import Door, opens_to
from portal.app import create_app
from portal.settings import Settings
from tests.support.page import Page

EVIL_HOSTS = [
    "evil.example",
    "localhost.evil.example",
    "evil.example:80",
    "localhost,evil.example",
    "localhost@evil.example",
    "localhost.",
    "127.0.0.1",
    "[::1]",
    "localhost evil.example",
    "localhost/evil",
]


@pytest.mark.parametrize("host", EVIL_HOSTS)
def test_a_foreign_host_gets_an_error_page_that_does_not_repeat_it(app: Flask, host: str):
    answer = app.test_client().get("/om", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text
    page = Page("/om", 400, {}, answer.text, answer.data)
    assert page.heading == "Det gick inte att förstå"


@pytest.mark.parametrize("path", ["/", "/plan", "/logga-in", "/static/portal.css", "/finns-inte"])
def test_a_foreign_host_is_refused_at_every_address(app: Flask, path: str):
    assert app.test_client().get(path, headers={"Host": "evil.example"}).status_code == 400


def test_a_request_without_host_is_refused(app: Flask):
    environ = EnvironBuilder("/om", base_url="http://localhost").get_environ()
    del environ["HTTP_HOST"]
    assert run_wsgi_app(app, environ)[1].startswith("400")


def test_forwarded_headers_are_not_believed_unless_a_proxy_is_set(app: Flask, add_view):
    add_view("/vem", lambda: f"{request.remote_addr} {request.scheme} {request.host}")
    assert _asks(app, "6.6.6.6", "https", "evil.example") == "127.0.0.1 http localhost"


@pytest.mark.parametrize(
    ("hops", "chain", "believed"),
    [(1, "6.6.6.6, 10.0.0.1", "10.0.0.1"), (2, "6.6.6.6, 10.0.0.1, 10.0.0.2", "10.0.0.1")],
)
def test_of_a_chain_only_as_many_proxies_are_believed_as_are_set(
    settings: Settings, hops: int, chain: str, believed: str
):
    app = create_app(replace(settings, proxy_hops=hops))
    _add_who(app)
    assert _asks(app, chain, "https", "evil.example").startswith(f"{believed} https localhost")


def test_health_is_for_this_machine_also_behind_a_proxy(settings: Settings):
    browser = create_app(replace(settings, proxy_hops=1)).test_client()
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/healthz", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404


def _add_who(app: Flask) -> None:
    def who() -> str:
        return f"{request.remote_addr} {request.scheme} {request.host}"

    app.add_url_rule("/vem", "vem", opens_to(Door.EVERYONE)(who))


def _asks(app: Flask, address: str, scheme: str, host: str) -> str:
    headers = {
        "X-Forwarded-For": address,
        "X-Forwarded-Proto": scheme,
        "X-Forwarded-Host": host,
        "X-Forwarded-Prefix": "/evil",
    }
    return app.test_client().get("/vem", headers=headers).text
