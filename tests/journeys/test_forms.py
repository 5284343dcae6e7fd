"""What is typed is not lost, and whoever must put something right is taken to the words that say what."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.steps import presses, signs_in, stands_on
from tests.support.browser import is_open_to_everyone

TYPED = "Jag kunde inte hitta numret."
GONE = "Du har ingen uppkoppling just nu."


def types_feedback(page: Page) -> None:
    page.goto("/synpunkter")
    page.get_by_label("Något annat").check()
    page.locator("textarea").fill(TYPED)


def test_over_a_line_that_is_lost_nothing_is_sent_and_nothing_is_lost(phone: Phone):
    page = phone()
    types_feedback(page)
    page.context.set_offline(True)
    presses(page, "Skicka")
    said = page.get_by_role("alert")
    expect(said).to_contain_text(GONE)
    expect(said).to_be_focused()
    expect(page.locator("textarea")).to_have_value(TYPED)
    is_open_to_everyone(page)
    page.context.set_offline(False)
    presses(page, "Skicka")
    stands_on(page, "Tack, det har kommit fram")


def test_a_line_that_is_lost_in_the_middle_of_sharing_leaves_every_word(phone: Phone):
    page = phone()
    signs_in(page, "Anna")
    page.goto("/delning/ny")
    page.locator("#relation").fill("min granne")
    page.locator("input[value=kod]").check()
    page.context.set_offline(True)
    presses(page, "Fortsätt")
    expect(page.get_by_role("alert")).to_contain_text(GONE)
    page.context.set_offline(False)
    presses(page, "Fortsätt")
    stands_on(page, "Vad får min granne se?")


def test_without_scripts_the_browser_sends_what_was_typed_when_its_error_page_is_reloaded(
    phone: Phone,
):
    # Back would not bring the form: Chromium puts its error page in the form's place.
    page = phone(has_javascript=False)
    types_feedback(page)
    page.context.set_offline(True)
    with suppress(Error):
        presses(page, "Skicka")
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.reload()
    stands_on(page, "Tack, det har kommit fram")


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with scripts", "without scripts"])
def test_what_must_be_put_right_is_where_the_keyboard_goes_on(
    phone: Phone, *, has_javascript: bool
):
    page = phone(has_javascript=has_javascript)
    signs_in(page, "Anna")
    page.goto("/delning/ny")
    page.locator("#relation").fill("min granne")
    presses(page, "Fortsätt")
    summary = page.get_by_role("alert").filter(has_text="Välj om du vill")
    expect(summary).to_be_focused()
    expect(page.locator("#relation")).to_have_value("min granne")
    is_open_to_everyone(page)
    page.goto("/delat-med-mig")
    page.locator("#kod-falt").fill("AAAAAAAAAA")
    presses(page, "Använd koden")
    expect(page.get_by_role("alert").filter(has_text="Den koden gick inte")).to_be_focused()
    expect(page.locator("#kod-falt")).to_have_attribute("aria-invalid", "true")


def test_what_one_tap_changed_is_where_the_keyboard_goes_on(anna: Page):
    anna.goto("/delning")
    anna.get_by_role("link", name="Bertil Andersson").first.click()
    anna.get_by_role("button", name="Dölj: Omläggning").press("Enter")
    expect(anna.get_by_role("heading", name="Det här är valt att synas")).to_be_focused()
    anna.get_by_role("button", name="Sluta om 30 dagar").press("Enter")
    expect(anna.get_by_role("heading", name="Hur länge?")).to_be_focused()
