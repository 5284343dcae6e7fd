"""The identity provider does not answer: a page within five seconds that says what to do."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.steps import reads, stands_on
from tests.support.browser import is_open_to_everyone, looking
from tests.support.identity_providers.serving import free_port
from tests.support.log_scanner import LogScanner
from tests.support.server import running

PATIENCE = 5.0


@pytest.fixture(scope="module")
def silent_provider() -> Iterator[str]:
    """An address where somebody picks up and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def gone_provider() -> str:
    """An address where nobody lives."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.mark.parametrize("provider", ["silent_provider", "gone_provider"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_whoever_wants_to_sign_in_is_told_and_can_try_again(
    provider: str,
    language: str,
    browser: Browser,
    tmp_path: Path,
    log_scanner: LogScanner,
    request: pytest.FixtureRequest,
):
    issuer: str = request.getfixturevalue(provider)
    with (
        running(tmp_path, log_scanner, DEMO_ISSUER=issuer) as portal,
        looking(browser, portal.url, language=language) as page,
    ):
        page.goto("/")
        began = time.monotonic()
        answer = page.goto("/logga-in")
        assert time.monotonic() - began < PATIENCE
        assert answer is not None
        assert answer.status == 503
        assert answer.headers["retry-after"] == "30"
        heading = {"sv": "Det går inte att logga in just nu", "en": page.title().split(" – ")[0]}
        stands_on(page, heading[language])
        reads(page, "1177")
        assert page.get_by_role("link").filter(has_text=page.url).count() == 0
        is_open_to_everyone(page)
