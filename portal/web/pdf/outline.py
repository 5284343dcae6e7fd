"""What a page says, as the press needs it: headings, paragraphs, lists and facts, in their order.

It is taken from the page's own HTML. So a PDF holds what the page holds, in the same words and the
same order, and there is no second place where something could be shown that should not be.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.web.pdf.lines import Inline, inlines, is_unread, styled, tidy, with_capital, within
from portal.web.pdf.tree import Element, tree_of

WHOLE = frozenset(("activity", "goal", "contact", "meeting"))
"""What is never split between two sheets of paper: the same classes as in print.css."""
TONES = ("addressee", "soft", "lead", "paper-title", "meeting-when", "goal-text")
KEEPS_LINES = frozenset(("own-words", "document-text"))


@dataclass(frozen=True, slots=True)
class Block:
    """`kind`: heading, paragraph, quote, whole, list, numbered, item, facts, fact, figure,
    beside (its first item stands at the side of the others), new-sheet.

    A fact has its word in `words`; a figure has its description in `text` and its SVG in `svg`.
    """

    kind: str
    words: tuple[Inline, ...] = ()
    items: tuple["Block", ...] = ()
    level: int = 0
    tone: str = ""
    text: str = ""
    svg: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """One document; `title` is what the window of a reader says, and holds nothing about care."""

    title: str
    language: str
    blocks: tuple[Block, ...]


def outline_of(html: str) -> Outline:
    """The outline of a page of ours: what its `<main>` says on paper."""
    page = tree_of(html)
    title, language = page.the("title").text.strip(), page.the("html").attributes["lang"]
    return Outline(title, language, tuple(_blocks(page.the("main"), Inline(""))))


def _blocks(parent: Element, style: Inline) -> Iterator[Block]:
    """The blocks in an element; text that stands between them makes paragraphs of its own."""
    line: list[Inline] = []
    for child in parent.children:
        if isinstance(child, Element) and (is_unread(child) or _is_block(child)):
            yield from _paragraph(line, parent)
            line = []
            if not is_unread(child):
                yield from _block(child, styled(child, style))
        else:
            line += inlines(child, style, keeps_lines=bool(parent.classes & KEEPS_LINES))
    yield from _paragraph(line, parent)


def _block(element: Element, style: Inline) -> Iterator[Block]:
    match element.tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            words = with_capital(tidy(within(element, style)))
            if words:
                yield Block("heading", words, level=int(element.tag[1]))
        case "ul" | "ol":
            kind = "numbered" if element.tag == "ol" else "list"
            yield Block(kind, items=tuple(_items(element, style)))
        case "dl":
            yield Block("facts", items=tuple(_facts(element, style)))
        case "blockquote":
            yield Block("quote", items=tuple(_lines_kept(element, style)))
        case "svg":
            yield _figure(element)
        case _ if "new-sheet" in element.classes:
            yield Block("new-sheet")
            yield from _blocks(element, style)
        case _ if "way-back" in element.classes:
            yield Block("beside", items=tuple(_blocks(element, style)))
        case _ if element.classes & WHOLE:
            yield Block("whole", items=tuple(_blocks(element, style)))
        case _:
            yield from _blocks(element, style)


def _items(element: Element, style: Inline) -> Iterator[Block]:
    for child in element.children:
        if isinstance(child, Element) and not is_unread(child):
            yield Block("item", items=tuple(_blocks(child, styled(child, style))))


def _facts(element: Element, style: Inline) -> Iterator[Block]:
    """`<dt>` and `<dd>` by turns, each pair in a `<div>` of its own or not."""
    word: tuple[Inline, ...] = ()
    for child in element.children:
        if not isinstance(child, Element) or is_unread(child):
            continue
        if child.tag == "div":
            yield from _facts(child, style)
        elif child.tag == "dt":
            word = tidy(within(child, style))
        else:
            yield Block("fact", word, tuple(_blocks(child, styled(child, style))))


def _lines_kept(element: Element, style: Inline) -> Iterator[Block]:
    """A quotation: its paragraphs keep their line breaks."""
    for child in element.children:
        if isinstance(child, Element):
            words = tidy(within(child, styled(child, style), keeps_lines=True))
            yield Block("paragraph", words)


def _figure(svg: Element) -> Block:
    """A picture of ours: one path in a box."""
    box, path = svg.attributes["viewbox"], svg.the("path").attributes["d"]
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path d="{path}"/></svg>'
    return Block("figure", text=svg.attributes["aria-label"], svg=drawn)


def _paragraph(line: list[Inline], parent: Element) -> Iterator[Block]:
    words = tidy(line)
    if words:
        tone = next((tone for tone in TONES if tone in parent.classes), "")
        yield Block("paragraph", with_capital(words) if tone else words, tone=tone)


BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "details", "div", "dl", "figure", "footer", "header"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "section", "summary", "svg", "ul"),
    )
)


def _is_block(element: Element) -> bool:
    return element.tag in BLOCKS
