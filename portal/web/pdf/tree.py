"""HTML of our own templates as a tree: every element is closed, and nothing is guessed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "wbr"))


@dataclass(slots=True)
class Element:
    """An element with what is in it: texts and elements."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())

    def first(self, tag: str) -> "Element | None":
        """The first element of that name in here, in reading order."""
        for child in self.children:
            if isinstance(child, Element):
                found = child if child.tag == tag else child.first(tag)
                if found is not None:
                    return found
        return None

    def the(self, tag: str) -> "Element":
        """The same where the page must have one."""
        found = self.first(tag)
        if found is None:
            raise LookupError(f"no <{tag}> in <{self.tag}>")
        return found

    @property
    def text(self) -> str:
        return "".join(one if isinstance(one, str) else one.text for one in self.children)


class TreeParser(HTMLParser):
    """Builds the tree of one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<path/>`: only inside a picture, where it says what it means."""
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in (element.tag for element in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def tree_of(html: str) -> Element:
    """The page; its root has no name."""
    parser = TreeParser()
    parser.feed(html)
    parser.close()
    return parser.root
