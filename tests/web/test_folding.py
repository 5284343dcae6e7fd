"""Messages become constants of the compiled template, translated and escaped."""

import pytest
from jinja2 import DictLoader, TemplateSyntaxError
from markupsafe import Markup

from portal.web.catalogues import Catalogue
from portal.web.folding import FoldingEnvironment, plural_in

WORDS = Catalogue(
    texts={
        "Hej": "Hello",
        "Hej %(name)s": "Hello %(name)s",
        "Ond": "<script>evil()</script>",
        "Ond %(name)s": "<b>%(name)s</b>",
    },
    plurals={"%(n)s dag": ("%(n)s day", "%(n)s days")},
)


def shown(template: str, catalogue: Catalogue = WORDS, **values: object) -> str:
    environment = FoldingEnvironment(autoescape=True, loader=DictLoader({"t.html": template}))
    environment.catalogue = catalogue
    environment.globals["ngettext"] = plural_in(catalogue)
    return environment.get_template("t.html").render(values)


def compiled(template: str) -> str:
    environment = FoldingEnvironment(autoescape=True)
    environment.catalogue = WORDS
    return str(environment.compile(template, raw=True))


def test_a_message_is_looked_up_when_the_template_is_compiled_and_never_again():
    assert "Hello" in compiled("<p>{{ _('Hej') }}</p>")
    assert "'Hej'" not in compiled("<p>{{ _('Hej') }}</p>")


def test_a_message_without_a_translation_stays_swedish():
    assert shown("{{ _('Okänt') }}") == "Okänt"
    assert shown("{{ _('Hej') }}", Catalogue()) == "Hej"


def test_values_are_put_in_and_escaped():
    assert shown("{{ _('Hej %(name)s', name=who) }}", who="<i>") == "Hello &lt;i&gt;"


def test_a_part_made_by_a_component_stays_as_it_is():
    link = Markup("<a>Anna</a>")
    assert shown("{{ _('Hej %(name)s', name=who) }}", who=link) == "Hello <a>Anna</a>"


def test_a_catalogue_can_bring_no_markup_into_a_page():
    assert shown("{{ _('Ond') }}") == "&lt;script&gt;evil()&lt;/script&gt;"
    assert shown("{{ _('Ond %(name)s', name='x') }}") == "&lt;b&gt;x&lt;/b&gt;"


@pytest.mark.parametrize(
    "template",
    [
        "{{ _(text) }}",
        "{{ _('a' ~ text) }}",
        "{{ _('a', 'b') }}",
        "{{ _() }}",
        "{{ _(*texts) }}",
        "{{ _('a', **values) }}",
        "{{ _('<i>' if text else 'b') }}",
        "{{ ngettext(one, more, 2) }}",
        "{% set x = _(text) %}",
        "{% macro m(text) %}{{ _(text) }}{% endmacro %}",
    ],
)
def test_a_message_that_is_not_written_out_does_not_compile(template: str):
    with pytest.raises(TemplateSyntaxError, match="write the message out"):
        shown(template, text="x", texts=["x"], values={}, one="a", more="b")


def test_messages_are_folded_wherever_they_stand():
    template = (
        "{% macro m(text='') %}[{{ text }}]{% endmacro %}"
        "{{ m(_('Hej')) }}{% if x %}{{ _('Hej') }}{% endif %}"
        '{% set y = _("Hej") %}{{ y|upper }}<a title="{{ _(\'Hej\') }}">{{ x or _("Hej") }}</a>'
        "{% macro box() %}{{ caller() }}{% endmacro %}{% call box() %}{{ _('Hej') }}{% endcall %}"
    )
    assert "Hej" not in shown(template, x="")


@pytest.mark.parametrize(("n", "text"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_plurals_follow_the_language(n: int, text: str):
    assert shown("{{ ngettext('%(n)s dag', '%(n)s dagar', n) }}", n=n) == text


def test_plurals_escape_their_values():
    template = "{{ ngettext('%(n)s %(x)s', '%(n)s %(x)sn', 1, x=x) }}"
    assert shown(template, x="<i>") == "1 &lt;i&gt;"


@pytest.mark.parametrize("text", ["100 %", "%s", "a % b"])
def test_a_sign_of_percent_is_only_a_sign_in_a_message_without_values(text: str):
    assert shown(f"{{{{ _('{text}') }}}}") == text


def test_an_address_that_never_varies_is_a_constant_and_another_is_asked_for():
    environment = FoldingEnvironment(
        autoescape=True, loader=DictLoader({"t.html": "{{ at('home') }} {{ at('x') }} {{ at(y) }}"})
    )
    environment.constants = {"at": {"home": "/"}.get}
    environment.globals["at"] = lambda name: f"asked for {name}"
    shown_now = environment.get_template("t.html").render(y="home")
    assert shown_now == "/ asked for x asked for home"
