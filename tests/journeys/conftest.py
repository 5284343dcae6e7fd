"""What a journey needs: a running portal, a browser, and somebody to follow."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.steps import signs_in
from tests.support.browser import chromium, looking
from tests.support.bundles import VIDEO_HOST
from tests.support.log_scanner import LogScanner
from tests.support.server import RunningPortal, running

Phone = Callable[..., Page]


@pytest.fixture(scope="session")
def portal(
    tmp_path_factory: pytest.TempPathFactory, log_scanner: LogScanner
) -> Iterator[RunningPortal]:
    """The portal as `make run` starts it, on SQLite, with the fictional people in it."""
    with running(tmp_path_factory.mktemp("portal"), log_scanner) as started:
        started.is_sent_video_meetings()
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def phone(browser: Browser, portal: RunningPortal) -> Iterator[Phone]:
    """A phone with one open tab and nobody signed in: `phone(language="en")`."""
    portal.forgets_how_they_read()
    with ExitStack() as phones:

        def opened(**options: Any) -> Page:
            others = (portal.issuer, f"https://{VIDEO_HOST}")
            return phones.enter_context(looking(browser, portal.url, also=others, **options))

        yield opened


@pytest.fixture
def anna(phone: Phone) -> Page:
    """Anna's phone: she has signed in at the identity provider."""
    page = phone()
    signs_in(page, "Anna")
    return page
