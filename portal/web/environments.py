"""One Jinja environment for each language: what templates can say, and nothing else."""

from functools import cache
from pathlib import Path

from flask import request
from flask_htmx import HTMX
from jinja2 import FileSystemLoader, StrictUndefined

from portal.web import formatting
from portal.web.addresses import fixed_path, url_for
from portal.web.assets import asset
from portal.web.csrf import csrf_field, csrf_token
from portal.web.folding import FoldingEnvironment, plural_in
from portal.web.headers import allow_form_to
from portal.web.languages import Language, offered

TEMPLATES = Path(__file__).parents[2] / "templates"
UNLESS_SAID = {
    "here": "",
    "is_signed_in": False,
    "looking": None,
    "own_path": "",
    "viewer_name": None,
}
"""What the layout asks of every page, for those that do not say."""
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
    made.constants = {"asset": asset, "url_for": fixed_path}
    made.filters.update(formatting.filters(language))
    made.globals.update(
        allow_form_to=allow_form_to,
        asset=asset,
        csrf_field=csrf_field,
        csrf_token=csrf_token,
        htmx=htmx,
        language=language,
        ngettext=plural_in(language.catalogue),
        request=request,
        url_for=url_for,
        **UNLESS_SAID,
    )
    return made


def compile_all() -> None:
    """Compile every template in every language now, before a server forks its workers."""
    for language in offered():
        made = environment(language)
        for name in made.list_templates():
            made.get_template(name)
