"""The words of a line as a browser would show them: blanks, line breaks, languages, order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from portal.web.pdf.tree import Element

UNREAD = frozenset(("script", "style", "template", "form", "nav", "button", "input", "aside"))
BLANKS = re.compile(r"[ \t\r\n\f]+")
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Signs without a shape, which could turn the order of what stands beside them."""


@dataclass(frozen=True, slots=True)
class Inline:
    """A piece of a line. `language` is empty when it is the page's own."""

    text: str
    language: str = ""
    target: str = ""
    is_strong: bool = False
    is_left_to_right: bool = False


def within(element: Element, style: Inline, *, keeps_lines: bool = False) -> list[Inline]:
    return [
        inline
        for child in element.children
        for inline in inlines(child, style, keeps_lines=keeps_lines)
    ]


def inlines(part: Element | str, style: Inline, *, keeps_lines: bool = False) -> Iterator[Inline]:
    if isinstance(part, str):
        yield replace(style, text=_spaced(part, keeps_lines=keeps_lines))
    elif part.tag == "br":
        yield replace(style, text="\n")
    elif not is_unread(part):
        apart = bool(part.classes & {"block"})
        if apart:
            yield replace(style, text="\n")
        yield from within(part, styled(part, style), keeps_lines=keeps_lines)


def _spaced(text: str, *, keeps_lines: bool) -> str:
    """As a browser would: blanks and line ends are one blank, unless line ends are kept."""
    if keeps_lines:
        return "\n".join(BLANKS.sub(" ", line) for line in UNSEEN.sub("", text).splitlines())
    return BLANKS.sub(" ", UNSEEN.sub("", text))


def styled(element: Element, style: Inline) -> Inline:
    target = element.attributes.get("href", "") if element.tag == "a" else style.target
    return replace(
        style,
        language=element.attributes.get("lang", style.language),
        target=target if target.startswith("tel:") else "",
        is_strong=style.is_strong or element.tag == "strong",
        is_left_to_right=style.is_left_to_right or element.attributes.get("dir") == "ltr",
    )


def tidy(line: list[Inline]) -> tuple[Inline, ...]:
    """A line without blanks at its ends, at a line break, or after another blank."""
    tidied: list[Inline] = []
    before = "\n"
    for inline in line:
        text = inline.text.lstrip(" ") if before in (" ", "\n") else inline.text
        if text.startswith("\n") and tidied:
            tidied[-1] = replace(tidied[-1], text=tidied[-1].text.rstrip(" "))
        if text:
            before = text[-1]
            tidied.append(replace(inline, text=text))
    while tidied and not tidied[-1].text.strip():
        tidied.pop()
    while tidied and not tidied[0].text.strip():
        tidied.pop(0)
    if tidied:
        tidied[-1] = replace(tidied[-1], text=tidied[-1].text.rstrip())
    return tuple(tidied)


def with_capital(words: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """As the stylesheets show headings and days: the first letter is a capital one."""
    if not words:
        return ()
    first, *rest = words
    return (replace(first, text=first.text[:1].upper() + first.text[1:]), *rest)


def is_unread(element: Element) -> bool:
    is_picture = element.tag == "svg" and element.attributes.get("role") != "img"
    return (
        is_picture
        or element.tag in UNREAD
        or "hidden" in element.attributes
        or element.attributes.get("aria-hidden") == "true"
        or "on-screen" in element.classes
        or ("button" in element.classes and "call" not in element.classes)
    )
