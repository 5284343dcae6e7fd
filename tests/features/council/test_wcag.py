"""A criterion that somebody types is one that WCAG 2.2 has."""

import pytest

from portal.features.council.wcag import GUIDELINES, is_criterion


@pytest.mark.parametrize("number", ["1.1.1", "2.4.7", "1.4.13", "3.3.9", "4.1.2"])
def test_it_is_known_by_its_number(number: str):
    assert is_criterion(number)


@pytest.mark.parametrize(
    "number", ["4.1.1", "4.1.4", "1.4.14", "5.1.1", "2.4", "2.4.07", "2.4.0", " 2.4.7", ""]
)
def test_what_wcag_does_not_have_is_none(number: str):
    assert not is_criterion(number)


def test_there_are_eighty_six_of_them():
    assert sum(GUIDELINES.values()) - 1 == 86
