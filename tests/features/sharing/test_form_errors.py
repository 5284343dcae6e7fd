"""A form that comes back says so in its title, in a summary that takes the focus, and at the field.

What every summary must be like is looked at on each page that any test opens (tests/support).
"""

from collections.abc import Mapping

import pytest

from tests.support.page import Page
from tests.support.page_checks import summary_of
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor

Typed = Mapping[str, str]
WRONG: dict[str, tuple[str, str, Typed, str]] = {
    "nothing about whom": ("/delning/ny", "Fortsätt", {"relation": "", "hur": ""}, "relation"),
    "no number": (
        "/delning/ny",
        "Fortsätt",
        {"relation": "min son", "hur": "nummer", "nummer": "12"},
        "nummer",
    ),
    "nothing to see": ("/delning/{ref}/vad", "Fortsätt", {}, "motestid"),
    "no insats": ("/delning/{ref}/insatser", "Fortsätt", {}, "insats"),
    "nobody's insatser": ("/delning/{ref}/vems", "Fortsätt", {}, "vems"),
    "no time": ("/delning/{ref}/hur-lange", "Fortsätt", {}, "dagar"),
    "a code that opens nothing": (
        "/delat-med-mig",
        "Använd koden",
        {"kod": "ABCDE23456"},
        "kod-falt",
    ),
    "feedback about nothing": ("/synpunkter", "Skicka", {"text": ""}, "vad"),
    "feedback too long": ("/synpunkter", "Skicka", {"vad": "annat", "text": "å" * 4001}, "text"),
    "a language that is none": ("/sprak", "English", {"language": "xx"}, "sv"),
    "a display that is none": ("/visning", "Visa sidan så", {"text": "jätte"}, "text"),
    "a copy of nothing": ("/delning/kopia", "Visa pappret", {}, "moten"),
    "a day that is none": ("/logg", "Visa", {"dag": "2026-02-30"}, "dag"),
}


def answer(anna: Sharer, case: str) -> tuple[Page, str]:
    address, button, typed, field = WRONG[case]
    if "{ref}" in address:
        anna.begins()
    page = anna.browser.opens(address.format(ref=anna.ref))
    form = next(one for one in page.forms if button in one.buttons)
    unticked = {name for name in form.fields if name not in ("csrf", "version", "back", "vem")}
    pressed = form.buttons[button]
    fields = {name: value for name, value in form.fields.items() if name not in unticked}
    fields |= {**({pressed[0]: pressed[1]} if pressed else {}), **typed}
    if form.method == "post":
        return anna.browser.sends(form.action, fields, status=None), field
    query = "&".join(f"{name}={value}" for name, value in fields.items())
    return anna.browser.opens(f"{form.action.split('#')[0]}?{query}", status=None), field


@pytest.mark.parametrize("case", WRONG)
def test_each_form_says_first_of_all_that_something_is_wrong(anna: Sharer, case: str):
    page, field = answer(anna, case)
    assert page.title.startswith("Fel: ")
    summary = summary_of(page)
    assert summary is not None
    assert f"#{field}" in [link.get("href") for link in summary.iter("a")]
    assert page.says("Något behöver rättas", "Fel:")


def test_a_form_that_nobody_has_sent_is_not_wrong(anna: Sharer):
    for address, _button, _typed, _field in WRONG.values():
        if "{ref}" not in address:
            page = anna.browser.opens(address)
            assert not page.title.startswith("Fel: ")
            assert summary_of(page) is None


def test_ending_for_good_asks_once_and_pausing_does_not(anna: Sharer, bertil: Visitor, cast: Cast):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    anna.browser.opens(f"/delning/{ref}")
    assert anna.browser.follows("Avsluta delningen").heading == "Vill du avsluta delningen?"
    bertil.opens(f"/for/{ref}")
    anna.browser.follows("Nej, låt det vara som det är")
    assert anna.presses("Pausa nu").says("Pausad")
    anna.browser.follows("Avsluta delningen")
    anna.browser.presses("Ja, avsluta för gott")
    page = anna.browser.is_sent_on()
    assert page.says("Avslutad", "Nästa steg")
    anna.browser.opens(f"/delning/{ref}/avsluta", status=303)


def test_what_is_done_looks_otherwise_than_what_is_wrong(anna: Sharer):
    anna.browser.opens("/synpunkter")
    anna.browser.presses("Skicka", vad="annat", text="Bra")
    page = anna.browser.is_sent_on()
    (done,) = [one for one in page.tree.iter("div") if one.get("class") == "notice done"]
    assert page.says("Nästa steg")
    assert done.get("role") == "status"
