"""Every page, in both languages, in every way that people look at it: axe and what axe misses."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.journeys.pages import LOOKS, MEETING_FORMS, NOT_PAGES, Look
from tests.journeys.steps import signs_in
from tests.support.axe import barriers_on
from tests.support.beyond_axe import awkward_on
from tests.support.browser import WAYS, looking, seen_as
from tests.support.server import RunningPortal

MEETINGS = tuple(
    Look(
        name=f"meeting: {form}",
        endpoint="appointments.show_one",
        address="/moten/{meeting}",
        form=form,
    )
    for form in MEETING_FORMS
)
ALL = (*LOOKS, *MEETINGS)
each_page = pytest.mark.parametrize("look", ALL, ids=[look.name for look in ALL])


class Tabs:
    """An open tab for each person, language and way of doing without scripts."""

    def __init__(self, browser: Browser, portal: RunningPortal, tabs: ExitStack) -> None:
        self._portal, self._tabs = portal, tabs
        self._looking = partial(looking, browser, portal.url, also=(portal.issuer,))
        self._states: dict[str, object] = {}
        self._open: dict[tuple[str, str, bool], Page] = {}

    def show(self, look: Look, *, language: str, has_javascript: bool = True) -> Page:
        """Open the page, and see that it is the one meant."""
        meeting, who = "", look.who
        if look.form:
            meeting, who = self._portal.meeting_in_the_form(look.form)
        key = who, language, has_javascript
        if key not in self._open:
            self._open[key] = self._tabs.enter_context(
                self._looking(
                    language=language, has_javascript=has_javascript, state=self._state(who)
                )
            )
        page = self._open[key]
        answer = page.goto(look.address.format(meeting=meeting, grant=self._portal.grant))
        assert answer is not None
        assert answer.status == look.status
        return page

    def _state(self, who: str) -> object:
        if who and who not in self._states:
            with self._looking() as page:
                signs_in(page, self._portal.button_of(who))
                self._states[who] = page.context.storage_state()
        return self._states.get(who)


@pytest.fixture(scope="module")
def tabs(browser: Browser, portal: RunningPortal) -> Iterator[Tabs]:
    with ExitStack() as open_tabs:
        yield Tabs(browser, portal, open_tabs)


@pytest.mark.parametrize("language", ["sv", "en"])
@each_page
def test_nothing_on_the_page_is_in_anybodys_way(look: Look, language: str, tabs: Tabs):
    page = tabs.show(look, language=language)
    assert page.locator("html").get_attribute("lang") == language
    found = [f"{way}: {fault}" for way in WAYS for fault in _faults(page, way)]
    page = tabs.show(look, language=language, has_javascript=False)
    found += [f"without JavaScript: {barrier}" for barrier in barriers_on(page)]
    assert not found, f"{look.name} ({language}):\n  " + "\n  ".join(found)


def test_every_page_is_in_the_list(app: Flask):
    endpoints = {
        rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    listed = {look.endpoint for look in ALL} | set(NOT_PAGES)
    missing = sorted(endpoints - listed)
    assert not missing, f"add {missing} to LOOKS (or NOT_PAGES) in tests/journeys/pages.py"


def _faults(page: Page, way: str) -> Iterator[str]:
    seen_as(page, way)
    yield from map(str, barriers_on(page))
    if way in ("light", "320 px"):
        yield from awkward_on(page)
