"""A scope that a grant can open has all of its parts, or the next one is a silent trap."""

import re
from functools import reduce
from operator import or_
from pathlib import Path

import pytest

from portal.features.sharing import forms, queries
from portal.models.grant import ALL_PARTS, ALL_SCOPES, Part, Scope

HOUSE = Path(__file__).resolve().parents[2]
ACTIVITIES = Scope.ACTIVITIES | Scope.CHOSEN_ACTIVITIES
each_scope = pytest.mark.parametrize("scope", Scope, ids=lambda scope: str(scope.name))


def named_in(path: str) -> set[str]:
    return set(re.findall(r"\bScope\.([A-Z_]+)", (HOUSE / path).read_text("utf-8")))


def test_everything_is_computed_from_what_there_is():
    assert reduce(or_, Scope) == ALL_SCOPES
    assert reduce(or_, Part) == ALL_PARTS


@each_scope
def test_each_scope_can_be_chosen_in_the_form(scope: Scope):
    assert scope in {*forms.SCOPES.values(), *forms.ACTIVITIES.values()}


@each_scope
def test_each_scope_is_listed_with_a_button_that_closes_it(scope: Scope):
    assert scope in ACTIVITIES or scope in queries.LISTED


@each_scope
def test_each_scope_has_words(scope: Scope):
    words = (HOUSE / "templates/components/scope_words.html").read_text("utf-8")
    assert scope in ACTIVITIES or f'"{scope.name}"' in words


@each_scope
def test_each_scope_has_a_rule_or_a_mask_and_its_pages_know_of_it(scope: Scope):
    assert scope.name in named_in("portal/access/visibility.py")
    assert scope.name in named_in("portal/access/looking.py")
