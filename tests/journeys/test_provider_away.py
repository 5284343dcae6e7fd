"""The identity provider does not answer: a page within five seconds that says what to do."""

import socket
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from portal.settings import DEMO_SUPPORT_PHONE
from tests.journeys.keyboard import faults_on
from tests.journeys.steps import reads, stands_on
from tests.support.browser import is_open_to_everyone, looking
from tests.support.log_scanner import LogScanner
from tests.support.server import RunningPortal, running

PATIENCE = 5.0
HEADINGS = {
    "sv": "Det går inte att logga in just nu",
    "en": "It is not possible to log in right now",
}


@pytest.fixture(scope="module", params=["silent", "gone"])
def lonely_portal(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    log_scanner: LogScanner,
) -> Iterator[RunningPortal]:
    """A portal whose provider picks up and never says a word, or is not there at all."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if request.param == "silent":
            listener.listen(16)
        issuer = f"http://127.0.0.1:{listener.getsockname()[1]}"
        folder = tmp_path_factory.mktemp("lonely")
        with running(folder, log_scanner, DEMO_ISSUER=issuer) as portal:
            yield portal


@pytest.mark.parametrize("language", ["sv", "en"])
def test_whoever_wants_to_sign_in_is_told_and_can_try_again(
    language: str, browser: Browser, lonely_portal: RunningPortal
):
    with looking(browser, lonely_portal.url, language=language) as page:
        page.goto("/")
        began = time.monotonic()
        answer = page.goto("/logga-in")
        assert time.monotonic() - began < PATIENCE
        assert answer is not None
        assert answer.status == 503
        assert answer.headers["retry-after"] == "30"
        stands_on(page, HEADINGS[language])
        reads(page, DEMO_SUPPORT_PHONE)
        is_open_to_everyone(page)
        assert not faults_on(page)
