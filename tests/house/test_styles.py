"""A patrol of the stylesheets: they hold for pages that are read from right to left, too."""

import re
from pathlib import Path

import pytest

STYLES = sorted((Path(__file__).parents[2] / "static" / "css").glob("*.css"))
PHYSICAL = (
    (r"(?:margin|padding|border)-(?:left|right|top|bottom)\b", "margin-inline-start and its kin"),
    (r"(?<![\w-])(?:left|right|top|bottom)\s*:", "inset-inline-start and its kin"),
    (r"(?:text-align|float|clear)\s*:\s*(?:left|right)\b", "start or end"),
    (r"border-(?:top|bottom)-(?:left|right)-radius", "border-start-start-radius and its kin"),
    (r"(?<![\w-])(?:min-|max-)?(?:width|height)\s*:(?!\s*\d+(?:rem|em|px)\))", "inline-size"),
    (
        r"(?:margin|padding|inset)\s*:(?:\s+[\w.%-]+(?:\([^)]*\))?){4}",
        "the -block and -inline ones",
    ),
)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_stylesheet_says_start_and_end_instead_of_left_and_right(path: Path):
    css = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    for physical, logical in PHYSICAL:
        found = [match[0] for match in re.finditer(physical, css)]
        assert not found, f"{path.name}: instead of {found} write {logical}"


@pytest.mark.parametrize(
    ("css", "is_found"),
    [
        ("a { margin-left: 1rem }", 1),
        ("a { inset: 0; right: 0 }", 1),
        ("a { text-align: right }", 1),
        ("a { padding: 1px 2px 3px 4px }", 1),
        ("a { width: 3rem }", 1),
        ("a { margin-inline-start: 1rem; text-align: end; padding: 1px 2px }", 0),
        ("@media (min-width: 40rem) { a { inline-size: 3rem } }", 0),
    ],
)
def test_the_patrol_knows_one_from_the_other(css: str, is_found: int):
    assert any(re.search(physical, css) for physical, _ in PHYSICAL) == is_found
