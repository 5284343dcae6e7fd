"""Which language a person reads, and who decides it."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.web import catalogues, languages
from portal.web.languages import LANGUAGES, SWEDISH, current, gettext, ngettext, offered
from portal.web.reading import COOKIE
from tests.support.visitor import Visitor
from tools.catalogue_heads import HEADS

ENGLISH: dict[str, Any] = {"Accept-Language": "en"}


def read_by(app: Flask, cookie: str = "", **headers: str) -> str:
    environ = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    with app.test_request_context("/", headers={**environ, **headers}):
        return current().code


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "sv"),
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("en-GB,en;q=0.9", "en"),
        ("en", "en"),
        ("EN-us", "en"),
        ("de, en;q=0.5", "en"),
        ("de-DE", "sv"),
        ("*", "sv"),
        ("en;q=0.1, sv;q=0.9", "sv"),
        ("en;q=x, ;;; , åäö", "sv"),
        ("../../etc/passwd", "sv"),
    ],
)
def test_a_browser_that_asks_for_a_language_gets_it_when_it_is_offered(app, header, code):
    assert read_by(app, **{"Accept-Language": header}) == code


def test_the_readers_own_choice_comes_first(app: Flask):
    assert read_by(app, "en", **{"Accept-Language": "sv"}) == "en"
    assert read_by(app, "sv", **{"Accept-Language": "en"}) == "sv"


@pytest.mark.parametrize("cookie", ["xx", "../en", "EN", "en_GB", "sv@", "fi_FI"])
def test_a_choice_that_is_not_offered_is_no_choice(app: Flask, cookie: str):
    assert read_by(app, cookie, **{"Accept-Language": "en"}) == "en"


def test_what_is_not_a_request_is_swedish():
    assert current() is SWEDISH


def test_every_language_of_the_region_is_offered():
    codes = ["sv", "sv@lattlast", "en", "fi", "fit", "se", "ar"]
    assert [language.code for language in offered()] == codes
    assert offered() == LANGUAGES


def test_only_a_language_with_a_catalogue_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    assert offered.__wrapped__() == (SWEDISH,)


@pytest.mark.parametrize(("lacks", "code"), [("", "fi"), ("fi", "en")])
def test_a_browser_gets_no_language_with_gaps_that_nobody_chose(
    app: Flask, monkeypatch: pytest.MonkeyPatch, lacks: str, code: str
):
    monkeypatch.setattr(languages, "is_complete", lambda code: code != lacks)
    languages._asked_for.cache_clear()
    assert read_by(app, **{"Accept-Language": "fi, en;q=0.8"}) == code
    assert read_by(app, "fi") == "fi"
    languages._asked_for.cache_clear()


def test_easy_swedish_is_chosen_and_never_asked_for_by_a_browser(app: Flask):
    assert read_by(app, "sv@lattlast") == "sv@lattlast"
    assert read_by(app, **{"Accept-Language": "sv-SE"}) == "sv"


@pytest.mark.parametrize(
    ("message", "is_whole"),
    [
        ('msgid "Nytt"\nmsgstr "Uusi"\n', True),
        ('msgid "Nytt"\nmsgstr ""\n"Jotakin "\n"uutta"\n', True),
        ('msgid "Nytt"\nmsgstr ""\n', False),
        ('msgid "Nytt"\nmsgstr ""\n\nmsgid "Mer"\nmsgstr "Lisää"\n', False),
        ('msgid "En"\nmsgid_plural "Fler"\nmsgstr[0] "Yksi"\nmsgstr[1] ""\n', False),
    ],
)
def test_a_gap_in_a_catalogue_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, message: str, is_whole: object
):
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    path = catalogues.path_of("fi")
    path.parent.mkdir(parents=True)
    path.write_text(HEADS["fi"].text("fi") + message)
    assert catalogues.is_complete.__wrapped__("fi") is is_whole


def test_a_page_says_which_language_it_is_in(visitor: Visitor):
    page = visitor.opens("/om", **ENGLISH)
    assert page.tree.get("lang") == "en"
    assert page.tree.get("dir") == "ltr"
    assert page.heading == "About Min plan"
    assert visitor.opens("/om").tree.get("lang") == "sv"


def test_an_error_page_is_in_the_readers_language_too(visitor: Visitor):
    page = visitor.opens("/finns-inte", status=404, **ENGLISH)
    assert page.heading == "The page does not exist"


def test_texts_outside_templates_follow_the_reader(app: Flask):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert gettext("läste planen") == "read the plan"
        assert gettext("Finns inte i någon katalog, %(name)s.", name="Anna") == (
            "Finns inte i någon katalog, Anna."
        )
        assert ngettext("%(n)s insats i planen.", "%(n)s insatser i planen.", 2) == (
            "2 kinds of support in the plan."
        )
    assert gettext("läste planen") == "läste planen"
    assert ngettext("%(n)s insats", "%(n)s insatser", 1) == "1 insats"
