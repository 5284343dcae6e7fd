"""Each journey from its beginning to its end by keyboard alone: no mouse, and no script that helps.

What is in test_council.py and test_session_end.py goes on there: it needs what they set up.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal import clock
from portal.demo.cast import cast
from tests.journeys.conftest import Phone
from tests.journeys.keyboard import Keyboard
from tests.journeys.steps import finds_a_video_room, reads, stands_on
from tests.support.bundles import VIDEO_HOST
from tests.support.server import RunningPortal

SUMMARY = "[role=alert][autofocus]"
Sits = Callable[..., tuple[Page, Keyboard]]


@pytest.fixture(scope="module")
def met() -> set[str]:
    """The pages that have been walked through."""
    return set()


@pytest.fixture
def sits(phone: Phone, met: set[str]) -> Sits:
    """Somebody sits down at a keyboard, and signs in with it."""

    def signed_in(name: str, **options: bool) -> tuple[Page, Keyboard]:
        page = phone(**options)
        keyboard = Keyboard(page, met)
        page.goto("/")
        keyboard.follows("Logga in")
        keyboard.presses(name)
        stands_on(page, "Det viktigaste just nu")
        keyboard.begins_at_the_top()
        return page, keyboard

    return signed_in


def test_anna_signs_in_reads_everything_and_signs_out(sits: Sits):
    page, keyboard = sits("Anna")
    keyboard.follows("Allt om mötet")
    keyboard.follows("Planen")
    keyboard.opens("Vad finns på den här sidan?")
    keyboard.follows("Kommunen")
    expect(page.get_by_role("main")).not_to_contain_text("Väga mig på måndagar")
    keyboard.goes_on_from(page.get_by_role("link", name="Kommunen").first)
    keyboard.follows("Se vad som har ändrats i planen")
    reads(page, "Ny insats: Varm lunch hem till dörren.")
    keyboard.follows("Till planen som den är nu")
    keyboard.follows("Kontakter")
    keyboard.follows("Möten")
    keyboard.follows("Logga ut överallt")
    keyboard.presses("Logga ut överallt")
    stands_on(page, "Du är utloggad")
    keyboard.follows("Till första sidan")
    stands_on(page, "Välkommen")


def test_ines_goes_into_her_video_meeting(sits: Sits):
    page, keyboard = sits("Ines")
    finds_a_video_room(page)
    keyboard.follows("Möten")
    keyboard.follows("Mötet är öppet nu")
    keyboard.comes_to(page.get_by_role("button", name="Gå in i videomötet"))
    page.keyboard.press("Space")
    expect(page).to_have_url(f"https://{VIDEO_HOST}/m/pagar")


@pytest.mark.parametrize("way", ["by number", "by code, without JavaScript"])
def test_anna_lets_bertil_read_and_takes_it_back(sits: Sits, portal: RunningPortal, way: str):
    is_by_code = way.startswith("by code")
    anna, annas = sits("Anna", has_javascript=not is_by_code)
    bertil, bertils = sits("Bertil", has_javascript=not is_by_code)

    annas.follows("Delning")
    annas.follows("Dela med någon")
    puts_right_and_says_who(anna, annas, is_by_code=is_by_code)
    gives(anna, annas)
    stands_on(anna, "Kvitto på delning")

    bertils.follows("Delat med mig")
    if is_by_code:
        types_the_code(bertil, bertils, anna.locator(".spoken-code").inner_text())
    else:
        bertils.presses("Ja, jag vill läsa: Anna")
    bertils.goes_on_from(bertil.locator("#svar"))

    annas.follows("Delning")
    annas.follows("Är Bertil A. rätt person?")
    annas.presses("Ja, det är rätt person")
    annas.goes_on_from(anna.locator("#laget"))

    bertils.follows("Delat med mig")
    bertils.comes_to(bertil.locator(f".grants a.button:not([href*='{portal.grant}'])"))
    with bertil.expect_navigation():
        bertil.keyboard.press("Enter")
    expect(bertil.locator(".whose-plan")).to_contain_text("Anna Andersson")
    bertils.follows("Läs hela planen")
    reads(bertil, "Hjälp med dusch")

    takes_back(anna, annas, hides="Hjälp med dusch" if is_by_code else "Trygghetslarm")
    bertils.follows("Planen")
    reads(bertil, "finns inte")


def puts_right_and_says_who(page: Page, keyboard: Keyboard, *, is_by_code: bool) -> None:
    """The first question, sent too early: what is missing is said, and leads to where it is."""
    keyboard.types("Vem är personen?", "min son")
    keyboard.presses("Fortsätt")
    keyboard.goes_on_from(page.locator(SUMMARY))
    keyboard.follows("Välj om du vill använda personnummer eller en kod.")
    keyboard.goes_on_from(page.get_by_role("radio", name="Jag skriver personens personnummer"))
    if is_by_code:
        keyboard.chooses("Jag vill ha en kod")
    else:
        keyboard.chooses("Jag skriver personens personnummer")
        keyboard.types("Personnummer, tolv siffror", cast()["bertil"].number)
    keyboard.presses("Fortsätt")


def gives(page: Page, keyboard: Keyboard) -> None:
    """The other questions, the fresh sign-in, and the last button."""
    stands_on(page, "Vad får min son se?")
    keyboard.chooses("Bara några som jag väljer")
    keyboard.ticks("Dina mål")
    keyboard.presses("Fortsätt")
    keyboard.ticks("Hjälp med dusch")
    keyboard.ticks("Trygghetslarm")
    keyboard.presses("Fortsätt")
    keyboard.chooses("3 månader")
    keyboard.presses("Fortsätt")
    signs_in_anew(page, keyboard)
    keyboard.presses("Ja, ge rätt att läsa")


def signs_in_anew(page: Page, keyboard: Keyboard) -> None:
    keyboard.follows("Legitimera dig")
    keyboard.presses("Anna")
    reads(page, "Tack, nu vet vi att det är du.")


def types_the_code(page: Page, keyboard: Keyboard, code: str) -> None:
    """Wrong at first: the line that says so leads back to the field."""
    keyboard.types("Koden, tio tecken", "AAAAAAAAAA")
    keyboard.presses("Använd koden")
    keyboard.goes_on_from(page.locator(SUMMARY))
    keyboard.follows("Kontrollera att du har skrivit rätt")
    keyboard.goes_on_from(page.get_by_label("Koden, tio tecken"))
    page.keyboard.type(code)
    keyboard.presses("Använd koden")


def takes_back(page: Page, keyboard: Keyboard, *, hides: str) -> None:
    """After each tap the keyboard is at what has changed. What is hidden stays so for the person."""
    keyboard.presses(f"Dölj: {hides}")
    keyboard.goes_on_from(page.get_by_role("heading", name="Det här är valt att synas"))
    keyboard.presses("Sluta om en vecka")
    keyboard.goes_on_from(page.get_by_role("heading", name="Hur länge?"))
    keyboard.presses("Pausa nu")
    keyboard.goes_on_from(page.locator("#laget").filter(has_text="Pausad."))
    keyboard.presses("Öppna igen")
    signs_in_anew(page, keyboard)
    keyboard.presses("Ja, öppna")
    keyboard.goes_on_from(page.locator("#laget"))
    keyboard.follows("Avsluta delningen")
    keyboard.presses("Ja, avsluta för gott")
    keyboard.goes_on_from(page.locator("#laget").filter(has_text="Avslutad"))


def test_anna_looks_as_bertil_does_shows_her_plan_makes_a_copy_and_leaves_quickly(sits: Sits):
    page, keyboard = sits("Anna")
    keyboard.follows("Delning")
    keyboard.follows("Bertil Andersson")
    keyboard.follows("Visa som Bertil Andersson ser det")
    keyboard.follows("Sluta titta")
    keyboard.follows("Ändra delningen")
    keyboard.follows("Avbryt")
    keyboard.follows("Alla delningar")
    keyboard.follows("Visa min plan för någon bredvid")
    keyboard.follows("Planen")
    keyboard.follows("Sluta visa")
    keyboard.follows("Delning")
    keyboard.follows("Gör en kopia")
    keyboard.presses("Visa pappret")
    keyboard.goes_on_from(page.locator(SUMMARY))
    keyboard.follows("Välj minst en sak.")
    keyboard.goes_on_from(page.get_by_role("checkbox").first)
    keyboard.ticks("Kontakter och telefonnummer")
    keyboard.presses("Visa pappret")
    reads(page, "Karin Lind")
    keyboard.follows("Välj något annat")
    keyboard.follows("Lämna snabbt")
    stands_on(page, "Almanacka")


def test_anna_looks_who_has_read_chooses_how_she_reads_and_says_what_is_hard(sits: Sits):
    page, keyboard = sits("Anna")
    keyboard.follows("Vem har tittat?")
    keyboard.follows("Bertil Andersson")
    keyboard.goes_on_from(page.locator("#dag-1"))
    keyboard.types("Visa den dagen och dagarna före", f"{clock.now():%Y-%m-%d}")
    keyboard.presses("Visa")
    keyboard.goes_on_from(page.locator("#dag-1"))

    keyboard.follows("Språk")
    keyboard.presses("English")
    keyboard.begins_at_the_top()
    keyboard.follows("Svenska")
    keyboard.goes_on_from(page.get_by_role("button", name="Svenska", exact=True))
    with page.expect_navigation():
        page.keyboard.press("Space")
    keyboard.follows("Så här visas sidan")
    keyboard.chooses("Större")
    keyboard.chooses("Det viktigaste")
    keyboard.presses("Visa sidan så")
    expect(page.locator("html")).to_have_class("large calm")

    keyboard.follows("Tillgänglighet")
    keyboard.follows("Skriv till oss")
    keyboard.types("Vad ville du göra, och vad hände?", "Jag kunde inte hitta numret.")
    keyboard.presses("Skicka")
    keyboard.goes_on_from(page.locator(SUMMARY))
    keyboard.follows("Välj vad det gäller.")
    keyboard.goes_on_from(page.get_by_role("radio").first)
    keyboard.chooses("Något annat")
    keyboard.presses("Skicka")
    stands_on(page, "Tack, det har kommit fram")
