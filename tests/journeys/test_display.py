"""Anna lets pages be shown larger and calmer, on a browser that runs no scripts."""

from playwright.sync_api import Page

from tests.journeys.conftest import Phone
from tests.journeys.steps import goes_to, presses, signs_in
from tests.support.beyond_axe import awkward_on
from tests.support.browser import is_open_to_everyone
from tests.support.seeing import lost_on

BROKEN_NAMES = """() => [...document.querySelectorAll(".foot-links [lang]")].filter((link) => {
    const range = document.createRange();
    range.selectNodeContents(link);
    return new Set([...range.getClientRects()].map((line) => line.top)).size > 1;
}).map((link) => link.textContent)"""


def size_of_text(page: Page) -> float:
    return float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))


def test_text_grows_home_shortens_and_nothing_is_lost(phone: Phone):
    page = phone(has_javascript=False)
    signs_in(page, "Anna")
    usual = size_of_text(page)
    goes_to(page, "Så här visas sidan")
    page.get_by_label("Större").check()
    page.get_by_label("Det viktigaste").check()
    is_open_to_everyone(page)
    presses(page, "Visa sidan så")
    questions = page.get_by_role("heading", level=2).all_inner_texts()
    assert questions == ["Vad händer härnäst?", "Vem ringer jag?"]
    assert size_of_text(page) >= usual * 1.15
    for address in ("/", "/plan", "/delning/ny"):
        page.goto(address)
        assert [*awkward_on(page), *lost_on(page)] == []
    is_open_to_everyone(page)


def test_with_doubled_text_on_a_small_phone_no_language_breaks_in_its_name(phone: Phone):
    page = phone()
    page.goto("/om")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in (320, 340, 360, 390):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate(BROKEN_NAMES) == []
        surplus = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(surplus) <= 0, f"the page is too wide at {width} px"
