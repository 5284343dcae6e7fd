"""A new scope is forgotten nowhere: it is chosen, said, closed, and opens something by a rule."""

import inspect
from functools import reduce
from operator import or_
from pathlib import Path

import pytest

from portal.access import visibility
from portal.features.sharing import forms, queries
from portal.models.grant import ALL_PARTS, ALL_SCOPES, Part, Scope

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SAID = (TEMPLATES / "components" / "scope_words.html").read_text(encoding="utf-8")
PARTS_SAID = (TEMPLATES / "components" / "part_words.html").read_text(encoding="utf-8")
RULES = inspect.getsource(visibility)
IN_LISTS_OF_THEIR_OWN = {Scope.ACTIVITIES, Scope.CHOSEN_ACTIVITIES}
"""Insatser: `has_all_activities`, `has_chosen_activities` and the list that can be hidden."""


def test_all_is_computed_and_nothing_is_missing():
    assert reduce(or_, Scope) == ALL_SCOPES
    assert reduce(or_, Part) == ALL_PARTS


@pytest.mark.parametrize("scope", list(Scope), ids=str)
def test_a_scope_can_be_chosen_said_and_closed_and_opens_something(scope: Scope):
    name = str(scope.name)
    chosen = {*forms.SCOPES.values(), *forms.ACTIVITIES.values()}
    assert scope in chosen, f"give {name} a box in forms.SCOPES and scope_choices.html"
    assert scope in {*queries.LISTED, *IN_LISTS_OF_THEIR_OWN}, f"list {name} in queries.LISTED"
    assert scope in IN_LISTS_OF_THEIR_OWN or f'"{name}"' in SAID, f"say {name} in scope_words.html"
    assert forms.scope_named(name) == scope
    assert f"Scope.{name}" in RULES, f"say in access/visibility.py what {name} opens"


@pytest.mark.parametrize("part", list(Part), ids=str)
def test_a_part_can_be_chosen_said_and_closed_and_opens_something(part: Part):
    name = str(part.name)
    assert part in forms.PARTS.values()
    assert forms.scope_named(name) == forms.NO_SCOPE
    assert forms.part_named(name) == part
    assert f"Part.{name}" in RULES
    assert f'"{name}"' in PARTS_SAID or "else" in PARTS_SAID
