import re
from itertools import product
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()
TEXT = 7.0
"""WCAG 2.2, 1.4.6 (AAA): text against what it stands on."""
SHAPE = 3.0
"""WCAG 2.2, 1.4.11: the edge of a field or a button."""
SURFACES = ("paper", "tint")


def colours(scheme: str) -> dict[str, str]:
    if scheme == "light first":
        return dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{6});", TOKENS))
    pairs = re.findall(r"--(\w[\w-]*): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
    return {name: light if scheme == "light" else dark for name, light, dark in pairs}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_browsers_that_do_not_know_light_dark_get_the_light_colours():
    assert colours("light first") == colours("light") != {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "surface"),
    [
        *product(("ink", "soft", "accent", "accent-strong", "wrong"), SURFACES),
        ("on-accent", "accent"),
        ("on-accent", "accent-strong"),
    ],
)
def test_every_text_stands_out_seven_times(scheme, text, surface):
    found = colours(scheme)
    assert contrast(found[text], found[surface]) >= TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "surface"), [*product(("edge", "accent", "wrong"), SURFACES)])
def test_edges_and_buttons_can_be_told_from_the_paper(scheme, shape, surface):
    found = colours(scheme)
    assert contrast(found[shape], found[surface]) >= SHAPE
