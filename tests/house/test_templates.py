"""A patrol of every template, script and style: what a strict policy and five readers need."""

import re
from pathlib import Path

from jinja2 import Environment, nodes

from portal.web.environments import TEMPLATES, environment
from portal.web.languages import by_code
from tests.support.patrol import each_of

FILES = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
TAG = re.compile(
    r"<([a-z][a-z0-9]*)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*'|\{\{.*?\}\}|\{%.*?%\})*)>", re.DOTALL
)
LOGIC = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
STATIC = TEMPLATES.parent / "static"
MOST_LINES = 150


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def markup_of(path: Path) -> str:
    return re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)


def tags_of(path: Path) -> list[tuple[str, str]]:
    return [(tag[1], tag[2]) for tag in TAG.finditer(markup_of(path))]


def attributes_of(text: str) -> set[str]:
    return set(re.findall(r"([a-z][a-z0-9:._-]*)\s*=", LOGIC.sub("", text)))


every_template = each_of(FILES, name=name_of)


@every_template
def test_it_is_named_html_or_it_would_not_be_escaped(path: Path):
    assert path.suffix == ".html"
    assert re.fullmatch(r"_?[a-z][a-z0-9_]*|[1-5][0-9]{2}", path.stem)


@every_template
def test_it_is_short_enough_to_read_at_once(path: Path):
    assert len(path.read_text().splitlines()) <= MOST_LINES


@every_template
def test_nothing_runs_or_is_styled_inside_the_page(path: Path):
    for tag, text in tags_of(path):
        names = attributes_of(text)
        assert tag != "style", "put styles in static/css/"
        assert "style" not in names, f"<{tag}>: give it a class"
        inline = {name for name in names if re.fullmatch(r"on[a-z]+", name)}
        assert not inline, f"<{tag}> has {inline}: put scripts in static/js/"
        if tag == "script":
            assert {"src", "nonce"} <= names, "a <script> has a src and the nonce"
    assert "javascript:" not in path.read_text()


@every_template
def test_what_htmx_does_carries_the_nonce_and_needs_no_eval(path: Path):
    for tag, text in tags_of(path):
        names = {name for name in attributes_of(text) if name.startswith("hx-")}
        if not names:
            continue
        assert "hx-nonce" in names, f'<{tag}> needs hx-nonce="{{{{ csp_nonce }}}}"'
        assert not [name for name in names if name.startswith("hx-on")], f"<{tag}>: no hx-on"
        assert "hx-nonce:inherited" not in names, "an inherited nonce lets injected elements act"
        assert "hx-boost" not in names, "page changes are plain links"
        assert "js:" not in text
        assert not re.search(r'hx-trigger="[^"]*\[', LOGIC.sub("", text)), (
            "a filter in hx-trigger needs eval"
        )


@every_template
def test_nothing_comes_from_another_site(path: Path):
    for tag, text in tags_of(path):
        if tag in ("script", "link", "img", "source", "iframe", "form", "video", "audio", "embed"):
            assert not re.search(r'(src|href|action)="(https?:)?//', text), f"<{tag}>: {text}"
        assert tag not in ("iframe", "object", "embed", "base")


@every_template
def test_attributes_are_quoted(path: Path):
    for tag, text in tags_of(path):
        assert not re.search(r"\s[a-z-]+=\{\{", text), f'<{tag}>: put "…" round what is put in'


@every_template
def test_every_form_that_changes_something_has_its_token(path: Path):
    for form in re.findall(r"<form\b.*?</form>", markup_of(path), re.DOTALL):
        if re.search(r'method="post"', form):
            assert re.search(r"\{\{ csrf", form), "add {{ csrf_field() }}"
        assert 'action="' in form, "a form says where it goes"


@every_template
def test_texts_are_escaped_and_messages_are_written_out(path: Path):
    tree = Environment(autoescape=True).parse(path.read_text())
    filters = {one.name for one in tree.find_all(nodes.Filter)}
    assert not filters & {"safe", "tojson", "urlize"}, "let Jinja escape"
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier)), "autoescape stays on"
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_":
            assert isinstance(call.args[0], nodes.Const), "write the message out: _('text')"
            assert not re.search(r"[<>&]", str(call.args[0].value)), "no markup in messages"


@every_template
def test_a_telephone_number_in_a_text_can_be_pressed(path: Path):
    """A number that is written out, 112 for one, is given to a text by `phone_link`."""
    tree = Environment(autoescape=True).parse(path.read_text())
    values = (value.value for call in tree.find_all(nodes.Call) for value in call.kwargs)
    bare = [one.value for one in values if isinstance(one, nodes.Const)]
    assert not [one for one in bare if re.fullmatch(r"\+?\d[\d -]{2,}", str(one))], "use phone_link"


@every_template
def test_swedish_words_stand_in_messages(path: Path):
    """Letters that only Swedish has betray a text that no translator will ever see."""
    text = LOGIC.sub("", markup_of(path))
    assert not re.search(r"[åäöÅÄÖ]", text), "put the text into {{ _('…') }}"


@every_template
def test_it_compiles_in_either_direction(path: Path):
    for code in ("sv", "ar"):
        language = by_code(code)
        assert language is not None
        environment(language).get_template(name_of(path))


@each_of([one for one in FILES if one.parent.name == "components"], name=name_of)
def test_a_component_is_one_macro_with_the_name_of_its_file(path: Path):
    tree = Environment(autoescape=True).parse(path.read_text())
    macros = [macro.name for macro in tree.find_all(nodes.Macro)]
    assert path.stem in macros, f"{name_of(path)} holds {macros}"


def test_every_component_is_used():
    used = " ".join(path.read_text() for path in FILES)
    for path in FILES:
        if path.parent.name == "components":
            assert f"components/{path.name}" in used, f"{path.name} is used nowhere: remove it"


@each_of(sorted(STATIC.glob("js/*.js")), name=lambda path: path.name)
def test_a_script_of_ours_keeps_nothing_and_runs_no_text(path: Path):
    script = path.read_text()
    for word in (
        "eval(",
        "Function(",
        "innerHTML",
        "outerHTML",
        "document.write",
        "insertAdjacent",
    ):
        assert word not in script
    for word in ("localStorage", "sessionStorage", "indexedDB", "caches", "serviceWorker"):
        assert word not in script
    assert len(script.splitlines()) <= 80


@each_of(sorted(STATIC.glob("css/*.css")), name=lambda path: path.name)
def test_a_stylesheet_fetches_nothing_and_forces_nothing(path: Path):
    css = path.read_text()
    assert "url(" not in css
    assert "@import" not in css
    assert "@font-face" not in css


def macros_in_a_language() -> dict[str, int]:
    """Each component that shows words of care, and which of its values says their language."""
    found = {}
    for path in FILES:
        tree = Environment(autoescape=True).parse(path.read_text())
        for macro in tree.find_all(nodes.Macro):
            names = [argument.name for argument in macro.args]
            if "lang" in names:
                found[macro.name] = names.index("lang")
    return found


@every_template
def test_words_of_care_are_given_the_language_they_were_written_in(path: Path):
    """Care writes in the language of its plan, which is not always Swedish."""
    places = macros_in_a_language()
    assert {"own_text", "own_phrase", "contact", "meeting_item"} <= places.keys()
    tree = Environment(autoescape=True).parse(path.read_text())
    for call in tree.find_all(nodes.Call):
        name = getattr(call.node, "name", "")
        if name in places:
            is_told = len(call.args) > places[name] or "lang" in {one.key for one in call.kwargs}
            assert is_told, f"line {call.lineno}: {name}(…) needs the language of its words"


@every_template
def test_the_language_of_care_is_asked_and_never_guessed(path: Path):
    for written in re.findall(r"\{% set lang = (.*?) %\}", path.read_text()):
        assert written.endswith("|other_lang"), f"{name_of(path)}: {written}"
        assert "language" in written, f"{name_of(path)}: whose language is {written}?"
