"""Messages become constants of the compiled template, translated and escaped."""

import pytest
from jinja2 import DictLoader, TemplateSyntaxError
from markupsafe import Markup

from portal.web.catalogues import Catalogue
from portal.web.folding import AS_IT_IS, FoldingEnvironment, apart, bare, plural_in

WORDS = Catalogue(
    texts={
        "Hej": "Hello",
        "Hej %(name)s": "Hello %(name)s",
        "Ond": "<script>evil()</script>",
        "Ond %(name)s": "<b>%(name)s</b>",
    },
    plurals={"%(n)s dag": ("%(n)s day", "%(n)s days")},
)


MARK = Markup('<span lang="sv">%s</span>')


def made(
    catalogue: Catalogue = WORDS,
    *,
    swedish: Markup = AS_IT_IS,
    isolates: object = False,
    **templates: str,
) -> FoldingEnvironment:
    files = {f"{name}.html": template for name, template in templates.items()}
    environment = FoldingEnvironment(autoescape=True, loader=DictLoader(files))
    environment.catalogue = catalogue
    environment.swedish = swedish
    environment.isolates = bool(isolates)
    environment.filters.update(apart=apart, bare=bare)
    environment.globals["ngettext"] = plural_in(catalogue, swedish, isolates=bool(isolates))
    return environment


def shown(template: str, catalogue: Catalogue = WORDS, **values: object) -> str:
    return made(catalogue, t=template).get_template("t.html").render(values)


def marked(template: str, **values: object) -> str:
    """In a language with gaps that is written from left to right."""
    return made(swedish=MARK, t=template).get_template("t.html").render(values)


def turned(template: str, **values: object) -> str:
    """In a whole language that is written from right to left."""
    return made(isolates=True, t=template).get_template("t.html").render(values)


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


def test_what_has_no_translation_says_that_it_is_swedish():
    assert marked("<p>{{ _('Okänt') }} {{ _('Hej') }}</p>") == (
        '<p><span lang="sv">Okänt</span> Hello</p>'
    )
    assert marked("{{ _('Okänt %(n)s', n='<i>') }}") == '<span lang="sv">Okänt &lt;i&gt;</span>'
    assert marked("{{ ngettext('%(n)s natt', '%(n)s nätter', 2) }}") == (
        '<span lang="sv">2 nätter</span>'
    )
    assert marked("{{ ngettext('%(n)s dag', '%(n)s dagar', 2) }}") == "2 days"


@pytest.mark.parametrize(
    "template",
    [
        "<a title=\"{{ _('Okänt') }}\">",
        "<a title=\"{% if x %}{{ _('Okänt') }}{% endif %}\">",
        "{% set y = _('Okänt') %}<a title=\"{{ y }}\">",
        "{% macro m() %}{{ _('Okänt') }}{% endmacro %}<a title=\"{{ m() }}\">",
        "{% macro m(text) %}<a title=\"{{ text }}\">{% endmacro %}{{ m(_('Okänt')) }}",
        "<a title='{{ x and _('Okänt') }}'>",
        '<a class="x"{% if x %} title="{{ _(\'Okänt\') }}"{% endif %}>',
        "<option>{{ _('Okänt') }}</option>",
        "<title>{{ _('Okänt') }}</title>",
        "<title>{% block title %}{{ _('Okänt') }}{% endblock %}</title>",
    ],
)
def test_where_no_element_can_stand_there_is_none(template: str):
    answer = marked(template, x="x")
    assert "Okänt" in answer
    assert "<span" not in answer


def test_a_page_of_a_layout_has_a_plain_title_and_a_marked_heading():
    layout = "<title>{% block title %}{% endblock %}</title><h1>{{ self.title() }}</h1>"
    page = "{% extends 'layout.html' %}{% block title %}{{ _('Okänt & %(n)s', n=n) }}{% endblock %}"
    environment = made(swedish=MARK, layout=layout, page=page)
    assert environment.get_template("page.html").render(n="<i>") == (
        '<title>Okänt &amp; &lt;i&gt;</title><h1><span lang="sv">Okänt &amp; &lt;i&gt;</span></h1>'
    )


def test_what_a_component_put_into_an_attribute_stays_escaped():
    template = "{% macro m(x) %}{{ _('Hej %(name)s', name=x) }}{% endmacro %}<a title='{{ m(x) }}'>"
    assert turned(template, x="\"'<i>") == "<a title='Hello &#34;&#39;&lt;i&gt;'>"


def test_from_right_to_left_each_value_is_set_apart():
    assert turned("{{ _('Hej %(name)s', name=x) }}", x="<i>") == "Hello <bdi>&lt;i&gt;</bdi>"
    assert turned("{{ _('Hej %(name)s', name=x) }}", x=3) == "Hello 3"
    assert turned("{{ ngettext('%(n)s %(x)s', '%(n)s %(x)sn', 1, x=x) }}", x="Anna") == (
        "1 <bdi>Anna</bdi>"
    )


def test_from_right_to_left_the_parts_of_a_number_keep_their_places():
    assert turned("{{ _('Så: 19500101-0000') }}") == "Så: \u200e19500101-0000"
    assert turned("{{ _('14 dagar') }}") == "14 dagar"


def test_a_whole_language_from_left_to_right_has_templates_as_if_there_were_no_marks():
    template = "<p title=\"{{ _('Hej') }}\">{{ _('Hej %(name)s', name=x) }}{{ x }}</p>"
    assert "filters" not in str(made().compile(template, raw=True))
    assert "filters" in str(made(isolates=True).compile(template, raw=True))


def test_attributes_that_a_macro_makes_are_attributes_in_every_direction():
    template = (
        '{% macro marks(id) %} aria-invalid="true" aria-describedby="{{ id }}"{% endmacro %}'
        '<input{{ marks("a-fel") }}><p title="{{ _("Hej %(name)s", name="Bo") }}">'
    )
    fields = '<input aria-invalid="true" aria-describedby="a-fel"><p title="Hello Bo">'
    assert shown(template) == marked(template) == turned(template) == fields
