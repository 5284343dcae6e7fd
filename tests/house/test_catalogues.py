"""A patrol of every catalogue: each message, in each language, with each value, as it is read."""

from functools import cache
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po
from markupsafe import escape

from portal.web.catalogues import Catalogue, catalogue
from portal.web.languages import LANGUAGES, Language, offered
from tools import catalogue_rules, catalogues

OTHERS = [language for language in offered() if language.code != "sv"]
every_language = pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)


def test_the_catalogues_hold_every_word_of_the_pages():
    assert list(catalogues.faults()) == [], "run `make messages`, then translate"


def test_every_catalogue_is_of_a_language_that_is_offered():
    codes = {path.parents[1].name for path in catalogues.languages()}
    assert codes == {language.code for language in OTHERS}
    assert codes <= {language.code for language in LANGUAGES}


@every_language
def test_every_message_can_be_read_with_its_values(language: Language):
    values = {name: f"<{name}>" for name in _names()}
    for text in (*language.catalogue.texts.values(), *_all_forms(language.catalogue)):
        shown = escape(text) % values if "%(" in text else escape(text)
        assert "%(" not in shown
        assert "<" not in shown


@every_language
def test_every_plural_has_a_form_for_every_number(language: Language):
    values = dict.fromkeys(_names(), "x")
    for one, more in _plurals():
        for n in (0, 1, 2, 3, 5, 10, 11, 21, 100, 101, 102, 111):
            assert language.catalogue.plural(one, more, n) % values


@every_language
def test_a_message_is_seldom_the_same_in_another_language(language: Language):
    if language.html_lang == "sv":
        return  # What is easy already stays as it is.
    same = [
        swedish
        for swedish, text in language.catalogue.texts.items()
        if swedish == text and len(catalogue_rules.VALUE.sub("", swedish)) > 12
    ]
    assert not same, f"not translated: {same}"


def test_a_word_that_no_page_says_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    found = _faults_with(tmp_path, monkeypatch, 'msgid "Påhittat"\nmsgstr "Made up"\n')
    assert any("no page says 'Påhittat'" in fault for fault in found)


@pytest.mark.parametrize(
    ("translation", "fault"),
    [
        ("", "is not translated"),
        ("Call", "does not hold the same values"),
        ("Call %(fone)s", "does not hold the same values"),
        ("Call %(phone)s 100 %", "does not hold the same values"),
        (" Call %(phone)s", "begins or ends with a blank"),
        ("Call <b>%(phone)s</b>", "holds markup"),
        ("Call \u202e%(phone)s", "holds a sign that nobody sees"),
    ],
)
def test_a_translation_that_would_break_a_page_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, translation: str, fault: str
):
    message = next(one for one in _messages() if isinstance(one, str) and "%(phone)s" in one)
    po = f'msgid "{message}"\nmsgstr "{translation}"\n'
    found = _faults_with(tmp_path, monkeypatch, po)
    assert any(fault in line and "not translated" not in line for line in found) or (
        not translation and any(f"{message!r} is not translated" in line for line in found)
    )


def test_a_head_that_is_not_the_languages_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    found = _faults_with(tmp_path, monkeypatch, 'msgid "Ring"\nmsgstr "Call"\n')
    assert any("its head is not the one" in fault for fault in found)


def test_a_plural_with_a_form_too_few_is_found():
    finnish = Catalog(locale="fi")
    message = Message(("%(n)s dag", "%(n)s dagar"), ("%(n)s päivä",))
    [fault] = catalogue_rules.faults_of(message, message.id, finnish)
    assert "1 forms, not 2" in fault


@pytest.mark.parametrize(
    ("forms", "faults"),
    [
        (("yksi päivä", "%(n)s päivää"), 0),
        (("%(n)s päivä", "monta päivää"), 1),
        (("%(m)s päivä", "%(n)s päivää"), 1),
    ],
)
def test_only_the_form_of_a_single_number_may_spell_it_out(forms: tuple[str, str], faults: int):
    message = Message(("%(n)s dag", "%(n)s dagar"), forms)
    assert len(list(catalogue_rules.faults_of(message, message.id, Catalog(locale="fi")))) == faults


@pytest.mark.parametrize(
    ("place", "found_there"),
    [("templates/home/home.html", 1), ("templates/about/privacy.html", 0)],
)
def test_what_patients_need_is_never_missing_and_the_rest_may_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, found_there: int
):
    monkeypatch.setattr(catalogues, "extracted", lambda: _one_message("Påhittat", place))
    found = _faults_with(tmp_path, monkeypatch, 'msgid "Annat"\nmsgstr "Muu"\n', code="fi")
    assert sum("'Påhittat' is not translated" in fault for fault in found) == found_there


def test_a_catalogue_without_its_plural_rule_is_read_as_one_or_more():
    assert catalogue("no-such-language").plural("%(n)s dag", "%(n)s dagar", 0) == "%(n)s dagar"
    assert catalogue("no-such-language").plural("%(n)s dag", "%(n)s dagar", 1) == "%(n)s dag"


@cache
def _messages() -> list[catalogue_rules.Key]:
    return [message.id for message in catalogues.extracted() if message.id]


def _plurals() -> list[tuple[str, str]]:
    return [(one[0], one[1]) for one in _messages() if not isinstance(one, str)]


def _names() -> set[str]:
    texts = [text for one in _messages() for text in ([one] if isinstance(one, str) else one)]
    return {
        value[2:-2]
        for text in texts
        for value in catalogue_rules.VALUE.findall(text)
        if value.startswith("%(")
    }


def _all_forms(read: Catalogue) -> list[str]:
    return [form for forms in read.plurals.values() for form in forms]


def _one_message(swedish: str, place: str) -> Catalog:
    template = Catalog(charset="utf-8")
    template.add(swedish, locations=[(place, 1)])
    return template


def _faults_with(
    folder: Path, monkeypatch: pytest.MonkeyPatch, po: str, *, code: str = "en"
) -> list[str]:
    path = folder / "translations" / code / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    path.write_text(header + po)
    with path.open("rb") as file:
        assert len(read_po(file, locale=None)) == 1
    monkeypatch.setattr(catalogues, "TRANSLATIONS", folder / "translations")
    monkeypatch.setattr(catalogues, "_name", str)
    return list(catalogues.faults())
