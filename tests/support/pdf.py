"""A PDF as a screen reader gets it: what is tagged, in the order of the tags, in which language."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NumberObject

Texts = dict[int, str]
NUMBERING = re.compile(r"\s*(\d+\.|•)\s*")


@dataclass(frozen=True)
class Tag:
    """A tag with its own text and that of the tags in it; `language` is empty when inherited."""

    name: str
    text: str
    language: str
    description: str
    depth: int


@dataclass(frozen=True)
class Pdf:
    """`body` is the file."""

    body: bytes

    @cached_property
    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(self.body), strict=True)

    @property
    def root(self) -> Any:
        return self.reader.root_object

    @property
    def language(self) -> str:
        return str(self.root["/Lang"])

    @property
    def title(self) -> str:
        metadata = self.reader.metadata
        assert metadata is not None
        return str(metadata.title)

    @property
    def description_of_itself(self) -> str:
        """Its XMP packet, where it says which standards it follows."""
        return str(self.root["/Metadata"].get_data().decode())

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        found = (note.get_object() for page in self.reader.pages for note in page.annotations or ())
        return [str(note["/A"]["/URI"]) for note in found]

    @cached_property
    def tags(self) -> list[Tag]:
        """All tags in reading order, each before those in it."""
        return list(self._walk(self.root["/StructTreeRoot"]["/K"], 0, 0))

    def all(self, name: str) -> list[str]:
        """What the tags of a name say."""
        return [tag.text for tag in self.tags if tag.name == name]

    @property
    def words(self) -> str:
        """Everything that is tagged, as one line."""
        return next(tag.text for tag in self.tags if tag.name == "Document")

    @property
    def words_without_numbering(self) -> str:
        """The same but for the numbers and dots of lists, and without blanks."""
        return "".join(self._said(self.root["/StructTreeRoot"], 0, leaves_out=NUMBERING).split())

    @cached_property
    def _texts(self) -> dict[int, Texts]:
        """By page (the number of its object) and marked content."""
        return {_number(page): _marked(page) for page in self.reader.pages}

    def _walk(self, kid: Any, page: int, depth: int) -> Iterator[Tag]:
        element = kid.get_object()
        if isinstance(element, ArrayObject):
            for each in element:
                yield from self._walk(each, page, depth)
        elif isinstance(element, DictionaryObject) and "/S" in element:
            page = element.raw_get("/Pg").idnum if "/Pg" in element else page
            yield Tag(
                name=str(element["/S"]).removeprefix("/"),
                text=" ".join(self._said(element, page).split()),
                language=str(element.get("/Lang", "")),
                description=str(element.get("/Alt", "")),
                depth=depth,
            )
            yield from self._walk(element.get("/K", ArrayObject()), page, depth + 1)

    def _said(self, kid: Any, page: int, leaves_out: re.Pattern[str] | None = None) -> str:
        """The text in a kid of the tree: a number, a list of kids, or an element."""
        element = kid.get_object()
        if isinstance(element, NumberObject):
            return self._texts[page].get(int(element), "")
        if isinstance(element, ArrayObject):
            return "".join(self._said(each, page, leaves_out) for each in element)
        page = element.raw_get("/Pg").idnum if "/Pg" in element else page
        if "/MCID" in element:
            return self._texts[page].get(int(element["/MCID"]), "")
        said = self._said(element["/K"], page, leaves_out) if "/K" in element else ""
        is_left_out = element.get("/S") == "/Lbl" and leaves_out and leaves_out.fullmatch(said)
        return "" if is_left_out else said


def _number(page: pypdf.PageObject) -> int:
    assert page.indirect_reference is not None
    return page.indirect_reference.idnum


def _marked(page: pypdf.PageObject) -> Texts:
    """The text of each piece of marked content; what is marked as decoration has no number."""
    texts: Texts = {}
    opened: list[int | None] = []

    def before(operator: bytes, values: list[Any], *_: object) -> None:
        if operator in (b"BDC", b"BMC"):
            told = values[1] if len(values) > 1 else {}
            opened.append(told.get("/MCID") if isinstance(told, dict) else None)
        elif operator == b"EMC":
            opened.pop()

    def text(piece: str, *_: object) -> None:
        number = next((one for one in reversed(opened) if one is not None), None)
        if number is not None:
            texts[number] = texts.get(number, "") + piece

    page.extract_text(visitor_operand_before=before, visitor_text=text)
    return texts
