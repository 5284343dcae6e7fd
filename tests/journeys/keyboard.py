"""Acting by keys alone: everything is come to with the Tab key, seen, in the order of the page."""

from itertools import pairwise
from typing import Any

from playwright.sync_api import ElementHandle, Locator, Page, expect

MOST_STOPS = 120
# Where the keyboard is: what it says, its place on the page, and if it is marked, in view and not
# behind anything. `wanted` is what somebody is on the way to.
STOP = """(wanted) => {
    const element = document.activeElement;
    const {top, bottom, left, right} = element.getBoundingClientRect();
    const {outlineStyle, outlineWidth} = getComputedStyle(element);
    const [above, below] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
    const isShownAt = (part) => {
        const met = document.elementFromPoint(left + (right - left) * part, (above + below) / 2);
        return met !== null && (element.contains(met) || met.contains(element));
    };
    return {
        isPage: element === document.body,
        says: (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent
            ?? element.textContent).trim(),
        isMarked: outlineStyle === "auto"  // the browser's own
            || outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
        isInView: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
        isUncovered: [0.02, 0.25, 0.5, 0.75, 0.98].some(isShownAt),
        isMain: element.closest("main") !== null,
        place: [...document.querySelectorAll("*")].indexOf(element),
        isWanted: element === wanted,
        isBeside: wanted?.type === "radio" && element.type === "radio"
            && element.name === wanted.name && element.form === wanted.form,
    };
}"""
# Where it must come; of boxes that exclude each other it comes to one.
STOPS = """() => [...document.querySelectorAll("*")].flatMap((element, place) =>
    element.matches("a[href], button, summary, select, textarea, input:not([type=hidden], [type=radio])")
    && element.checkVisibility({visibilityProperty: true}) ? [place] : [])"""
# Which way round is shorter, from where the keyboard is to what is wanted.
IS_NEARER_BACKWARDS = """(wanted) => {
    const stops = [...document.querySelectorAll("a[href], button, summary, select, textarea, input")]
        .filter((one) => one.checkVisibility({visibilityProperty: true}));
    const isBefore = (one, other) => Boolean(
        one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
    const here = document.activeElement;
    const at = stops.filter((one) => here !== document.body && isBefore(one, here)).length;
    const ahead = (stops.indexOf(wanted) - at + stops.length) % stops.length;
    return ahead > stops.length / 2;
}"""
Stop = dict[str, Any]


def walked(page: Page) -> list[Stop]:
    """Every stop of the Tab key, from where it is, past the end of the page, until it is back."""
    stops: list[Stop] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stops and stop["place"] == stops[0]["place"]:
            return stops
        # Between its end and its beginning the browser leaves the page. A date has parts.
        if not stop["isPage"] and (not stops or stop["place"] != stops[-1]["place"]):
            stops.append(stop)
    raise AssertionError(f"the keyboard is caught at {stops[-1]['says']!r}")


def faults_on(page: Page) -> list[str]:
    """What the keyboard meets on the whole page, or never comes to."""
    page.emulate_media(reduced_motion="reduce")  # what is on its way into view would not be seen
    stops = walked(page)
    passed_by = set(page.evaluate(STOPS)) - {stop["place"] for stop in stops}
    return _faults_of([*stops, stops[0]]) + [
        f"it never comes to place {place}" for place in sorted(passed_by)
    ]


def _faults_of(stops: list[Stop]) -> list[str]:
    """Stops that are not seen, say nothing, or are out of order: a walk goes back but once."""
    seen = {
        stop["place"] for stop in stops if _is_seen(stop)
    }  # a date is marked at one of its parts
    found = [f"{stop['says']!r} is not seen" for stop in stops if stop["place"] not in seen]
    found += [f"a stop in place {stop['place']} says nothing" for stop in stops if not stop["says"]]
    back = [stop for last, stop in pairwise(stops) if stop["place"] < last["place"]]
    return found + [f"{stop['says']!r} is out of order" for stop in back[1:]]


def _is_seen(stop: Stop) -> bool:
    return bool(stop["isMarked"] and stop["isInView"] and stop["isUncovered"])


class Keyboard:
    """Somebody without a mouse. Each page that is met for the first time is walked through once."""

    def __init__(self, page: Page, met: set[str]) -> None:
        page.emulate_media(reduced_motion="reduce")
        self._page, self._met = page, met

    def follows(self, link: str) -> None:
        """Follow a link, and be where it leads."""
        self._acts_on(self._page.get_by_role("link", name=link))

    def presses(self, button: str) -> None:
        """Press a button that leads on."""
        self._acts_on(self._page.get_by_role("button", name=button))

    def opens(self, words: str) -> None:
        """Unfold what stands under these words."""
        summary = self._page.locator("summary", has_text=words)
        self.comes_to(summary)
        self._page.keyboard.press("Space")
        expect(self._page.locator("details[open]", has=summary)).to_be_visible()

    def types(self, label: str, text: str) -> None:
        self.comes_to(self._page.get_by_label(label))
        self._page.keyboard.type(text)

    def ticks(self, label: str) -> None:
        box = self._page.get_by_role("checkbox", name=label)
        self.comes_to(box)
        self._page.keyboard.press("Space")
        expect(box.first).to_be_checked()

    def chooses(self, label: str) -> None:
        """Choose one of several: to the first of them with Tab, among them with the arrows."""
        box = self._page.get_by_role("radio", name=label)
        wanted = self._comes_near(box)
        if not self._stop(wanted)["isWanted"]:
            self._moves_to(wanted)
        if not box.first.is_checked():
            self._page.keyboard.press("Space")
        expect(box.first).to_be_checked()

    def comes_to(self, thing: Locator) -> None:
        assert self._stop(self._comes_near(thing))["isWanted"]

    def goes_on_from(self, thing: Locator) -> None:
        """What was done has brought the keyboard here, and that can be seen."""
        expect(thing).to_be_focused()
        assert _is_seen(self._stop()), "it cannot be seen where the keyboard is"

    def begins_at_the_top(self) -> None:
        """A new page is read from its beginning."""
        expect(self._page.locator("body")).to_be_focused()

    def _acts_on(self, thing: Locator) -> None:
        self.comes_to(thing)
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")

    def _comes_near(self, thing: Locator) -> ElementHandle:
        """To the thing, or to the box that stands for it."""
        self._walks()
        wanted = thing.first.element_handle()
        assert wanted is not None
        key = "Shift+Tab" if self._page.evaluate(IS_NEARER_BACKWARDS, wanted) else "Tab"
        passed = [self._stop(wanted)]
        while not (passed[-1]["isWanted"] or passed[-1]["isBeside"]):
            assert len(passed) < MOST_STOPS, f"the keyboard does not come to {thing}"
            self._page.keyboard.press(key)
            passed.append(self._stop(wanted))
        stops = [stop for stop in passed if not stop["isPage"]]
        faults = _faults_of(stops if key == "Tab" else stops[::-1])
        assert not faults, f"on the way to {thing}: {faults}"
        return wanted

    def _moves_to(self, wanted: ElementHandle) -> None:
        for _ in range(MOST_STOPS):
            self._page.keyboard.press("ArrowDown")
            if self._stop(wanted)["isWanted"]:
                return
        raise AssertionError("the arrow does not come to it")

    def _stop(self, wanted: ElementHandle | None = None) -> Stop:
        stop: Stop = self._page.evaluate(STOP, wanted)
        return stop

    def _walks(self) -> None:
        """Through the whole page once, if nobody has yet; what went wrong makes it another page."""
        has_faults = self._page.locator("[autofocus]").count() > 0
        name = f"{self._page.title()}{' again' if has_faults else ''}"
        if name in self._met:
            return
        self._met.add(name)
        faults = faults_on(self._page)
        assert not faults, f"{name}: {faults}"
