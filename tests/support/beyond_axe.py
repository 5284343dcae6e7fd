"""What axe does not look at: width, size of what is pressed, and where the keyboard is."""

from collections.abc import Iterator

from playwright.sync_api import Page

TOO_WIDE = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
# 44 px, or 24 px for a link in running text (WCAG 2.5.5 and 2.5.8). What is hidden is not pressed.
SMALL_TARGETS = """() => {
    const inText = (element) =>
        getComputedStyle(element).display === "inline"
        && element.closest("p, li, dd, td, label") !== null
        && element.closest("p, li, dd, td, label").textContent.trim() !== element.textContent.trim();
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
        .filter((element) => element.type !== "hidden" && element.checkVisibility({visibilityProperty: true}))
        .filter((element) => !element.matches(".skip-link"))
        .map((element) => {
            const label = element.closest("label");
            const {width, height} = (label ?? element).getBoundingClientRect();
            const least = inText(element) ? 24 : 44;
            return {element, width, height, least};
        })
        .filter(({width, height, least}) => height < least - 0.5 || width < 24)
        .map(({element, width, height, least}) =>
            `${element.tagName.toLowerCase()} "${element.textContent.trim().slice(0, 40)}" is `
            + `${Math.round(width)} × ${Math.round(height)} px, not ${least}`);
}"""
# Every stop of the keyboard must look different from the same thing at rest.
UNSEEN_FOCUS = """() => {
    const look = (element) => {
        const {outlineStyle, outlineWidth, boxShadow, backgroundColor, borderColor} =
            getComputedStyle(element);
        const outline = outlineStyle === "none" ? "none" : outlineWidth;
        return [outline, boxShadow, backgroundColor, borderColor].join(" ");
    };
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
        .filter((element) => element.type !== "hidden" && element.checkVisibility({visibilityProperty: true}))
        .filter((element) => {
            const before = look(element);
            element.focus({focusVisible: true, preventScroll: true});
            const isSeen = document.activeElement === element && look(element) !== before;
            element.blur();
            return !isSeen;
        })
        .map((element) => `${element.tagName.toLowerCase()} "${element.textContent.trim()}"`);
}"""


def awkward_on(page: Page) -> Iterator[str]:
    """What is in the way of a thumb, a magnifier or a keyboard on the open page."""
    surplus = page.evaluate(TOO_WIDE)
    if surplus > 0:
        width = page.evaluate("document.documentElement.clientWidth")
        yield f"the page is {surplus} px too wide at {width} px"
    yield from page.evaluate(SMALL_TARGETS)
    for element in page.evaluate(UNSEEN_FOCUS):
        yield f"the keyboard stops unseen at {element}"
