"""A session ends after a quarter of an hour: with a warning first, and without losing anything."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.keyboard import Keyboard
from tests.journeys.steps import (
    chooses,
    does_nothing_for,
    goes_to,
    presses,
    reads,
    signs_in,
    stands_on,
)
from tests.support.browser import is_open_to_everyone
from tests.support.server import RunningPortal

WARNING = "Om högst två minuter loggas du ut"


def elsa_is_away_for(minutes: float, phone: Phone, portal: RunningPortal) -> Page:
    """Elsa leaves her phone on the plan for a while."""
    page = phone()
    signs_in(page, "Elsa")
    page.clock.install()
    goes_to(page, "Planen")
    stands_on(page, page.get_by_role("heading", level=1).inner_text())
    is_away_for(minutes, page, portal)
    return page


def is_away_for(minutes: float, page: Page, portal: RunningPortal) -> None:
    does_nothing_for(portal, "elsa", minutes)
    page.clock.fast_forward(int(minutes * 60_000))


def test_two_minutes_before_the_end_elsa_is_warned_and_stays(phone: Phone, portal: RunningPortal):
    # Given that Elsa has done nothing for 13 minutes
    page = elsa_is_away_for(13.1, phone, portal)
    # Then the page says so, to those who hear it too
    expect(page.get_by_role("status").filter(has_text=WARNING)).to_be_visible()
    is_open_to_everyone(page)
    # When she wants to stay
    presses(page, "Fortsätt vara inloggad")
    # Then the warning goes, and she is still there
    expect(page.get_by_text(WARNING)).to_have_count(0)
    goes_to(page, "Kontakter")
    stands_on(page, "Vem ringer jag?")


def test_with_the_keyboard_alone_she_stays_and_goes_on_where_she_was(
    phone: Phone, portal: RunningPortal
):
    # Given that Elsa had come to the last link of the plan when she was called away
    page = elsa_is_away_for(0, phone, portal)
    keyboard = Keyboard(page, set())
    last = page.get_by_role("link", name="Integritet")
    keyboard.comes_to(last)
    # When the warning comes, and she wants to stay
    is_away_for(13.1, page, portal)
    expect(page.get_by_text(WARNING)).to_be_visible()
    keyboard.goes_on_from(last)
    keyboard.comes_to(page.get_by_role("button", name="Fortsätt vara inloggad"))
    page.keyboard.press("Enter")
    # Then the warning goes, and she is where she was
    expect(page.get_by_text(WARNING)).to_have_count(0)
    keyboard.goes_on_from(last)


def test_whoever_was_nowhere_on_the_page_goes_on_at_its_text(phone: Phone, portal: RunningPortal):
    page = elsa_is_away_for(13.1, phone, portal)
    expect(page.get_by_text(WARNING)).to_be_visible()
    keyboard = Keyboard(page, set())
    keyboard.comes_to(page.get_by_role("button", name="Fortsätt vara inloggad"))
    page.keyboard.press("Space")
    expect(page.get_by_role("main")).to_be_focused()


def test_when_time_is_up_the_page_goes_by_itself(phone: Phone, portal: RunningPortal):
    page = elsa_is_away_for(15.1, phone, portal)
    stands_on(page, "Du är utloggad")
    expect(page.get_by_role("main")).to_contain_text("ingen annan")
    is_open_to_everyone(page)


def test_the_next_page_asks_her_to_sign_in_and_then_she_is_where_she_wanted_to_be(
    phone: Phone, portal: RunningPortal
):
    page = phone(has_javascript=False)
    signs_in(page, "Elsa")
    does_nothing_for(portal, "elsa", 15.1)
    goes_to(page, "Kontakter")
    chooses(page, "Elsa")
    stands_on(page, "Vem ringer jag?")


def test_a_form_sent_too_late_says_what_happened_and_how_to_go_on(
    phone: Phone, portal: RunningPortal
):
    # Given that Ines stands before her video meeting
    page = phone(has_javascript=False)
    signs_in(page, "Ines")
    does_nothing_for(portal, "ines", 15.1)
    # When she goes in too late
    presses(page, "Gå in i videomötet")
    # Then nothing has happened, and she is told so
    stands_on(page, "Du hann bli utloggad")
    is_open_to_everyone(page)
    goes_to(page, "Logga in igen")
    chooses(page, "Ines")
    stands_on(page, "Det viktigaste just nu")


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with scripts", "without scripts"])
def test_what_was_typed_when_time_was_up_is_there_after_a_new_sign_in(
    phone: Phone, portal: RunningPortal, *, has_javascript: bool
):
    # Given that Anna has begun to say whom she wants to share with
    page = phone(has_javascript=has_javascript)
    signs_in(page, "Anna")
    if has_javascript:
        page.clock.install()
    page.goto("/delning/ny")
    page.locator("#relation").fill("min granne")
    page.locator("input[value=kod]").check()
    # When her time is up, or she goes on too late
    does_nothing_for(portal, "anna", 15.1)
    if has_javascript:
        page.clock.fast_forward(15 * 60_000 + 6_000)
    else:
        presses(page, "Fortsätt")
    # Then she is told that it is still there
    stands_on(page, "Du hann bli utloggad")
    reads(page, "Det du fyllde i finns kvar i 15 minuter.")
    is_open_to_everyone(page)
    # And after a new sign-in she goes on with it
    goes_to(page, "Logga in igen")
    chooses(page, "Anna")
    stands_on(page, "Vem vill du dela med?")
    expect(page.locator("#relation")).to_have_value("min granne")
    expect(page.locator("input[value=kod]")).to_be_checked()
    is_open_to_everyone(page)
