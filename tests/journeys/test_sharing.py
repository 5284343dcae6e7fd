"""Anna lets Cecilia read, sees who she is, and takes it back; on two phones, with axe."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.keyboard import Keyboard
from tests.journeys.steps import chooses, reads, signs_in, signs_out
from tests.support.browser import is_open_to_everyone

Phone = Callable[..., Page]

WORDS = {
    "sv": {
        "on": "Fortsätt",
        "identify": "Legitimera dig",
        "give": "Ja, ge rätt att läsa",
        "use": "Använd koden",
        "confirm": "Ja, det är rätt person",
        "read": "Läs planen för Anna Andersson",
        "plan": "Läs hela planen",
        "pause": "Pausa nu",
        "resume": "Öppna igen",
        "open": "Ja, öppna",
        "stop": "Avsluta delningen",
        "sure": "Ja, avsluta för gott",
        "waits": "Nu väntar vi på den som delar.",
        "nothing": "Det finns ingen plan som du kan läsa just nu.",
    },
    "en": {
        "on": "Continue",
        "identify": "Identify yourself",
        "give": "Yes, give the right to read",
        "use": "Use the code",
        "confirm": "Yes, it is the right person",
        "read": "Read the plan of Anna Andersson",
        "plan": "Read the whole plan",
        "pause": "Pause now",
        "resume": "Open again",
        "open": "Yes, open",
        "stop": "End the sharing",
        "sure": "Yes, end for good",
        "waits": "Now we are waiting for the person who shares.",
        "nothing": "There is no plan that you can read right now.",
    },
}
Says = dict[str, str]


def presses(page: Page, words: str) -> None:
    """Press a button; the page it leads to is one that everybody can use."""
    with page.expect_navigation():  # a form asks for the line first
        page.get_by_role("button", name=words, exact=True).click()
    is_open_to_everyone(page)


def follows(page: Page, words: str) -> None:
    """Follow a link; the page it leads to is one that everybody can use."""
    with page.expect_navigation():
        page.get_by_role("link", name=words).first.click()
    is_open_to_everyone(page)


def identifies_again(page: Page, says: Says) -> None:
    page.get_by_role("link", name=says["identify"]).click()
    with page.expect_navigation(url="**/delning/**"):
        chooses(page, "Anna")
    is_open_to_everyone(page)


def gives_a_code(page: Page, says: Says) -> str:
    """All the questions, some insatser and the goals; gives the code that is shown."""
    page.goto("/delning/ny")
    page.locator("#relation").fill("min granne")
    page.locator("input[value=kod]").check()
    presses(page, says["on"])
    page.locator("input[value=nagra]").check()
    page.locator("input[name=mal]").check()
    presses(page, says["on"])
    page.locator("input[name=insats]").first.check()
    presses(page, says["on"])
    page.locator("input[value='90']").check()
    presses(page, says["on"])
    identifies_again(page, says)
    presses(page, says["give"])
    return page.locator(".spoken-code").inner_text()


@pytest.mark.parametrize(
    ("language", "way"), [("sv", ""), ("sv", "without JavaScript"), ("en", "")]
)
def test_anna_shares_with_cecilia_and_takes_it_back(phone: Phone, language: str, way: str):
    says = WORDS[language]
    anna = phone(language=language, has_javascript=not way)
    cecilia = phone(language=language, has_javascript=not way)
    anna.goto("/logga-in")
    chooses(anna, "Anna")
    cecilia.goto("/logga-in")
    chooses(cecilia, "Cecilia")

    code = gives_a_code(anna, says)
    draft = urlsplit(anna.url).path.removesuffix("/ge").removesuffix("/kvitto")
    anna.goto(f"{draft}/ny-kod")
    is_open_to_everyone(anna)
    anna.goto(f"{draft}/kvitto")
    assert anna.locator(".spoken-code").inner_text() == code
    cecilia.goto("/delat-med-mig")
    cecilia.locator("#kod-falt").fill(code.lower())
    presses(cecilia, says["use"])
    reads(cecilia, says["waits"], says["nothing"])

    anna.goto("/delning")
    anna.goto(f"{draft}/bekrafta")
    is_open_to_everyone(anna)
    presses(anna, says["confirm"])

    cecilia.reload()
    follows(cecilia, says["read"])
    expect(cecilia.locator(".whose-plan")).to_contain_text("Anna Andersson")
    follows(cecilia, says["plan"])
    address = urlsplit(cecilia.url).path

    presses(anna, says["pause"])
    assert opened(cecilia, address) == 404
    presses(anna, says["resume"])
    identifies_again(anna, says)
    presses(anna, says["open"])
    assert opened(cecilia, address) == 200
    follows(anna, says["stop"])
    presses(anna, says["sure"])
    assert opened(cecilia, address) == 404
    cecilia.goto("/delat-med-mig")
    reads(cecilia, says["nothing"])


def opened(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def test_two_tabs_meet_on_a_page_that_loses_nothing(phone: Phone):
    page = phone()
    signs_in(page, "Anna")
    page.goto("/delning")
    follows(page, "Bertil Andersson")
    grant = urlsplit(page.url).path
    other = page.context.new_page()
    other.goto(f"{grant}/andra")
    presses(page, "Dölj: Trygghetslarm")
    keyboard = Keyboard(other, set())
    keyboard.ticks("Vilka som är med i planen")
    keyboard.presses("Fortsätt")
    reads(other, "Det här hände under tiden", "planens dokument")
    is_open_to_everyone(other)
    keyboard.presses("Gör det ändå")
    reads(other, "Vill du öppna det här?", "planens dokument")
    is_open_to_everyone(other)


def test_two_people_on_one_phone_get_time_to_think(phone: Phone):
    page, says = phone(), WORDS["sv"]
    signs_in(page, "Anna")
    code = gives_a_code(page, says)
    signs_out(page)
    signs_in(page, "Cecilia")
    page.goto("/delat-med-mig")
    page.locator("#kod-falt").fill(code)
    presses(page, says["use"])
    signs_out(page)
    signs_in(page, "Anna")
    page.goto("/delning")
    page.get_by_role("link", name="Cecilia C.").first.click()
    presses(page, says["confirm"])
    reads(page, "Till dess kan ingen läsa något.", "tätt efter varandra", "två minuter")


def test_leaving_quickly_takes_the_pages_place_in_the_history(phone: Phone):
    page = phone()
    signs_in(page, "Anna")
    page.goto("/delning")
    page.get_by_role("link", name="Lämna snabbt").click()
    page.wait_for_url("**/almanacka")
    page.go_back()
    assert urlsplit(page.url).path != "/delning"
