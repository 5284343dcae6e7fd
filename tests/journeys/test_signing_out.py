"""After signing out the Back button shows nothing, in a browser that keeps its pages."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.wrappers import Request, Response

from tests.journeys.steps import goes_to, presses, signs_in, signs_out, stands_on
from tests.support.browser import chromium, is_open_to_everyone, looking
from tests.support.identity_providers.serving import free_port, serving
from tests.support.server import RunningPortal

BACKWARDS = 8
CARE = ("Omläggning av såret", "Karin Lind", "Hembesök", "Hjälp med dusch")


@pytest.fixture(scope="module")
def keeping_browser() -> Iterator[Browser]:
    """A browser with the back/forward cache that people's browsers have."""
    with chromium(keeps_pages=True) as started:
        yield started


@pytest.fixture
def anna(keeping_browser: Browser, portal: RunningPortal) -> Iterator[Page]:
    portal.forgets_how_they_read()
    with looking(keeping_browser, portal.url, also=(portal.issuer,)) as page:
        signs_in(page, "Anna")
        for link in ("Planen", "Möten", "Kontakter", "Hem"):
            goes_to(page, link)
        yield page


def goes_back(page: Page) -> None:
    """Press Back, and give a kept page the time to show itself."""
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_timeout(400)


def test_signed_out_anna_presses_back_again_and_again_and_sees_nothing(anna: Page):
    signs_out(anna)
    is_open_to_everyone(anna)
    for _ in range(BACKWARDS):
        goes_back(anna)
        text = anna.locator("body").inner_text()
        assert not [words for words in CARE if words in text]


def test_signed_out_everywhere_it_is_the_same(anna: Page):
    goes_to(anna, "Logga ut överallt")
    presses(anna, "Logga ut överallt")
    stands_on(anna, "Du är utloggad")
    for _ in range(BACKWARDS):
        goes_back(anna)
        text = anna.locator("body").inner_text()
        assert not [words for words in CARE if words in text]


def test_a_page_that_nothing_protects_does_come_back(keeping_browser: Browser):
    """The control: without it the two above would pass in a browser that keeps no pages."""
    visits = count(1)

    @Request.application
    def unprotected(request: Request) -> Response:
        headers = {"Cache-Control": "no-cache"}
        text = f"<!doctype html><html lang=sv><title>x</title><p>Besök {next(visits)}</p>"
        return Response(text, content_type="text/html; charset=utf-8", headers=headers)

    with ExitStack() as stack:
        url = stack.enter_context(serving(unprotected, port=free_port()))
        page = stack.enter_context(looking(keeping_browser, url))
        page.route("**/favicon.ico", lambda route: route.abort())
        page.goto("/")
        expect(page.locator("p")).to_have_text("Besök 1")
        page.goto("/vidare")
        goes_back(page)
        expect(page.locator("p")).to_have_text("Besök 1")


def test_nothing_is_left_in_the_browsers_stores(anna: Page):
    found = """async () => ({
        local: localStorage.length,
        session: sessionStorage.length,
        caches: (await caches.keys()).length,
        databases: (await indexedDB.databases()).length,
        workers: (await navigator.serviceWorker.getRegistrations()).length,
    })"""
    empty = {"local": 0, "session": 0, "caches": 0, "databases": 0, "workers": 0}
    assert anna.evaluate(found) == empty
    signs_out(anna)
    assert anna.evaluate(found) == empty
    assert "__Host-sid" not in {cookie.get("name") for cookie in anna.context.cookies()}


def test_another_device_is_signed_out_too(
    anna: Page, keeping_browser: Browser, portal: RunningPortal
):
    with looking(keeping_browser, portal.url, also=(portal.issuer,)) as tablet:
        signs_in(tablet, "Anna")
        goes_to(anna, "Logga ut överallt")
        presses(anna, "Logga ut överallt")
        tablet.goto("/")
        stands_on(tablet, "Välkommen")
