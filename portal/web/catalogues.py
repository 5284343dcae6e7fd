"""Translations, read from `.po` files as they are: no compiled files that could be older."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parents[2] / "translations"
EMPTY = re.compile(r'^msgstr(\[\d\])? ""\n(?!")', re.MULTILINE)
"""A translation that is not there; a long one begins with an empty line, too."""


def _one_or_more(n: int) -> int:
    return int(n != 1)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language by the Swedish text; what is missing stays Swedish."""

    texts: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    plural_index: Callable[[int], int] = _one_or_more

    def text(self, swedish: str) -> str:
        """The text in this language."""
        return self.texts.get(swedish, swedish)

    def plural(self, swedish_one: str, swedish_more: str, n: int) -> str:
        """The text in this language for `n` of something."""
        forms = self.plurals.get(swedish_one)
        if forms is None:
            return (swedish_one, swedish_more)[_one_or_more(n)]
        return forms[self.plural_index(n)]


def path_of(code: str) -> Path:
    """Where a language's catalogue is."""
    return TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"


@cache
def is_complete(code: str) -> bool:
    """Whether every message of the pages is translated; told without reading them all."""
    path = path_of(code)
    return not path.is_file() or not EMPTY.search(path.read_text())


@cache
def catalogue(code: str) -> Catalogue:
    """Read a language's catalogue; the source language has none and needs none."""
    path = path_of(code)
    if not path.is_file():
        return Catalogue()
    with path.open("rb") as file:
        # No locale: Babel does not know all of our languages, and would take its plural rule.
        messages = read_po(file, locale=None, abort_invalid=True)
    filled = [message for message in messages if message.id and all(_forms(message.string))]
    return Catalogue(
        texts={str(one.id): _forms(one.string)[0] for one in filled if not one.pluralizable},
        plurals={one.id[0]: _forms(one.string) for one in filled if one.pluralizable},
        plural_index=c2py(messages.plural_expr),
    )


def _forms(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, list | tuple) else (str(string or ""),)
