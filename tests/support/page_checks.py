"""What is looked at on every page that any test opens, without asking for it."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.support.identity_numbers import identity_numbers_in
from tests.support.page import Element, Page, words_of

NONCE = re.compile(r"'nonce-([A-Za-z0-9+/_=-]{22,})'")
LABELLED = frozenset(("input", "select", "textarea"))
NEEDS_NO_LABEL = frozenset(("hidden", "submit", "button", "image", "reset"))
# A page about signing in or out is nobody's, and an address holds one opaque reference at most.
FORBIDDEN_COOKIES = ("remember_token", "session")


class PageFaulty(AssertionError):
    """The page breaks rules that hold for all pages; the message lists every one."""


def check(page: Page) -> None:
    """Raise `PageFaulty` when a page is not as all pages must be."""
    faults = [*_in_headers(page), *_in_address(page)]
    if page.is_html and page.text:
        faults += [*_in_policy(page), *_in_elements(page), *_in_controls(page), *_in_text(page)]
        faults += _in_faults(page)
        if not page.is_part:
            faults += _in_frame(page)
    if faults:
        lines = "\n".join(f"  - {fault}" for fault in faults)
        raise PageFaulty(f"{page.status} {page.address} breaks rules for every page:\n{lines}")


def nonce_of(page: Page) -> str:
    """The nonce that the page's own scripts carry."""
    found = NONCE.search(page.headers.get("Content-Security-Policy", ""))
    return found[1] if found else ""


def _in_headers(page: Page) -> Iterator[str]:
    for name, wanted in HEADERS.items():
        if page.headers.get(name) != wanted:
            yield f"header {name} is {page.headers.get(name)!r}, not {wanted!r}"
    for cookie in page.headers.get("Set-Cookie", "").split("\n"):
        name = cookie.partition("=")[0]
        if name in FORBIDDEN_COOKIES:
            yield f"the cookie {name} must never be set"
        if name and not name.startswith("__Host-"):
            yield f"the cookie {name} is not a __Host- cookie"
    if page.headers.get("Server") and re.search(r"\d", page.headers["Server"]):
        yield "the Server header tells a version"


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _in_address(page: Page) -> Iterator[str]:
    for place, text in (("address", page.address), ("Location", page.headers.get("Location", ""))):
        for number in identity_numbers_in(text):
            yield f"the {place} holds an identity number ({number})"


def _in_policy(page: Page) -> Iterator[str]:
    policy = page.headers.get("Content-Security-Policy", "")
    if "unsafe" in policy or "default-src 'none'" not in policy:
        yield f"the content security policy is too weak: {policy!r}"
    if not nonce_of(page):
        yield f"the content security policy has no nonce: {policy!r}"


def _in_elements(page: Page) -> Iterator[str]:
    nonce = nonce_of(page)
    for element in _elements(page):
        for name in element.attrib:
            if name == "style" or name.startswith(("on", "hx-on")):
                yield f"<{element.tag}> has the inline attribute {name}"
        has_htmx = any(name.startswith("hx-") and name != "hx-nonce" for name in element.attrib)
        if has_htmx and element.get("hx-nonce") != nonce:
            yield f"<{element.tag}> has hx-* without the page's hx-nonce"
        if element.tag == "style":
            yield "there is an inline <style>"
        if element.tag == "script" and (not element.get("src") or element.get("nonce") != nonce):
            yield "there is a <script> without src and the page's nonce"
    ids = Counter(element.get("id") for element in _elements(page) if element.get("id"))
    for name, times in ids.items():
        if times > 1:
            yield f'id="{name}" stands {times} times'


def _in_controls(page: Page) -> Iterator[str]:
    elements = list(_elements(page))
    labelled = {label.get("for") for label in elements if label.tag == "label"}
    for label in (one for one in elements if one.tag == "label"):
        labelled |= {part.get("id") or id(part) for part in label.iter()}
    ids = {element.get("id") for element in elements}
    for element in elements:
        if element.tag in LABELLED and element.get("type") not in NEEDS_NO_LABEL:
            has_label = {element.get("id"), id(element)} & labelled - {None}
            if (
                not has_label
                and not element.get("aria-label")
                and not element.get("aria-labelledby")
            ):
                yield f"<{element.tag} name={element.get('name')!r}> has no label"
        if element.tag in ("button", "a") and not (element.get("aria-label") or words_of(element)):
            yield f"<{element.tag}> says nothing"
        if element.tag == "form" and not element.get("action"):
            yield "there is a <form> without action"
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
            for target in (element.get(name) or "").split():
                if target not in ids and not page.is_part:
                    yield f'{name}="{target}" points at nothing'


def _in_text(page: Page) -> Iterator[str]:
    for number in identity_numbers_in(page.text):
        yield f"an identity number is on the page ({number})"


def _in_frame(page: Page) -> Iterator[str]:
    root = page.tree
    if not root.get("lang"):
        yield "<html> has no lang"
    headings = [words_of(heading) for heading in root.iter("h1")]
    if len(headings) != 1:
        yield f"there are {len(headings)} h1, not one: {headings}"
    elif not without_mark(page).startswith(headings[0]):
        yield f"the title {page.title!r} does not begin with the h1 {headings[0]!r}"
    if len(list(root.iter("main"))) != 1:
        yield "there is not exactly one <main>"


def summary_of(page: Page) -> Element | None:
    """The error summary of a form that came back."""
    return next(
        (one for one in _elements(page) if "faults" in (one.get("class") or "").split()), None
    )


def without_mark(page: Page) -> str:
    """The title without the word that says first of all that something is wrong."""
    if page.is_part or summary_of(page) is None:
        return page.title
    return page.title.partition(":")[2].strip() if ":" in page.title else "no mark: " + page.title


def _in_faults(page: Page) -> Iterator[str]:
    """A form that came back says so in a heading, and at each field; both lead to each other."""
    summary = summary_of(page)
    if summary is None:
        return
    if summary.get("role") != "alert" or summary.get("autofocus") is None:
        yield "the error summary does not take the focus"
    if not list(summary.iter("h2")):
        yield "the error summary has no heading"
    by_id = {one.get("id"): one for one in _elements(page) if one.get("id")}
    for link in (one for one in summary.iter("a") if one.get("href", "").startswith("#")):
        name = link.get("href", "").removeprefix("#")
        field, words = by_id.get(name), by_id.get(f"{name}-fel")
        if field is None or words is None or words_of(link) not in words_of(words):
            yield f"no message stands at the field {name}"
        elif f"{name}-fel" not in (field.get("aria-describedby") or "").split():
            yield f"the field {name} does not name its message"
        elif field.tag in LABELLED and field.get("aria-invalid") != "true":
            yield f"the field {name} is not marked as wrong"


def _elements(page: Page) -> Iterator[Element]:
    return (element for element in page.tree.iter() if isinstance(element.tag, str))
