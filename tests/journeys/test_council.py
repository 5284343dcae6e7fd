"""A patient council tries the demo: the bar is there for everybody and in nobody's way."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
import requests
from playwright.sync_api import expect

from portal.features.council import actions, bar
from portal.features.council.commands import EXAMPLE
from portal.features.council.queries import findings, last_round
from portal.features.council.report import Report
from portal.features.council.task_file import tasks_in
from tests.journeys.conftest import Phone
from tests.journeys.keyboard import Keyboard
from tests.journeys.steps import signs_in, stands_on
from tests.support.beyond_axe import awkward_on
from tests.support.browser import is_open_to_everyone, seen_as
from tests.support.databases import opened
from tests.support.server import RunningPortal

BAR = "#provning"
FREE = """() => {
    const box = (selector) => document.querySelector(selector).getBoundingClientRect();
    const [bar, sheet] = [box("#provning"), box(".sheet")];
    return bar.left >= sheet.right || bar.right <= sheet.left || bar.top >= sheet.bottom;
}"""


@pytest.fixture(scope="module")
def council(portal: RunningPortal) -> Iterator[None]:
    """A round is open on the running portal, and no other test meets it."""
    with opened(portal.settings.database_url) as database:
        with database.transaction() as transaction:
            actions.begin_round(transaction, tasks_in(EXAMPLE.read_bytes()))
        _waits_until(portal, has_bar=True)
        yield
        with database.transaction() as transaction:
            actions.end_round(transaction)
        _waits_until(portal, has_bar=False)


def _waits_until(portal: RunningPortal, *, has_bar: bool) -> None:
    until = monotonic() + bar.LOOKED_UP_FOR + 5
    while ('id="provning"' in requests.get(f"{portal.url}/om", timeout=5).text) != has_bar:
        assert monotonic() < until, "the portal does not notice that a round has begun or ended"
        sleep(0.1)


def test_with_the_keyboard_and_without_scripts_somebody_says_what_was_hard(
    council: None, phone: Phone, portal: RunningPortal, tmp_path: Path
):
    # Given somebody who reads without scripts, on the page of the contacts
    page = phone(has_javascript=False)
    signs_in(page, "Anna")
    keyboard = Keyboard(page, set())
    keyboard.follows("Kontakter")
    # When the second task is hard
    keyboard.presses("Nästa uppgift")
    keyboard.goes_on_from(page.locator(BAR))
    expect(page.locator(BAR)).to_contain_text("Uppgift 2 av 8")
    keyboard.follows("Det här var svårt")
    stands_on(page, "Vad var svårt?")
    is_open_to_everyone(page)
    keyboard.types("Vad ville du göra", "Numret var svårt att hitta")
    keyboard.chooses("Mycket svårt")
    keyboard.presses("Skicka")
    # Then what is missing is said, and leads to where it is
    keyboard.goes_on_from(page.get_by_role("alert"))
    is_open_to_everyone(page)
    keyboard.follows("Välj vilket hjälpmedel du använder")
    keyboard.goes_on_from(page.get_by_role("radio", name="Inget"))
    keyboard.chooses("Skärmläsare")
    keyboard.presses("Skicka")
    # Then it has come, and leads back
    stands_on(page, "Tack, det hjälper oss")
    is_open_to_everyone(page)
    keyboard.follows("Tillbaka till sidan")
    stands_on(page, "Vem ringer jag?")
    # And the tasks can be put away, but for one quiet button
    keyboard.presses("Dölj uppgifterna")
    keyboard.goes_on_from(page.locator(BAR))
    expect(page.locator(BAR)).not_to_contain_text("Uppgift 2")
    expect(page.locator(BAR).get_by_role("button")).to_have_count(1)
    is_open_to_everyone(page)
    # And the report tells of it, to everyone
    with opened(portal.settings.database_url) as database, database.transaction() as transaction:
        went_on = last_round(transaction)
        assert went_on is not None
        found = findings(transaction, went_on)
    assert [(one.page, one.severity) for one in found] == [("contacts.show", "very")]
    report = tmp_path / "rapport.html"
    report.write_text(Report(went_on, found, lambda _: "/kontakter").page())
    page = phone()
    page.goto(report.as_uri())
    expect(page.get_by_text("Numret var svårt att hitta")).to_be_visible()
    is_open_to_everyone(page)


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_the_bar_is_open_to_everyone_and_never_lies_over_anything(
    council: None, phone: Phone, language: str
):
    page = phone(language=language)
    page.goto("/om")
    for way in ("light", "dark", "forced colours"):
        seen_as(page, way)
        is_open_to_everyone(page)
    seen_as(page, "light")
    found: list[str] = []
    for width in (320, 390, 640, 1024, 1199, 1200, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(FREE), f"the bar lies over the page at {width} px"
        found += awkward_on(page) if width in (320, 1280) else []
    is_open_to_everyone(page)
    assert not found


def test_what_somebody_writes_when_the_round_closes_is_given_back_to_them(
    council: None, phone: Phone, portal: RunningPortal
):
    page = phone(has_javascript=False)
    page.goto("/rad/svart?fran=/om")
    page.get_by_label("Vad ville du göra").fill("Numret var svårt att hitta")
    page.get_by_label("Mycket svårt").check()
    page.get_by_label("Skärmläsare").check()
    with opened(portal.settings.database_url) as database, database.transaction() as transaction:
        actions.end_round(transaction)
    _waits_until(portal, has_bar=False)
    page.get_by_role("button", name="Skicka").click()
    stands_on(page, "Provningen är slut")
    expect(page.get_by_role("main")).to_contain_text("Numret var svårt att hitta")
    is_open_to_everyone(page)
    page.get_by_role("link", name="Tillbaka till sidan").click()
    stands_on(page, "Om Min plan")
