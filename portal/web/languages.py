"""The languages a person can choose between, and which one this person reads now."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from flask import g, has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from portal.web.catalogues import Catalogue, catalogue, path_of

COOKIE = "__Host-lang"
CHOICE_LASTS = 365 * 24 * 3600
"""Seconds."""


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
    clock: str = "kl. {:%H.%M}"
    span: str = "kl. {:%H.%M}–{:%H.%M}"

    @property
    def catalogue(self) -> Catalogue:
        return catalogue(self.code)


SWEDISH = Language("sv", "Svenska", "sv")
LANGUAGES = (
    SWEDISH,
    Language("sv@lattlast", "Lätt svenska", "sv"),
    Language("en", "English", "en", words="en_GB", clock="{:%H:%M}", span="{:%H:%M}–{:%H:%M}"),
    Language("fi", "Suomi", "fi", words="fi", clock="klo {:%H.%M}", span="klo {:%H.%M}–{:%H.%M}"),
    # Not in CLDR: Meänkieli has its days and months from Finnish.
    Language("fit", "Meänkieli", "fit", words="fi", clock="kello {:%H.%M}"),
    Language("se", "Davvisámegiella", "se", words="se", clock="dii. {:%H.%M}"),
    Language("ar", "العربية", "ar", direction="rtl", words="ar", clock="{:%H:%M}"),
)


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
    """The reader's own choice, else what the browser asks for, else Swedish."""
    if not has_request_context():
        return SWEDISH
    language: Language | None = g.get("language")
    if language is None:
        language = g.language = by_code(request.cookies.get(COOKIE, "")) or _asked_for(
            request.headers.get("Accept-Language", "")
        )
    return language


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
        tags.setdefault(language.html_lang, language)  # no browser asks for easy Swedish
    accept = parse_accept_header(accept_language, LanguageAccept)
    return tags[accept.best_match(list(tags), default=SWEDISH.html_lang)]
