"""The only reader of XML that comes from outside: plain elements, and nothing that expands.

A document type is what entity bombs and files of ours would come in with, so one that declares any
is refused before a byte of it is used.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

DEPTH = 32
MOST_ELEMENTS = 100_000


class BadXml(ValueError):
    """Not acceptable XML; the message is a word for why and the place, never a value."""


@dataclass(slots=True)
class Element:
    """An element with its children in order; `text` is what stands directly in it."""

    name: str
    namespace: str = ""
    children: list["Element"] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.said).strip()

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]

    def first(self, *way: str) -> "Element":
        """The first element along a way of names; an empty one where there is none."""
        found = self
        for name in way:
            found = next(iter(found.all(name)), Element(name))
        return found

    def anywhere(self, name: str) -> Iterator["Element"]:
        """Every element of a name, in its order, none that stands in another of the name."""
        todo = [self]
        while todo:
            element = todo.pop()
            if element.name == name:
                yield element
            else:
                todo += reversed(element.children)


def read(document: bytes) -> Element:
    """Read a document in UTF-8.

    Raises `BadXml` with one of `encoding`, `document-type`, `depth`, `size`, `syntax`.
    """
    _refuse_other_encodings(document)
    parser = expat.ParserCreate("utf-8", namespace_separator="}")
    builder = _Builder(lambda: _place(parser.CurrentLineNumber, parser.CurrentColumnNumber))
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.say
    try:
        parser.Parse(document, True)
    except expat.ExpatError as bad:
        raise BadXml(f"syntax{_place(bad.lineno, bad.offset)}") from None
    return builder.root.children[0]


def _place(line: int, column: int) -> str:
    return f", at line {line}, column {column + 1}"


def _refuse_other_encodings(document: bytes) -> None:
    """The parser follows a byte order mark, whatever it is told."""
    try:
        document.decode("utf-8")
    except UnicodeDecodeError as bad:
        before = document[: bad.start].decode("utf-8")
        column = len(before) - before.rfind("\n") - 1
        raise BadXml(f"encoding{_place(before.count(chr(10)) + 1, column)}") from None


class _Builder:
    """Builds the tree as the parser meets the parts; `place` tells where the parser is."""

    def __init__(self, place: Callable[[], str]) -> None:
        self.root = Element("")
        self._open = [self.root]
        self._elements = 0
        self._place = place

    def refuse(self, *_: object) -> None:
        raise BadXml(f"document-type{self._place()}")

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._open) > DEPTH:
            raise BadXml(f"depth{self._place()}")
        if self._elements > MOST_ELEMENTS:
            raise BadXml(f"size{self._place()}")
        namespace, _, local = name.rpartition("}")
        element = Element(local, namespace)
        self._open[-1].children.append(element)
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def say(self, text: str) -> None:
        self._open[-1].said.append(text)
