"""Home by the keyboard alone: every stop is seen, in the order of the page, and none is a trap."""

from playwright.sync_api import Page, expect

from tests.journeys.steps import reads

MOST_STOPS = 120
# Where the keyboard is: what it says, how far down it is, and if it is marked and in view.
STOP = """() => {
    const element = document.activeElement;
    const {top, bottom, left, right} = element.getBoundingClientRect();
    const {outlineStyle, outlineWidth} = getComputedStyle(element);
    return {
        isPage: element === document.body,
        says: (element.getAttribute("aria-label") ?? element.textContent).trim(),
        isMarked: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
        isInView: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
        isMain: element.closest("main") !== null,
        place: [...document.querySelectorAll("*")].indexOf(element),
    };
}"""


def test_anna_walks_home_with_the_tab_key(anna: Page):
    anna.emulate_media(reduced_motion="reduce")
    stops = []
    for _ in range(MOST_STOPS):
        anna.keyboard.press("Tab")
        stop = anna.evaluate(STOP)
        if stop["isPage"]:
            break
        stops.append(stop)
    says = [stop["says"] for stop in stops]
    assert len(stops) < MOST_STOPS, "the keyboard is caught"
    assert says[0] == "Hoppa till innehållet"
    assert {"Hem", "Planen", "Möten", "Kontakter", "Läs hela planen", "Logga ut"} <= set(says)
    assert all(says), says
    unseen = [stop["says"] for stop in stops if not (stop["isMarked"] and stop["isInView"])]
    assert not unseen
    places = [stop["place"] for stop in stops]
    assert places == sorted(places)


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
