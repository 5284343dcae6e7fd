"""Every task works on a browser that runs no scripts."""

from playwright.sync_api import expect

from tests.journeys.conftest import Phone
from tests.journeys.steps import (
    finds_a_video_room,
    goes_to,
    presses,
    reads,
    signs_in,
    signs_out,
    stands_on,
)
from tests.support.browser import is_open_to_everyone
from tests.support.bundles import VIDEO_HOST


def test_anna_signs_in_reads_filters_changes_language_and_signs_out(phone: Phone):
    page = phone(has_javascript=False)
    signs_in(page, "Anna")
    reads(page, "Karin Lind", "Hjälp med dusch")
    goes_to(page, "Planen")
    goes_to(page, "Kommunen")
    expect(page.get_by_role("main")).not_to_contain_text("Väga mig på måndagar")
    reads(page, "Hjälp med dusch")
    is_open_to_everyone(page)
    goes_to(page, "Möten")
    goes_to(page, "Allt om mötet")
    reads(page, "Maria Strand")
    goes_to(page, "Språk")
    presses(page, "English")
    goes_to(page, "Language")
    presses(page, "Svenska")
    signs_out(page)
    is_open_to_everyone(page)


def test_ines_goes_into_her_video_meeting(phone: Phone):
    page = phone(has_javascript=False)
    signs_in(page, "Ines")
    finds_a_video_room(page)
    presses(page, "Gå in i videomötet")
    page.wait_for_url(f"https://{VIDEO_HOST}/m/pagar")


def test_how_to_print_is_said_once_by_a_button_or_in_words(phone: Phone):
    for has_javascript in (True, False):
        page = phone(has_javascript=has_javascript)
        signs_in(page, "Anna")
        page.goto("/plan/skriv-ut")
        button = page.get_by_role("button", name="Skriv ut", exact=True)
        expect(button).to_be_visible(visible=has_javascript)
        words = page.get_by_text("Välj Skriv ut i webbläsarens meny")
        expect(words).to_be_visible(visible=not has_javascript)


def test_after_signing_out_nothing_of_annas_is_left(phone: Phone):
    page = phone(has_javascript=False)
    signs_in(page, "Anna")
    signs_out(page)
    page.goto("/plan")
    expect(page).not_to_have_title("Planen – Min plan")
    page.goto("/")
    stands_on(page, "Välkommen")
