"""Pages by the keyboard alone: every stop is seen, in the order of the page, and none is a trap."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.keyboard import STOP, faults_on, walked
from tests.journeys.steps import goes_to, reads

# What is wrong with a page, and what the walk says of it.
IN_THE_WAY = {
    "unmarked": (
        "<style>a { outline: none !important }</style><a href=/>Hem</a><a href=/>Bort</a>",
        "is not seen",
    ),
    "covered": (
        "<div style='position: fixed; inset: 0; z-index: 1'></div><a href=/>Hem</a>",
        "is not seen",
    ),
    "disorder": (
        "<a href=/ tabindex=2>Hem</a><a href=/ tabindex=1>Bort</a><a href=/>Sist</a>",
        "out of order",
    ),
    "left out": ("<a href=/>Hem</a><a href=/ tabindex=-1>Bort</a>", "never comes to"),
    "mute": ("<a href=/>Hem</a><a href=/></a>", "says nothing"),
}
CAUGHT = (
    "<a href=/>Hem</a><input aria-label=Namn onkeydown='event.preventDefault()'><a href=/>Ut</a>"
)


@pytest.mark.parametrize(("html", "said"), IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_a_walk_finds_what_is_in_the_way(phone: Phone, html: str, said: str):
    page = phone()
    page.set_content(html)
    assert said in " ".join(faults_on(page))


def test_a_walk_ends_where_the_keyboard_is_caught(phone: Phone):
    page = phone()
    page.set_content(CAUGHT)
    with pytest.raises(AssertionError, match="caught at 'Namn'"):
        walked(page)


def test_the_first_stop_leads_past_everything_to_what_matters(anna: Page):
    anna.keyboard.press("Tab")
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("main")).to_be_focused()
    anna.keyboard.press("Tab")
    assert anna.evaluate(STOP)["isMain"]


def test_the_filter_keeps_the_keyboard_where_it_was(anna: Page):
    anna.goto("/plan")
    anna.get_by_role("link", name="Kommunen").first.focus()
    anna.keyboard.press("Enter")
    reads(anna, "Trygghetslarm")
    expect(anna.get_by_role("main")).not_to_contain_text("Väga mig på måndagar")
    expect(anna.get_by_role("link", name="Kommunen").first).to_be_focused()


@pytest.mark.parametrize("address", ["/", "/plan"])
def test_what_is_read_aloud_is_what_is_seen_in_the_same_order(anna: Page, address: str):
    goes_to(anna, "Planen")
    anna.goto(address)
    seen = _run_on(anna.evaluate("document.body.innerText"))
    assert len(seen) > 500
    assert _run_on("".join(_read_aloud(anna))) == seen


def _run_on(text: str) -> str:
    """The letters alone. Colons after questions are the style sheet's: seen and read, but no text."""
    return "".join(text.split()).replace(":", "")


def _read_aloud(page: Page) -> list[str]:
    """The texts of the accessibility tree, as a screen reader meets them from top to bottom."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    nodes = {node["nodeId"]: node for node in tree}

    def texts(node: dict[str, Any]) -> list[str]:
        role = node.get("role", {}).get("value")
        if role == "ListMarker":
            return []
        if role == "StaticText":
            return [str(node["name"]["value"])]
        parts = (nodes[child] for child in node.get("childIds", ()) if child in nodes)
        return [text for part in parts for text in texts(part)]

    return texts(tree[0])
