"""The languages a person can choose between, and which one this person reads now."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from flask import g, has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from portal.web.catalogues import Catalogue, catalogue, is_complete, path_of
from portal.web.reading import kept


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the portal."""

    code: str
    """Its folder in translations/, and the value of the cookie."""
    own_name: str
    html_lang: str
    direction: str = "ltr"
    words: str = "sv"
    """The locale whose words for days and months it uses."""
    # ~ is a hard space: a line does not end between a number and the word it belongs to.
    date: str = "{day}~{month}"
    dated: str = "{day}~{month} {year}"
    clock: str = "kl.~{:%H.%M}"
    span: str = "kl.~{:%H.%M}–{:%H.%M}"
    summer_time: str = "sommartid"
    winter_time: str = "vintertid"

    @property
    def catalogue(self) -> Catalogue:
        return catalogue(self.code)

    @property
    def is_complete(self) -> bool:
        """Whether no page in this language holds a text that is still Swedish."""
        return is_complete(self.code)


SWEDISH = Language("sv", "Svenska", "sv")
LANGUAGES = (
    SWEDISH,
    Language(
        "sv@lattlast",
        "Lätt svenska",
        "sv",
        clock="klockan~{:%H.%M}",
        span="klockan~{:%H.%M} till~{:%H.%M}",
    ),
    Language(
        "en",
        "English",
        "en",
        words="en_GB",
        clock="{:%H:%M}",
        span="{:%H:%M}–{:%H:%M}",
        summer_time="summer time",
        winter_time="winter time",
    ),
    Language(
        "fi",
        "Suomi",
        "fi",
        words="fi",
        date="{day}.~{month}",
        dated="{day}.~{month} {year}",
        summer_time="kesäaikaa",
        winter_time="talviaikaa",
        clock="klo~{:%H.%M}",
        span="klo~{:%H.%M}–{:%H.%M}",
    ),
    # Not in CLDR: Meänkieli has its days and months from Finnish.
    Language(
        "fit",
        "Meänkieli",
        "fit",
        words="fi",
        date="{day}.~{month}",
        dated="{day}.~{month} {year}",
        summer_time="kesäaikaa",
        winter_time="talviaikaa",
        clock="kello~{:%H.%M}",
        span="kello~{:%H.%M}–{:%H.%M}",
    ),
    # The day follows the month, as in "skábmamánu 24. beaivi"; CLDR's patterns are those of machines.
    Language(
        "se",
        "Davvisámegiella",
        "se",
        words="se",
        date="{month} {day}.~beaivi",
        dated="{month} {day}.~b. {year}",
        summer_time="geasseáigi",
        winter_time="dálveáigi",
        clock="dii.~{:%H.%M}",
        span="dii.~{:%H.%M}–{:%H.%M}",
    ),
    # The digits of telephone numbers, here as everywhere: what is read aloud must be what is dialled.
    Language(
        "ar",
        "العربية",
        "ar",
        direction="rtl",
        words="ar",
        summer_time="التوقيت الصيفي",
        winter_time="التوقيت الشتوي",
        clock="{:%H:%M}",
        span="من~{:%H:%M} إلى~{:%H:%M}",
    ),
)
"""Their dates and times; the word for "at" belongs to the clock where the language has one."""


@cache
def offered() -> tuple[Language, ...]:
    """Those whose catalogue is here; Swedish needs none."""
    return tuple(
        language
        for language in LANGUAGES
        if language is SWEDISH or path_of(language.code).is_file()
    )


def by_code(code: str) -> Language | None:
    """An offered language, or nothing for any other word."""
    return next((language for language in offered() if language.code == code), None)


def current() -> Language:
    """The reader's own choice, else what the browser asks for, else Swedish.

    Nobody is put into a language with gaps without having asked for it.
    """
    if not has_request_context():
        return SWEDISH
    language: Language | None = g.get("language")
    if language is None:
        language = g.language = chosen() or _asked_for(request.headers.get("Accept-Language", ""))
    return language


def chosen() -> Language | None:
    """What was chosen in this browser, if it is offered."""
    return by_code(kept().language or "")


def gettext(swedish: str, **values: Any) -> str:
    """A text outside templates, in the reader's language."""
    text = current().catalogue.text(swedish)
    return text % values if values else text


def ngettext(swedish_one: str, swedish_more: str, n: int, **values: Any) -> str:
    """A text about `n` things; `%(n)s` stands for their number."""
    return current().catalogue.plural(swedish_one, swedish_more, n) % {"n": n, **values}


@lru_cache(maxsize=512)
def _asked_for(accept_language: str) -> Language:
    tags: dict[str, Language] = {}
    for language in offered():
        if language.is_complete:
            tags.setdefault(language.html_lang, language)  # no browser asks for easy Swedish
    accept = parse_accept_header(accept_language, LanguageAccept)
    return tags[accept.best_match(list(tags), default=SWEDISH.html_lang)]
