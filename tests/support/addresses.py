"""Where each page of the list is on a running portal, and who is signed in to see it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from playwright.sync_api import Browser

from tests.journeys.pages import Look
from tests.journeys.steps import signs_in
from tests.support.browser import looking
from tests.support.drafting import drafted
from tests.support.server import RunningPortal


@dataclass(frozen=True)
class Found:
    address: str
    who: str
    """The key of the person who looks, or nothing for nobody."""


class Addresses:
    """Fills in what varies in addresses, and keeps the cookies of those who have signed in."""

    def __init__(self, browser: Browser, portal: RunningPortal) -> None:
        self._browser, self._portal = browser, portal
        self._states: dict[str, Any] = {"": None}
        portal.forgets_how_they_read()

    def of(self, look: Look) -> Found:
        meeting, who = "", look.who
        if look.form:
            meeting, who = self._portal.meeting_in_the_form(look.form)
        draft = self._draft if "{draft}" in look.address else ""
        address = look.address.format(meeting=meeting, grant=self._grant, draft=draft)
        return Found(address, who)

    def state(self, who: str) -> Any:
        """The cookies of somebody who has signed in, for a browser context."""
        if who not in self._states:
            with self._looking() as page:
                signs_in(page, self._portal.button_of(who))
                self._states[who] = page.context.storage_state()
        return self._states[who]

    @cached_property
    def _grant(self) -> str:
        return self._portal.grant

    @cached_property
    def _draft(self) -> str:
        with self._looking(state=self.state("anna")) as page:
            return drafted(page)

    def _looking(self, **options: Any) -> Any:
        return looking(self._browser, self._portal.url, also=(self._portal.issuer,), **options)
