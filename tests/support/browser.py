"""A real Chromium on a phone, with eyes open: what it complains of fails the test."""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    sync_playwright,
)

from tests.support import parts
from tests.support.axe import barriers_on
from tests.support.identity_numbers import identity_numbers_in

FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}
# What each way of looking at a page means to the browser; without scripts is a context of its own.
WAYS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "more contrast": {"contrast": "more"},
    "dark, more contrast": {"color_scheme": "dark", "contrast": "more"},
    "forced colours": {"forced_colors": "active"},
}
AS_USUAL = {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none"}


@contextmanager
def chromium(*, keeps_pages: bool = False) -> Iterator[Browser]:
    """A browser; `keeps_pages` gives it the back/forward cache that people's browsers have.

    Playwright switches that cache off, and a test of the Back button without it proves nothing.
    """
    browser = _playwright().chromium.launch(
        executable_path=parts.chromium(),
        args=list(FLAGS),
        ignore_default_args=["--disable-back-forward-cache"] if keeps_pages else None,
    )
    try:
        yield browser
    finally:
        browser.close()


@cache
def _playwright() -> Playwright:
    """One for the process: a second one cannot start while the first runs."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(parts.node()))
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


@dataclass
class Watch:
    """Everything a context may not do: complain, break its own policy, ask a stranger."""

    allowed: frozenset[str]
    """Hosts, with port, that pages may lead to."""
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._ask)
        context.on("console", self._complain)
        context.on("weberror", lambda fault: self.faults.append(f"script: {fault.error}"))

    def _ask(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc not in self.allowed:
            self.faults.append(f"asks a third party: {address.netloc}")
        if identity_numbers_in(request.url):
            self.faults.append(f"an address holds an identity number: {address.path}")

    def _complain(self, message: ConsoleMessage) -> None:
        is_page = "/static/" not in message.location.get("url", "")
        if message.text.startswith("Failed to load resource") and is_page:
            return  # the test says itself which status it expects of a page
        if message.text.endswith("net::ERR_INTERNET_DISCONNECTED"):
            return  # the test itself has taken the line away
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text}")


@contextmanager
def looking(
    browser: Browser,
    base_url: str,
    *,
    also: tuple[str, ...] = (),
    language: str = "sv",
    has_javascript: bool = True,
    state: Any = None,
) -> Iterator[Page]:
    """A phone with nobody signed in (or `state`, an earlier one's cookies) and one open tab.

    `also` are other addresses that pages may lead to. Faults are raised at the end.
    """
    watch = Watch(frozenset(urlsplit(url).netloc for url in (base_url, *also)))
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        has_touch=True,
        is_mobile=True,
        locale={"sv": "sv-SE", "en": "en-GB"}.get(language, language),
        timezone_id="Europe/Stockholm",
        java_script_enabled=has_javascript,
        storage_state=state,
    )
    context.set_default_timeout(10_000)
    watch.over(context)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not watch.faults, "The browser complains:\n  " + "\n  ".join(watch.faults)


def reads_in(context: BrowserContext, language: str) -> None:
    """Let whoever reads have chosen this language, in this browser."""
    context.add_cookies(
        [{"name": "__Host-lang", "value": language, "domain": "localhost", "path": "/",
          "secure": True, "httpOnly": True, "sameSite": "Lax"}]
    )  # fmt: skip


def seen_as(page: Page, way: str) -> None:
    """Let the open page be seen in one of the `WAYS`, without loading it again."""
    page.emulate_media(**{**AS_USUAL, **WAYS[way]})
    # Colours that are still on their way to the new ones would be judged.
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")


def is_open_to_everyone(page: Page) -> None:
    """How every journey ends: axe finds nothing in anybody's way."""
    found = barriers_on(page)
    listed = "\n    ".join(map(str, found))
    assert not found, f"{urlsplit(page.url).path} has {len(found)} barriers:\n    {listed}"
