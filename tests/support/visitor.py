"""Somebody with a browser that looks at every page it opens: the test client of this house."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.test import TestResponse

from tests.support.page import Form, Page
from tests.support.page_checks import check
from tests.support.statements import Heard, heard

SAME_SITE = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "Sec-Fetch-Site": "same-origin"}
ORIGIN = "http://localhost"


@dataclass
class Visitor:
    """One browser. `foreign` are texts of other people that no page may show."""

    app: Flask
    foreign: frozenset[str] = field(default=frozenset(), repr=False)
    page: Page = field(init=False, repr=False)
    """The page that is open."""

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def opens(self, address: str, *, status: int | None = 200, **headers: str) -> Page:
        """Type an address, or follow a link to it; None takes any status."""
        return self._ask("GET", address, status, headers={**SAME_SITE, **headers})

    def follows(self, words: str, *, status: int = 200) -> Page:
        """Follow the link on the open page that says these words."""
        assert words in self.page.links, f"no link {words!r} among {sorted(self.page.links)}"
        return self.opens(self.page.links[words], status=status)

    def presses(self, words: str, *, status: int | None = 303, **typed: str) -> Page:
        """Press the button on the open page that says these words, with fields filled in."""
        form, button = self._button(words)
        fields = {**form.fields, **({button[0]: button[1]} if button else {}), **typed}
        if form.method == "post":
            return self.sends(form.action, fields, status=status)
        return self._ask("GET", form.action, status, query=fields, headers=SAME_SITE)

    def sends(
        self, address: str, fields: Mapping[str, str], *, status: int | None = 303, **headers: str
    ) -> Page:
        """POST fields as they are: no token is added."""
        headers = {**SAME_SITE, "Origin": ORIGIN, **headers}
        return self._ask("POST", address, status, form=fields, headers=headers)

    def asks_for_part(self, address: str, *, status: int = 200) -> Page:
        """Ask for a fragment, as htmx does; the open page stays open."""
        return self._ask("GET", address, status, headers=HTMX, is_part=True)

    def is_sent_on(self, *, status: int = 200) -> Page:
        """Go where the last answer points."""
        return self.opens(self.page.headers["Location"], status=status)

    def fetches(self, address: str, *, status: int = 200) -> Page:
        """Get a file; no page is open afterwards that was not before."""
        return self._ask("GET", address, status, headers=SAME_SITE, is_part=True)

    @contextmanager
    def heard(self) -> Iterator[Heard]:
        """What the portal says to its database meanwhile."""
        with heard(self.app.extensions["portal.database"].engine) as ear:
            yield ear

    def _button(self, words: str) -> tuple[Form, tuple[str, str] | None]:
        for form in self.page.forms:
            if words in form.buttons:
                return form, form.buttons[words]
        offered = [button for form in self.page.forms for button in form.buttons]
        raise AssertionError(f"no button {words!r} among {offered}")

    def _ask(
        self,
        method: str,
        address: str,
        status: int | None,
        *,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        is_part: bool = False,
    ) -> Page:
        with self.heard() as ear:
            answer = self.client.open(
                address,
                method=method,
                headers=dict(headers),
                data=form,
                query_string=query,
                base_url=ORIGIN,
            )
            page = _page(address, answer, is_part=is_part and answer.status_code < 400)
            answer.close()
        assert status in (page.status, None), (
            f"{method} {address} gave {page.status}: {_start(page)}"
        )
        self._look_at(page, ear)
        if not is_part:
            self.page = page
        return page

    def _look_at(self, page: Page, ear: Heard) -> None:
        check(page)
        engine = self.app.extensions["portal.database"].engine
        assert not engine.pool.checkedout(), f"{page.address} kept its database connection"
        assert not ear.unfinished, f"{page.address} left changes uncommitted: {ear.unfinished}"
        if page.status < 400:
            assert not ear.lost, f"{page.address} threw changes away: {ear.lost}"
        shown = [text for text in self.foreign if text in page.text]
        assert not shown, f"{page.address} shows {len(shown)} texts of somebody else"


def _page(address: str, answer: TestResponse, *, is_part: bool) -> Page:
    headers = dict(answer.headers)
    headers["Set-Cookie"] = "\n".join(answer.headers.getlist("Set-Cookie"))
    is_text = (answer.mimetype or "").startswith("text/")
    return Page(
        address=address,
        status=answer.status_code,
        headers=headers,
        text=answer.get_data(as_text=True) if is_text else "",
        body=answer.get_data(),
        is_part=is_part,
    )


def _start(page: Page) -> str:
    return page.words[:300] if page.is_html and page.text else page.headers.get("Location", "")
