"""One Jinja environment for each language: what templates can say, and nothing else."""

import re
from functools import cache, partial
from pathlib import Path
from typing import Any

from flask import request
from flask_htmx import HTMX
from jinja2 import FileSystemLoader, StrictUndefined
from markupsafe import Markup

from portal.web import formatting
from portal.web.addresses import fixed_path, url_for
from portal.web.assets import asset
from portal.web.csrf import csrf_field, csrf_token
from portal.web.folding import AS_IT_IS, FoldingEnvironment, apart, bare, plural_in
from portal.web.headers import allow_form_to
from portal.web.languages import SWEDISH, Language, offered
from portal.web.pdf.press import is_here

TEMPLATES = Path(__file__).parents[2] / "templates"
UNLESS_SAID = {
    "council": None,
    "faults": (),
    "here": "",
    "is_given_back": False,
    "is_signed_in": False,
    "lang": "",
    "looking": None,
    "navigates": False,
    "own_path": "",
    "viewer_name": None,
}
"""What the layout asks of every page, for those that do not say."""
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
htmx = HTMX()
"""True when htmx asks for a part of a page; a page that Back restores is asked for whole."""


@cache
def environment(language: Language) -> FoldingEnvironment:
    """The templates in a language, compiled once in this process."""
    made = FoldingEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
    )
    made.catalogue = language.catalogue
    made.isolates = language.direction == "rtl"
    made.swedish = _swedish_in(language)
    made.constants = {"asset": asset, "url_for": fixed_path}
    made.filters.update(
        formatting.filters(language), apart=apart, bare=bare, other_lang=partial(_other, language)
    )
    made.globals.update(
        allow_form_to=allow_form_to,
        asset=asset,
        csrf_field=csrf_field,
        csrf_token=csrf_token,
        has_pdf=is_here,
        htmx=htmx,
        language=language,
        language_links=LanguageLinks(made),
        languages=offered(),
        ngettext=plural_in(made.catalogue, made.swedish, isolates=made.isolates),
        request=request,
        url_for=url_for,
        **UNLESS_SAID,
    )
    return made


def compile_all() -> None:
    """Compile every template in Swedish now, before a server forks its workers.

    A worker compiles a template in another language when it is first asked for there: each
    language takes 3 MB, and most workers need few of them.
    """
    made = environment(SWEDISH)
    for name in made.list_templates():
        made.get_template(name)


class LanguageLinks:
    """The links at the foot of each page, of which only the page to come back to differs."""

    FROM_HERE = "FROM-HERE"

    def __init__(self, made: FoldingEnvironment) -> None:
        self._made = made
        self._links: Any = None

    def __call__(self, from_here: str) -> Markup:
        """The list; `from_here` is the query of each address, or nothing."""
        if self._links is None:
            module: Any = self._made.get_template("layouts/_languages.html").module
            self._links = module.links(self.FROM_HERE)
        links: Markup = self._links.replace(self.FROM_HERE, from_here)
        return links


def _other(language: Language, tag: str) -> str:
    """The language of a text, when it is another one than the page's; nothing for the same, and
    Swedish for what is no language tag."""
    tag = tag if LANGUAGE_TAG.fullmatch(tag) else SWEDISH.html_lang
    is_same = tag.partition("-")[0].lower() == language.html_lang.partition("-")[0].lower()
    return "" if is_same else tag


def _swedish_in(language: Language) -> Markup:
    """What a text without a translation stands in."""
    if language.html_lang == SWEDISH.html_lang or language.is_complete:
        return AS_IT_IS
    if language.direction == SWEDISH.direction:
        return Markup('<span lang="sv">%s</span>')
    return Markup('<span lang="sv" dir="ltr">%s</span>')
