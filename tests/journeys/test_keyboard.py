"""Pages by the keyboard alone: every stop is seen, in the order of the page, and none is a trap."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import goes_to, reads
from tests.support.server import RunningPortal

MOST_STOPS = 120
WALKED = (
    "/",
    "/plan",
    "/moten",
    "/kontakter",
    "/delning",
    "/delning/{grant}",
    "/delning/ny",
    "/logg",
    "/visning",
    "/synpunkter",
)
# Where the keyboard is: what it says, how far down it is, and if it is marked and in view.
STOP = """() => {
    const element = document.activeElement;
    const {top, bottom, left, right} = element.getBoundingClientRect();
    const {outlineStyle, outlineWidth} = getComputedStyle(element);
    return {
        isPage: element === document.body,
        says: (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent
            ?? element.textContent).trim(),
        isMarked: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
        isInView: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
        isMain: element.closest("main") !== null,
        place: [...document.querySelectorAll("*")].indexOf(element),
    };
}"""
# Where it must come; of boxes that exclude each other it comes to one.
STOPS = """() => [...document.querySelectorAll("*")].flatMap((element, place) =>
    element.matches("a[href], button, summary, select, textarea, input:not([type=hidden], [type=radio])")
    && element.checkVisibility({visibilityProperty: true}) ? [place] : [])"""
Stop = dict[str, Any]


def walked(page: Page) -> list[Stop]:
    """Every stop of the Tab key, from the top of the page until it leaves it."""
    stops: list[Stop] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["isPage"] or (stops and stop["place"] == stops[0]["place"]):
            return stops  # out of the page, or from its end to its beginning
        if (
            not stops or stop["place"] != stops[-1]["place"]
        ):  # a date has parts, marked by the browser
            stops.append(stop)
    raise AssertionError(f"the keyboard is caught at {stops[-1]['says']!r}")


def test_anna_comes_to_everything_with_the_tab_key(anna: Page, portal: RunningPortal):
    anna.emulate_media(reduced_motion="reduce")
    for address in WALKED:
        anna.goto(address.format(grant=portal.grant))
        stops = walked(anna)
        assert stops[0]["says"] == "Hoppa till innehållet"
        assert all(stop["says"] for stop in stops), f"{address}: a stop says nothing"
        unseen = [stop["says"] for stop in stops if not (stop["isMarked"] and stop["isInView"])]
        assert not unseen, address
        places = [stop["place"] for stop in stops]
        assert places == sorted(places), f"{address}: not in the order of the page"
        assert set(anna.evaluate(STOPS)) <= set(places), f"{address}: something is passed by"


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
