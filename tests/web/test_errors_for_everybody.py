"""Every error page stands in nobody's way, in each language, in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, abort
from playwright.sync_api import Browser

from portal.web.csrf import FormTooOld
from portal.web.environments import TEMPLATES
from tests.support.axe import barriers_on
from tests.support.browser import WAYS, chromium, looking, seen_as
from tests.support.identity_providers.serving import free_port, serving
from tests.support.seeing import lost_on

CODES = sorted(int(file.stem) for file in TEMPLATES.glob("errors/[0-9]*.html"))


@pytest.fixture
def address(app: Flask, add_view: Callable[..., None]) -> Iterator[str]:
    def fail() -> None:
        raise ValueError

    def refuse() -> None:
        raise FormTooOld

    def stop(code: int) -> None:
        abort(code)

    add_view("/fel/trasig", fail)
    add_view("/fel/gammal", refuse)
    add_view("/fel/<int:code>", stop)
    port = free_port()
    with serving(app, port=port):
        yield f"http://localhost:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("code", ["sv", "en", "ar"])
def test_no_error_page_is_a_barrier(address: str, browser: Browser, code: str):
    found = []
    with looking(browser, address, language=code) as page:
        for error in (*CODES, "trasig", "gammal"):
            answer = page.goto(f"/fel/{error}")
            assert answer is not None
            assert answer.status >= 400
            found += [f"{error}: {barrier}" for barrier in barriers_on(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("way", WAYS)
def test_an_error_page_is_no_barrier_however_it_is_looked_at(
    address: str, browser: Browser, way: str
):
    with looking(browser, address, has_javascript=way != "light") as page:
        page.goto("/fel/trasig")
        seen_as(page, way)
        assert barriers_on(page) == []
        assert [*lost_on(page)] == []
