"""Anna sees what happens next, whom to ring, what is agreed, and what is new."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.steps import chooses, goes_to, presses, reads, signs_in, signs_out, stands_on
from tests.support.browser import is_open_to_everyone


def test_anna_signs_in_and_home_answers_her_four_questions(phone: Phone):
    # Given that Anna is on the first page on her phone
    page = phone()
    page.goto("/")
    stands_on(page, "Välkommen")
    is_open_to_everyone(page)
    # When she signs in with her electronic identity
    goes_to(page, "Logga in")
    chooses(page, "Anna")
    # Then home answers in this order
    questions = page.get_by_role("heading", level=2).all_inner_texts()
    assert questions == [
        "Vad händer härnäst?",
        "Vem ringer jag?",
        "Vad har vi kommit överens om?",
        "Vad är nytt?",
    ]
    reads(page, "Är med hos dig: Sara Holm", "Karin Lind", "Hjälp med dusch")
    # And the first number to ring is that of the one who coordinates everything
    ring = page.get_by_role("link", name=re.compile("0980-31 92 11")).first
    assert ring.get_attribute("href") == "tel:+46980319211"
    is_open_to_everyone(page)


def test_anna_reads_her_plan_in_her_own_words_and_then_only_what_the_municipality_does(anna: Page):
    # Given that Anna is signed in
    # When she opens the plan
    goes_to(anna, "Planen")
    # Then it begins with what is important to her
    first = anna.get_by_role("heading", level=2).first
    expect(first).to_have_text("Vad är viktigt för dig?")
    reads(anna, "få bo kvar hemma", "Omläggning av såret på höger ben", "Region Solmark")
    is_open_to_everyone(anna)
    # When she asks for what the municipality does
    before = anna.evaluate("performance.timeOrigin")
    goes_to(anna, "Kommunen")
    # Then only that is left, the page was not loaded again, and the address can be kept
    expect(anna.get_by_role("main")).not_to_contain_text("Väga mig på måndagar")
    reads(anna, "Hjälp med dusch", "Trygghetslarm")
    assert anna.evaluate("performance.timeOrigin") == before
    assert "vem=kommun" in anna.url
    is_open_to_everyone(anna)


def test_anna_sees_what_changed_in_the_plan_in_sentences(anna: Page):
    goes_to(anna, "Planen")
    goes_to(anna, "Se vad som har ändrats i planen")
    stands_on(anna, "Vad har ändrats i planen?")
    reads(anna, "Ny insats: Varm lunch hem till dörren.", "är inte kvar i planen")
    anna.get_by_role("listitem").filter(has_text="den första").get_by_role("link").click()
    reads(anna, "Det här är den första versionen av planen")
    is_open_to_everyone(anna)


def test_anna_finds_somebody_to_ring_and_who_answers_otherwise(anna: Page):
    goes_to(anna, "Kontakter")
    stands_on(anna, "Vem ringer jag?")
    names = anna.get_by_role("heading", level=2).all_inner_texts()
    assert names[:3] == ["Karin Lind", "Sara Holm", "Johan Ek"]
    reads(anna, "Inget svar? Ring", "kl. 08.00–16.30", "1177")
    is_open_to_everyone(anna)


def test_the_second_time_home_says_what_is_new_since_the_first(phone: Phone):
    # Given that Anna has been here, and has signed out
    page = phone()
    signs_in(page, "Anna")
    signs_out(page)
    # When she signs in again
    signs_in(page, "Anna")
    # Then home tells what has happened since, and not that it is the first time
    expect(page.get_by_role("main")).not_to_contain_text("första gången")
    is_open_to_everyone(page)


def test_anna_reads_her_plan_in_english_and_the_words_of_care_stay_swedish(anna: Page):
    goes_to(anna, "Språk")
    presses(anna, "English")
    goes_to(anna, "The plan")
    assert anna.locator("html").get_attribute("lang") == "en"
    swedish = anna.get_by_text("Omläggning av såret på höger ben").first
    assert swedish.evaluate("element => element.closest('[lang]').lang") == "sv"
    is_open_to_everyone(anna)
