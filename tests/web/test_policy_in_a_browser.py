"""A real browser keeps to the policy: our own parts work, and what was slipped in does nothing."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response, request
from playwright.sync_api import Browser, Page, Request

from portal.web.assets import asset
from portal.web.headers import csp_nonce
from tests.support.browser import chromium
from tests.support.identity_providers.serving import free_port, serving

SLIPPED_IN = """
<b hx-post="/stulet" hx-trigger="load">x</b>
<b hx-nonce="gissad" hx-post="/stulet" hx-trigger="load">x</b>
<b hx-get="/stulet" hx-trigger="revealed" hx-target="body">x</b>
<img alt="" src="data:," onerror="window.stolen = 1">
<a id="lank" href="javascript:window.stolen=1">x</a>
<form id="ut" action="https://evil.example/" method="post"><button>x</button></form>
<style>p { display: none }</style>
<base href="https://evil.example/">
"""
SCRIPTS = """
<script>window.stolen = 1</script>
<script src="https://evil.example/x.js"></script>
"""


def tried_elsewhere(request: Request) -> list[str]:
    """The evil host does not exist; a request that the policy has stopped was never sent."""
    return [request.url] if "evil" in request.url and request.failure != "csp" else []


def page_with(inside: str) -> Response:
    nonce = csp_nonce()
    return Response(
        f"""<!doctype html><html lang="sv"><head><title>x</title>
        <meta name="htmx-config" content='{{"extensions":"hx-csp"}}'>
        <script src="{asset("js/signed_in.js")}" nonce="{nonce}" defer></script></head><body>
        <button hx-nonce="{nonce}" hx-get="/del" hx-target="#plats">Byt</button>
        <p id="plats">före</p>{inside}</body></html>"""
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def stolen() -> list[str]:
    """What was asked of the portal by nobody who may."""
    return []


@pytest.fixture
def opened(app: Flask, add_view, browser: Browser, stolen: list[str]) -> Iterator[Page]:
    def part() -> Response:
        return Response(f'<i hx-nonce="{csp_nonce()}" hx-get="/del">efter</i>{SLIPPED_IN}')

    def note() -> None:
        if request.method == "POST" or request.path == "/stulet":
            stolen.append(request.path)

    add_view("/sida", lambda: page_with(""))
    add_view("/smugglad", lambda: page_with(SLIPPED_IN + SCRIPTS))
    add_view("/del", part)
    add_view("/skript", lambda: Response(f"<i>efter</i>{SCRIPTS}"))
    app.before_request(note)
    port = free_port()
    with serving(app, port=port):
        context = browser.new_context(base_url=f"http://localhost:{port}")
        context.on("requestfailed", lambda one: stolen.extend(tried_elsewhere(one)))
        context.set_default_timeout(10_000)
        yield context.new_page()
        context.close()


def test_a_part_of_a_page_is_changed_under_trusted_types(opened: Page):
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.goto("/sida")
    opened.get_by_role("button", name="Byt").click()
    opened.get_by_text("efter").wait_for()
    assert not [one for one in complaints if "TrustedHTML" in one or "eval" in one]


@pytest.mark.parametrize("address", ["/smugglad", "/sida"])
def test_what_was_slipped_in_does_nothing(opened: Page, stolen: list[str], address: str):
    opened.goto(address)
    opened.get_by_role("button", name="Byt").click()
    opened.get_by_text("efter").first.wait_for()
    opened.locator("#lank").first.click()
    opened.evaluate("document.querySelector('#ut').requestSubmit()")
    opened.wait_for_timeout(300)
    assert stolen == []
    assert opened.evaluate("window.stolen") is None
    assert opened.locator("#plats").is_visible()


def test_a_part_that_brings_a_script_is_refused_as_a_whole(opened: Page, stolen: list[str]):
    opened.goto("/sida")
    opened.evaluate("htmx.ajax('GET', '/skript', {target: '#plats'}).catch(() => 0)")
    opened.wait_for_timeout(300)
    assert opened.locator("#plats").inner_text() == "före"
    assert stolen == []
    assert opened.evaluate("window.stolen") is None


def test_text_cannot_be_made_into_elements_by_a_script(opened: Page):
    opened.goto("/sida")
    refused = opened.evaluate(
        "() => { try { document.body.innerHTML = '<b>x</b>'; } catch (error) { return error.name } }"
    )
    assert refused == "TypeError"
