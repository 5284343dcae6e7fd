"""A patrol of the glossary: each word of care is explained from one place, in plain words and easier."""

import re
from collections.abc import Iterator

import pytest
from jinja2 import Environment, nodes

from portal.web.environments import TEMPLATES, environment
from portal.web.languages import LANGUAGES, SWEDISH, Language, by_code

GLOSSARY = TEMPLATES / "components" / "care_word.html"
OTHER_MATTERS = {
    "components/care_word.html": "the glossary itself",
    "components/safety.html": "what to do when somebody wants to decide over one",
    "care_plan/plan.html": "what is on the page",
    "components/contact_words.html": "the words of the glossary for several contacts",
    "shared_with_me/shared_with_me.html": "how to leave",
    "sharing/all.html": "the operator's own text on the law",
}
"""Templates that open a `<details>` for something else than a word of care."""
TERMS = ("SIP", "insats", "huvudman", "samordningsansvar", "uppföljning", "Fast vårdkontakt")


def words_in(language: Language) -> dict[str, tuple[str, list[str]]]:
    """Each word with its question and what it means."""
    module = environment(language).get_template("components/care_word.html").module
    words: dict[str, tuple[str, list[str]]] = module.care_words  # type: ignore[attr-defined]
    return words


def messages() -> Iterator[str]:
    for call in Environment(autoescape=True).parse(GLOSSARY.read_text()).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_":
            yield call.args[0].value  # type: ignore[attr-defined]


def test_the_words_of_a_plan_are_there():
    told = " ".join(
        text for question, texts in words_in(SWEDISH).values() for text in (question, *texts)
    )
    assert not [term for term in TERMS if term not in told]


@pytest.mark.parametrize("code", [language.code for language in LANGUAGES[1:]])
def test_every_word_is_explained_in_every_language(code: str):
    language = by_code(code)
    assert language is not None
    missing = [text for text in messages() if not language.catalogue.texts.get(text)]
    assert not missing


def test_easy_swedish_explains_in_words_of_its_own():
    easy = by_code("sv@lattlast")
    assert easy is not None
    plain = {word: " ".join(texts) for word, (_, texts) in words_in(SWEDISH).items()}
    easier = {word: " ".join(texts) for word, (_, texts) in words_in(easy).items()}
    assert plain.keys() == easier.keys()
    for word, text in easier.items():
        assert text != plain[word], f"{word}: explain it in easier words in sv@lattlast"
        assert lix(text) <= 45, f"{word}: too hard ({lix(text):.0f}): {text}"


def test_no_template_explains_a_word_of_care_by_itself():
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        if "call explained(" in path.read_text() and path.name != "explained.html":
            assert name in OTHER_MATTERS, f"{name}: explain the word in components/care_word.html"


def lix(text: str) -> float:
    """Words to a sentence, and the hundredths of them that are longer than six letters."""
    words = re.findall(r"\w+", text)
    sentences = max(1, len(re.findall(r"[.!?:]", text)))
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)
