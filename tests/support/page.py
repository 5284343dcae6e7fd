"""A page as a test reads it: its words, its forms, its links."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import html5lib

# xml.etree's Element: html5lib's types call it Any.
Element = Any

BLOCK = re.compile("p|h[1-6]|li|dt|dd|div|section|article|header|footer|nav|main")
UNREAD = frozenset(("script", "style", "template", "head"))


@dataclass(frozen=True)
class Form:
    """A form as a browser would send it: `fields` holds what stands in it unasked."""

    action: str
    method: str
    fields: dict[str, str]
    buttons: dict[str, tuple[str, str] | None]
    """The name and value a button adds, by the button's words."""


@dataclass(frozen=True)
class Page:
    """An answer of the portal; `part` is the name of the element when it is only a fragment."""

    address: str
    status: int
    headers: Mapping[str, str]
    text: str
    body: bytes = field(repr=False)
    is_part: bool = False

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @cached_property
    def tree(self) -> Element:
        """The page, or the fragment in a `<div>`; raises when the HTML is not valid."""
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False
        )
        if self.is_part:
            return parser.parseFragment(self.text, container="main")
        return parser.parse(self.text)

    @property
    def title(self) -> str:
        return words_of(self.tree.find("head/title"))

    @property
    def heading(self) -> str:
        """The one h1."""
        (heading,) = self.tree.iter("h1")
        return words_of(heading)

    @property
    def words(self) -> str:
        """What the page says, as one line."""
        body = self.tree if self.is_part else self.tree.find("body")
        return words_of(body)

    def says(self, *sentences: str) -> bool:
        return all(sentence in self.words for sentence in sentences)

    @property
    def links(self) -> dict[str, str]:
        """Addresses by the words of the link; the first of two that say the same."""
        return {
            words_of(link): link.get("href")
            for link in reversed(list(self.tree.iter("a")))
            if link.get("href")
        }

    @property
    def forms(self) -> list[Form]:
        return [_form(form, self.address) for form in self.tree.iter("form")]


def words_of(element: Element) -> str:
    """The text a person would read, with single blanks, where a hard space is one, too."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if element.tag in UNREAD:
        return
    apart = " " if BLOCK.fullmatch(element.tag) else ""
    yield apart + (element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            yield from _texts(child)
        yield child.tail or ""
    yield apart


def _form(form: Element, address: str) -> Form:
    fields: dict[str, str] = {}
    buttons: dict[str, tuple[str, str] | None] = {}
    for part in form.iter():
        name, value = part.get("name"), part.get("value", "")
        if part.tag == "button" and part.get("type", "submit") == "submit":
            label = " ".join(part.get("aria-label", "").split())
            buttons[label or words_of(part)] = (name, value) if name else None
        elif part.tag == "textarea" and name:
            fields[name] = part.text or ""
        elif part.tag == "select" and name:
            options = list(part.iter("option"))
            chosen = next((one for one in options if one.get("selected") is not None), options[0])
            fields[name] = chosen.get("value", words_of(chosen))
        elif part.tag == "input" and name:
            is_choice = part.get("type") in ("radio", "checkbox")
            if not is_choice or part.get("checked") is not None:
                fields[name] = value
    action = form.get("action") or address
    return Form(action, form.get("method", "get").lower(), fields, buttons)
