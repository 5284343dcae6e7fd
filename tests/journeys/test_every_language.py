"""Every page in other languages, as the test client gets it: what it says of itself, and that no text
is Swedish without saying so.

Arabic is the canary: its letters are its own, so a word in Latin letters is either one that the
translator chose to write so, or one that escaped translation.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from portal.database import Database
from portal.demo.sharing import share
from portal.identity.sealing import Sealer
from portal.web.languages import LANGUAGES, Language, by_code
from tests.journeys.pages import LOOKS, Look
from tests.support.page import Element, Page
from tests.support.people import Cast
from tests.support.sharing import BASIS
from tests.support.sharing_portal import database, peopled, settings
from tests.support.visitor import Visitor

__all__ = ["database", "peopled", "settings"]

CODE = re.compile(r"\S*\d\S*|\S+://\S+|www\.\S+")
"""Numbers, identities of systems and addresses: the same in all languages."""
LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
READ_ALOUD = ("aria-label", "alt", "title", "placeholder")
SOME = ("first page", "home", "plan", "a grant", "log", "unknown address", "about")
BY_PATIENTS = "min son Bertil 112 kB MB PDF"
"""What Anna calls Bertil; and units."""

Shows = Callable[[Look, Language], Page]


@pytest.fixture
def shows(
    app: Flask,
    cast: Cast,
    database: Database,
    sealer: Sealer,
    signed_in: Callable[[str], Visitor],
) -> Shows:
    share(database, sealer, legal_basis=BASIS)
    with database.engine.begin() as connection:
        grant = connection.execute(text("SELECT ref FROM access_grant")).scalar_one()
    browsers: dict[str, Visitor] = {"": Visitor(app)}

    def show(look: Look, language: Language) -> Page:
        if look.who not in browsers:
            browsers[look.who] = signed_in(look.who)
            browsers[look.who].foreign = frozenset()
        browser = browsers[look.who]
        browser.client.set_cookie("__Host-lang", language.code, secure=True, httponly=True)
        return browser.opens(look.address.format(grant=grant), status=look.status)

    return show


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_a_page_says_its_language_and_its_direction(shows: Shows, language: Language):
    for look in LOOKS:
        if look.name in SOME:
            root = shows(look, language).tree
            assert root.get("lang") == language.html_lang, look.name
            assert root.get("dir") == language.direction, look.name


def test_nothing_on_an_arabic_page_is_swedish_without_saying_so(shows: Shows, cast: Cast):
    arabic = by_code("ar")
    assert arabic is not None
    known = {"Min", "plan", *BY_PATIENTS.split()}
    known |= {word for one in cast.values() for word in LATIN.findall(one.name)}
    for translated in (*arabic.catalogue.texts.values(), *_forms(arabic)):
        known |= set(LATIN.findall(re.sub(r"%\(\w+\)s", "", translated)))
    found = {
        word: look.name
        for look in LOOKS
        for said in _said(shows(look, arabic).tree, "ar")
        for word in LATIN.findall(CODE.sub("", said))
        if word not in known
    }
    assert not found, "each with a page it stands on"


def test_what_care_has_written_is_said_to_be_an_original(shows: Shows):
    home = next(look for look in LOOKS if look.name == "home")
    for language in LANGUAGES:
        notes = [
            one
            for one in shows(home, language).tree.iter("p")
            if one.get("class") == "soft original"
        ]
        assert len(notes) == (language.html_lang != "sv"), language.code


def _forms(language: Language) -> Iterator[str]:
    for forms in language.catalogue.plurals.values():
        yield from forms


def _said(element: Element, language: str) -> Iterator[str]:
    """The texts of a page that are said to be in its own language."""
    # The title says what the h1 says, and cannot hold a mark of its language.
    if not isinstance(element.tag, str) or element.tag == "head":
        return
    if element.get("lang", language) == language:
        yield element.text or ""
        # A button's name holds what it is about, in one text; that stands beside it, too, marked.
        if element.tag != "button":
            yield from (element.get(name, "") for name in READ_ALOUD)
        for part in element:
            yield from _said(part, language)
            yield part.tail or ""
