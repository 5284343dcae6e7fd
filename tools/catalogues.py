"""The catalogues in translations/: brought up to the words of the pages, and checked.

    python -m tools.catalogues update     after words on pages have changed; `make messages`
    python -m tools.catalogues check      part of `make check`
    python -m tools.catalogues new CODE   begin a language that has a head in catalogue_heads.py

The Swedish words stand in templates and code and are the keys. `update` writes them to
`portal.pot` and into each language's `messages.po`, with an empty translation where there is none;
`check` fails until every one that the language must have is filled in, with the same values in it.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from tools.catalogue_heads import HEADS, UNREVIEWED, Head
from tools.catalogue_rules import Key, faults_of, is_filled

ROOT = Path(__file__).parents[1]
TRANSLATIONS = ROOT / "translations"
TEMPLATE = TRANSLATIONS / "portal.pot"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
NOISE = re.compile(
    r'^"(Project-Id|Report-Msgid|POT-|PO-|Last-|Language-T|Generated).*\n', re.MULTILINE
)
"""Headers with the time of a run and placeholders; they would change the files for nothing."""


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            update()
            return 0
        case ["check"]:
            found = list(faults())
            print("\n".join(found) or "Every word is in every catalogue.")
            return 1 if found else 0
        case ["new", code] if code in HEADS:
            path = TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"
            path.parent.mkdir(parents=True)
            path.write_text(HEADS[code].text(code))
            update()
            return 0
        case _:
            print(__doc__)
            return 2


def update() -> None:
    """Write the template anew, and bring each language up to it; nothing translated is lost."""
    template = extracted()
    TEMPLATE.write_text(_text(template))
    for path in languages():
        catalogue = _read(path)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        code = _code(path)
        path.write_text(_text(catalogue, HEADS[code].text(code)))
        missing = sum(not is_filled(message) for message in catalogue if message.id)
        print(f"{_name(path)}: {len(catalogue)} messages, {missing} to translate")


def faults() -> Iterator[str]:
    """What is wrong, each with where it is."""
    template = extracted()
    if not TEMPLATE.is_file() or TEMPLATE.read_text() != _text(template):
        yield "translations/portal.pot is older than the pages: run `make messages`"
    for path in languages():
        yield from (f"{_name(path)}: {fault}" for fault in _faults_in(path, template))


def _faults_in(path: Path, template: Catalog) -> Iterator[str]:
    catalogue, code = _read(path), _code(path)
    head = HEADS.get(code, Head(code))
    held = {message.id: message for message in catalogue if message.id}
    wanted = {message.id: message for message in template if message.id}
    if not path.read_text().startswith(head.text(code)):
        yield f"its head is not the one in tools/catalogue_heads.py ({UNREVIEWED!r} included)"
    for unknown in sorted(map(str, held.keys() - wanted)):
        yield f"no page says {unknown!r} any more: run `make messages`"
    for key in sorted(wanted, key=str):
        message = held.get(key)
        if message is not None and is_filled(message):
            yield from faults_of(message, key, catalogue)
        elif any(place.startswith(head.complete_in) for place, _ in wanted[key].locations):
            yield f"{key!r} is not translated"


def extracted() -> Catalog:
    """All words of templates and code, in the order of files and lines."""
    template = Catalog(
        charset="utf-8",
        header_comment="# The words of Min plan, in Swedish. Written by `make messages`.",
    )
    for path in sorted([*ROOT.glob("portal/**/*.py"), *ROOT.glob("templates/**/*.html")]):
        name = path.relative_to(ROOT).as_posix()
        for line, message in _in_template(path) if path.suffix == ".html" else _in_code(path):
            template.add(message, locations=[(name, line)])
    return template


def languages() -> list[Path]:
    """The catalogue of each language."""
    return sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def _in_template(path: Path) -> Iterator[tuple[int, Key]]:
    for call in Environment(autoescape=True).parse(path.read_text()).find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        texts = [part.value for part in call.args if isinstance(part, nodes.Const)]
        match name, texts:
            case "_", [text]:
                yield call.lineno, text
            case "ngettext", [one, more]:
                yield call.lineno, (one, more)


def _in_code(path: Path) -> Iterator[tuple[int, Key]]:
    for line, text, _comments, _context in extract_from_file("python", path, KEYWORDS):
        yield line, text


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=None, abort_invalid=True)


def _text(catalogue: Catalog, head: str = "") -> str:
    """The file; a language's head is written by us, for Babel would leave some rules out."""
    catalogue.fuzzy = False
    file = io.BytesIO()
    write_po(
        file,
        catalogue,
        width=98,
        include_lineno=False,
        ignore_obsolete=True,
        omit_header=bool(head),
    )
    return head + NOISE.sub("", file.getvalue().decode())


def _code(path: Path) -> str:
    return path.parents[1].name


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
