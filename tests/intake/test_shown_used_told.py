"""Nothing is accepted in silence: every element is shown, used, or told to its sender."""

import re

import pytest

from portal.intake.remark_rules import Context
from portal.intake.remarks import remarks_on
from portal.intake.structure.shapes import RESOURCES, TABLES, Mark, shapes
from tests.intake.sending import NOW
from tests.support.fhir_values import minimal, value_of

CONTEXT = Context(NOW)
MARKED = re.compile(r"  (shown|used |told ) \S")


def test_each_line_of_the_tables_has_one_mark():
    for table in TABLES.glob("*.shapes"):
        lines = table.read_text(encoding="utf-8").splitlines()
        unmarked = [line for line in lines if line.startswith(" ") and not MARKED.match(line)]
        assert unmarked == [], f"{table.name}: begin each with shown, used or told (decision 31)"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, name)
        for kind in sorted(RESOURCES)
        for name, element in shapes()[kind].items()
        if element.mark == Mark.TOLD
    ],
)
def test_what_no_page_shows_is_told_with_its_place(kind: str, name: str):
    element = shapes()[kind][name]
    value = value_of(element)
    told = [one.expression for one in remarks_on({**minimal(kind), name: value}, "here", CONTEXT)]
    assert f"here.{name}" in told
    silent = remarks_on(minimal(kind), "here", CONTEXT)
    assert f"here.{name}" not in [one.expression for one in silent]


def test_a_relative_who_wrote_a_plan_is_not_among_its_units_and_that_is_told():
    written = [{"type": "RelatedPerson", "display": "Sonen"}, {"display": "Hemtjänsten"}]
    told = remarks_on({**minimal("CarePlan"), "contributor": written}, "here", CONTEXT)
    places = [one.expression for one in told if "contributor" in one.expression]
    assert places == ["here.contributor[0]"]
