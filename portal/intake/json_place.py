"""Where JSON is not what is taken, and why: the first fault of a text, in the order of the text.

Only read when something is wrong: Python's own reader says that, but not where the second of two
equal names stands, or the character that no text may hold.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite

NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
TOKEN = re.compile(
    r'[ \t\n\r]*+(?:(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+")'
    r"|(?P<constant>NaN|-?Infinity)"
    r"|(?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>true|false|null)|(?P<mark>[{}\[\]:,]))",
    re.DOTALL,
)
ESCAPED = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u(?P<code>[0-9a-fA-F]{4})|\\.|(?P<raw>[\x00-\x1f\x7f])",
    re.DOTALL,
)
"""A pair of surrogates, one escape, or a control character as it is."""
SYNTAX = {
    "Expecting ','": "a comma, or the end, is wanted",
    "Expecting ':'": "a colon is wanted",
    "Expecting value": "a value is wanted",
    "Expecting property name": "a name in double quotes is wanted",
    "Illegal trailing comma": "a comma with nothing after it",
    "Unterminated string": "a text that does not end",
    "Invalid control character": "a control character that is not escaped",
    "Invalid \\": "an escape that JSON does not have",
    "Extra data": "something after the end",
    "Unexpected UTF-8 BOM": "a byte order mark",
}
"""The beginnings of what Python's reader says, which repeats nothing of the text, in our words."""
COMMENTS = ("//", "/*", "#")
LARGEST = "a number that is NaN, infinite or too large"


class BadJson(ValueError):
    """The body is not JSON that is taken; the message is words for why, never a value.

    `why` is one of `empty`, `encoding`, `syntax`, `duplicate-key`, `number`, `depth`, `character`.
    """

    def __init__(self, why: str, words: str) -> None:
        super().__init__(words)
        self.why = why


@dataclass(frozen=True, slots=True)
class _Found:
    offset: int
    why: str
    words: str


@dataclass(slots=True)
class _Open:
    """An object or a list whose end has not come; a list has no names."""

    names: set[str] | None
    is_name_next: bool = field(default=True)


def integer(text: str) -> int:
    """Raises `ValueError` beyond 64 bits."""
    if len(text) > 20 or not -(2**63) <= int(text) < 2**63:
        raise ValueError("number")
    return int(text)


def decimal(text: str) -> Decimal:
    """Keep 1.0 and 1.00 apart, as FHIR wants. Raises `ValueError` for what is too large."""
    if len(text) > 40 or not isfinite(float(text)):
        raise ValueError("number")
    return Decimal(text)


def empty() -> BadJson:
    return BadJson("empty", "The body is empty")


def bad_encoding(body: bytes, offset: int) -> BadJson:
    """For a body of which these are the first bytes that are no UTF-8."""
    before = body[:offset].decode("utf-8")
    return _bad(before, _Found(len(before), "encoding", "bytes that are no UTF-8"))


def first_fault(text: str, depth: int, raised: Exception | None = None) -> BadJson:
    """The first fault of a text that a reader has refused, with what the reader raised."""
    found = next(_faults(text, depth), None)
    if isinstance(raised, json.JSONDecodeError) and (not found or raised.pos <= found.offset):
        found = _Found(raised.pos, "syntax", _syntax(text, raised))
    return _bad(text, found or _Found(0, "syntax", "it cannot be read"))


def _bad(text: str, found: _Found) -> BadJson:
    line = text.count("\n", 0, found.offset) + 1
    column = found.offset - text.rfind("\n", 0, found.offset)
    is_json = found.why not in ("encoding", "syntax")
    verdict = "JSON that is not taken" if is_json else "Not JSON"
    return BadJson(found.why, f"{verdict}: {found.words}, at line {line}, column {column}")


def _syntax(text: str, raised: json.JSONDecodeError) -> str:
    if text.startswith(COMMENTS, raised.pos):
        return "a comment, which JSON does not have"
    words = (ours for theirs, ours in SYNTAX.items() if raised.msg.startswith(theirs))
    return next(words, "it cannot be read")


def _faults(text: str, depth: int) -> Iterator[_Found]:
    """What is wrong besides the syntax, as far as the syntax is right."""
    open_: list[_Open] = []
    token = TOKEN.match(text)
    while token and token.lastgroup:
        kind, said = token.lastgroup, token[token.lastgroup]
        offset = token.start(kind)
        if said in ("{", "[") and len(open_) == depth:
            yield _Found(offset, "depth", f"nested more than {depth} deep")
        if kind == "mark":
            _follow(said, open_)
        elif kind == "string":
            yield from _of_string(said, offset, open_[-1] if open_ else None)
        elif kind == "constant" or (kind == "number" and not _is_number(said)):
            yield _Found(offset, "number", LARGEST)
        token = TOKEN.match(text, token.end())


def _follow(mark: str, open_: list[_Open]) -> None:
    """Keep account of what is open, and of whether a name comes next."""
    if mark in "{[":
        open_.append(_Open(set() if mark == "{" else None))
    elif mark in "}]":
        del open_[-1:]
    elif open_:
        open_[-1].is_name_next = mark == ","


def _of_string(said: str, offset: int, around: _Open | None) -> Iterator[_Found]:
    for part in ESCAPED.finditer(said):
        sign = part["raw"] or (chr(int(part["code"], 16)) if part["code"] else "")
        if sign and NOT_TEXT.match(sign):
            words = f"the character U+{ord(sign):04X}, which no text of FHIR holds"
            yield _Found(offset + part.start(), "character", words)
    if around and around.names is not None and around.is_name_next:
        name = _text(said)
        if name in around.names:
            yield _Found(offset, "duplicate-key", "the same name twice in one object")
        around.names.add(name)


def _text(said: str) -> str:
    try:
        return str(json.loads(said, strict=False))
    except ValueError:
        return said


def _is_number(said: str) -> bool:
    try:
        integer(said) if said.lstrip("-").isdigit() else decimal(said)
    except (ValueError, ArithmeticError):
        return False
    return True
