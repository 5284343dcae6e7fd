"""The page read aloud by a voice in the phone. The browser of a test has none: what such a browser
shows is real, and for the rest voices are put in at its very edge, that keep what they were given."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Phone
from tests.journeys.keyboard import Keyboard, faults_on
from tests.journeys.steps import signs_in
from tests.support.browser import is_open_to_everyone, reads_in

VOICES = """(voices) => {
    window.spoken = [];
    window.hushed = 0;
    let now = null;
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
    const synth = {
        getVoices: () => voices,
        speak: (one) => { now = one; spoken.push([one.voice.lang, one.text.trim()]) },
        cancel: () => { hushed += 1; const cut = now; now = null; cut?.onerror?.() },
        said: () => { const done = now; now = null; done?.onend?.() },
    };
    Object.defineProperty(window, "speechSynthesis", { value: synth });
}"""
SWEDISH = {"lang": "sv_SE", "localService": True}
ARABIC = {"lang": "ar-EG", "localService": True}
FAR_AWAY = {"lang": "sv-SE", "localService": False}
BUTTON = "Läs upp"


def has(page: Page, *voices: dict[str, Any]) -> None:
    """Let the phone have these voices, from the next page on."""
    page.add_init_script(f"({VOICES})({json.dumps(voices)})")


def hears(page: Page) -> list[list[str]]:
    """All that is read from here to the end: the language of each voice, and its words."""
    while page.evaluate("document.querySelector('.read-aloud').dataset.state") == "reading":
        page.evaluate("speechSynthesis.said()")
    spoken: list[list[str]] = page.evaluate("spoken")
    return spoken


def test_without_a_voice_of_the_phone_s_own_there_is_no_button(anna: Page):
    for address in ("/", "/plan", "/kontakter"):
        anna.goto(address)
        expect(anna.locator(".read-aloud button").first).to_be_hidden()
        assert anna.get_by_role("button", name=BUTTON).count() == 0
    has(anna, FAR_AWAY, ARABIC)
    anna.goto("/plan")
    assert anna.get_by_role("button", name=BUTTON).count() == 0, "it would be sent the text"


def test_without_scripts_there_is_no_button(phone: Phone):
    page = phone(has_javascript=False)
    signs_in(page, "Anna")
    expect(page.locator(".read-aloud")).to_be_hidden()
    assert page.locator(".read-aloud").evaluate("one => getComputedStyle(one).display") == "none"


def test_anna_has_the_page_read_to_her(anna: Page):
    has(anna, FAR_AWAY, SWEDISH)
    anna.goto("/")
    place = anna.get_by_role("heading", level=1).bounding_box()
    anna.get_by_role("button", name=BUTTON).click()
    is_open_to_everyone(anna)
    assert anna.get_by_role("heading", level=1).bounding_box() == place
    spoken = hears(anna)
    texts = [text for _, text in spoken]
    assert {lang for lang, _ in spoken} == {"sv_SE"}
    seen = [
        texts.index(one) for one in ("Det viktigaste just nu", "Vem ringer jag?", "Vad är nytt?")
    ]
    assert seen == sorted(seen)
    assert any("0 9 8 0, 3 1, 9 2, 1 1" in text for text in texts)
    assert "Vad betyder orden?" in texts
    assert not any("En fast omsorgskontakt känner dig" in text for text in texts), "it is closed"
    expect(anna.get_by_role("button", name=BUTTON)).to_be_visible()
    assert anna.locator("[data-is-read]").count() == 0


def test_anna_pauses_goes_on_and_stops_with_the_keyboard(anna: Page):
    has(anna, SWEDISH)
    anna.goto("/kontakter")
    Keyboard(anna, set()).comes_to(anna.get_by_role("button", name=BUTTON))
    anna.keyboard.press("Enter")
    anna.evaluate("speechSynthesis.said()")
    first, second = anna.evaluate("spoken")
    expect(anna.locator("[data-is-read]")).to_contain_text(second[1])
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("button", name="Läs vidare")).to_be_focused()
    anna.keyboard.press("Enter")
    assert anna.evaluate("spoken") == [first, second, second]
    anna.keyboard.press("Tab")
    expect(anna.get_by_role("button", name="Sluta läsa upp")).to_be_focused()
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("button", name=BUTTON)).to_be_focused()
    anna.keyboard.press("Enter")
    anna.keyboard.press("Escape")
    assert anna.locator("[data-is-read]").count() == 0
    assert anna.evaluate("spoken")[3] == first, "it begins anew"
    expect(anna.get_by_role("button", name=BUTTON)).to_be_visible()


UNDER_THE_BUTTONS = """() => {
    scrollTo(0, document.body.scrollHeight);
    const buttons = document.querySelector(".read-aloud > div").getBoundingClientRect();
    return [...document.querySelectorAll(".foot a")].filter((link) => {
        const { bottom, right } = link.getBoundingClientRect();
        return bottom > buttons.top && right > buttons.left;
    }).map((link) => link.textContent);
}"""


def test_the_last_lines_are_not_left_under_the_buttons(anna: Page):
    has(anna, SWEDISH)
    anna.emulate_media(reduced_motion="reduce")
    anna.goto("/kontakter")
    anna.get_by_role("button", name=BUTTON).click()
    assert anna.evaluate(UNDER_THE_BUTTONS) == []


def test_nothing_that_the_keyboard_comes_to_is_behind_the_buttons(anna: Page):
    has(anna, SWEDISH)
    anna.goto("/kontakter")
    for words in (BUTTON, "Pausa uppläsningen"):
        anna.get_by_role("button", name=words).click()
        assert not faults_on(anna)


def test_it_is_silent_when_she_leaves(anna: Page):
    has(anna, SWEDISH)
    anna.goto("/kontakter")
    anna.get_by_role("button", name=BUTTON).click()
    assert anna.evaluate("() => { dispatchEvent(new Event('pagehide')); return hushed }") > 0


@pytest.mark.parametrize("voices", [[ARABIC, SWEDISH], [ARABIC]], ids=len)
def test_each_part_is_read_in_its_own_language(anna: Page, voices: list[dict[str, Any]]):
    reads_in(anna.context, "ar")
    has(anna, *voices)
    anna.goto("/plan")
    anna.locator(".read-aloud button").first.click()
    has_swedish = SWEDISH in voices
    expect(anna.locator(".read-aloud + .soft")).to_be_visible(visible=not has_swedish)
    spoken = hears(anna)
    by_voice = {lang: [text for spoke, text in spoken if spoke == lang] for lang, _ in spoken}
    assert set(by_voice) == {voice["lang"] for voice in voices}
    assert not any("Hjälp med dusch" in text for text in by_voice["ar-EG"])
    assert any("Hjälp med dusch" in text for text in by_voice.get("sv_SE", [])) == has_swedish
