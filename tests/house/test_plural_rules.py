"""The plural rule in the head of each catalogue gives the form that CLDR gives."""

import re
from collections.abc import Callable

import pytest

from portal.web.catalogues import catalogue, path_of
from tools.catalogue_heads import HEADS, UNREVIEWED

NUMBERS = range(201)
FORMS = {
    2: ("one", "other"),
    3: ("one", "two", "other"),
    6: ("zero", "one", "two", "few", "many", "other"),
}
"""The categories in CLDR's order, which is the order of the forms in a catalogue."""


def one_or_more(n: int) -> str:
    return "one" if n == 1 else "other"


def with_a_dual(n: int) -> str:
    return {1: "one", 2: "two"}.get(n, "other")


def arabic(n: int) -> str:
    if n in (0, 1, 2):
        return ("zero", "one", "two")[n]
    if n % 100 in range(3, 11):
        return "few"
    return "many" if n % 100 in range(11, 100) else "other"


CLDR = {
    "sv@lattlast": one_or_more,
    "en": one_or_more,
    "fi": one_or_more,
    # Not in CLDR: as Finnish, its nearest relation.
    "fit": one_or_more,
    "se": with_a_dual,
    "ar": arabic,
}
every_language = pytest.mark.parametrize(("code", "rule"), CLDR.items(), ids=CLDR)


def test_every_language_has_a_head_and_a_rule():
    assert CLDR.keys() == HEADS.keys()


@every_language
def test_each_number_has_the_form_of_its_category(code: str, rule: Callable[[int], str]):
    read = catalogue(code)
    [count] = {len(forms) for forms in read.plurals.values()}
    for n in NUMBERS:
        assert FORMS[count][read.plural_index(n)] == rule(n), n


@every_language
def test_every_form_is_used_by_some_number(code: str, rule: Callable[[int], str]):
    [count] = {len(forms) for forms in catalogue(code).plurals.values()}
    assert {rule(n) for n in NUMBERS} == set(FORMS[count])


@pytest.mark.parametrize("code", ["sv@lattlast", "fi", "fit", "se", "ar"])
def test_a_catalogue_says_that_nobody_who_speaks_the_language_has_read_it(code: str):
    """Remove it together with `is_reviewed=True` in tools/catalogue_heads.py."""
    head = re.split(r'^msgid ""$', path_of(code).read_text(), maxsplit=1, flags=re.MULTILINE)[0]
    assert UNREVIEWED in head
