"""Every page, in every language, in every way that people look at it: axe and what axe misses.

What a look costs decides where it is made. Axe judges each page in each language, and further states
of a page once in each direction; contrast is computed for all text, and in each theme once in each
direction, because a theme changes colours and no language does. On a small screen, with text spacing
and with doubled text only places change: there we ask what is lost. Without scripts axe judges all
it knows, colours too, in both directions.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize

from portal.web.languages import LANGUAGES
from tests.journeys.pages import ALL, NOT_PAGES, Look
from tests.support.addresses import Addresses
from tests.support.axe import barriers_on
from tests.support.beyond_axe import awkward_on
from tests.support.browser import WAYS, looking, reads_in, seen_as
from tests.support.seeing import disorder_on, lost_on, pale_on
from tests.support.server import RunningPortal

BOTH_DIRECTIONS = ("sv", "ar")
FIRST = frozenset({(look.endpoint, not look.who): look for look in reversed(ALL)}.values())
"""One look at each page. The others are states of it, with the same markup and other words."""
FOR_MACHINES = ("fhir.", "token.")
"""The care systems' door."""
DESK = ViewportSize(width=1280, height=900)


class Tabs:
    """An open tab for each person, with scripts and without."""

    def __init__(self, browser: Browser, portal: RunningPortal, tabs: ExitStack) -> None:
        self._tabs, self._addresses = tabs, Addresses(browser, portal)
        self._looking = partial(looking, browser, portal.url, also=(portal.issuer,))
        self._open: dict[tuple[str, bool], Page] = {}

    def show(self, look: Look, *, language: str, has_javascript: bool = True) -> Page:
        """Open the page, and see that it is the one meant."""
        found = self._addresses.of(look)
        page = self._tab(found.who, has_javascript=has_javascript)
        reads_in(page.context, language)
        answer = page.goto(found.address)
        assert answer is not None
        assert answer.status == look.status
        return page

    def _tab(self, who: str, *, has_javascript: bool) -> Page:
        if (who, has_javascript) not in self._open:
            self._open[who, has_javascript] = self._tabs.enter_context(
                self._looking(has_javascript=has_javascript, state=self._addresses.state(who))
            )
        return self._open[who, has_javascript]


@pytest.fixture(scope="module")
def tabs(browser: Browser, portal: RunningPortal) -> Iterator[Tabs]:
    with ExitStack() as open_tabs:
        yield Tabs(browser, portal, open_tabs)


@pytest.mark.parametrize("look", ALL, ids=[look.name for look in ALL])
def test_nothing_on_the_page_is_in_anybodys_way(look: Look, tabs: Tabs):
    found = []
    for language in LANGUAGES:
        page = tabs.show(look, language=language.code)
        assert page.locator("html").get_attribute("lang") == language.html_lang
        found += [f"{language.code}: {fault}" for fault in _faults_of_words(page)]
        if look in FIRST or language.code in BOTH_DIRECTIONS:
            barriers = barriers_on(page, judges_colours=False)
            found += [f"{language.code}: {barrier}" for barrier in barriers]
        if language.code in BOTH_DIRECTIONS:
            found += [f"{language.code}: {fault}" for fault in _faults_of_looks(page)]
    for code in BOTH_DIRECTIONS:
        page = tabs.show(look, language=code, has_javascript=False)
        found += [f"{code}, without JavaScript: {barrier}" for barrier in barriers_on(page)]
    assert not found, f"{look.name}:\n  " + "\n  ".join(found)


def test_every_page_is_in_the_list(app: Flask):
    endpoints = {
        rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    listed = {look.endpoint for look in ALL} | set(NOT_PAGES)
    missing = sorted(one for one in endpoints - listed if not one.startswith(FOR_MACHINES))
    assert not missing, f"add {missing} to LOOKS (or NOT_PAGES) in tests/journeys/pages.py"


def _faults_of_words(page: Page) -> Iterator[str]:
    yield from awkward_on(page)
    yield from lost_on(page)
    yield from pale_on(page)


def _faults_of_looks(page: Page) -> Iterator[str]:
    for way in WAYS:
        seen_as(page, way)
        yield from (f"{way}: {fault}" for fault in pale_on(page))
    seen_as(page, "light")
    yield from disorder_on(page)
    phone = page.viewport_size
    assert phone is not None
    page.set_viewport_size(DESK)
    yield from (f"1280 px: {fault}" for fault in disorder_on(page))
    page.set_viewport_size(phone)
