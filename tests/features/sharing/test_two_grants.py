"""Two grants to one person: for closing they are one, and no page says otherwise."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.page import Page
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor


@pytest.fixture
def both(anna: Sharer, bertil: Visitor, cast: Cast) -> tuple[str, str]:
    """The refs of two grants to Bertil: of meetings, and of the insatser and meetings."""
    first = anna.shares_with(bertil, cast["bertil"].number)
    anna.begins(cast["bertil"].number, relation="min granne")
    anna.answers(insatser="alla", motestid="ja")
    anna.answers(region="ja", kommun="ja", andra="ja")
    anna.answers(dagar="30")
    anna.says_yes()
    anna.is_answered_by(bertil)
    return first, anna.ref


def buttons(page: Page) -> list[str]:
    return [button for form in page.forms for button in form.buttons]


def meetings_of(page: Page) -> Iterator[str]:
    return (one for one in buttons(page) if one.startswith("Dölj: Mötet"))


def test_the_list_names_the_person_once(anna: Sharer, both: tuple[str, str]):
    page = anna.browser.opens("/delning")
    assert page.words.count("Bertil Andersson") == 1
    assert page.says("2 delningar", "Delningen med ”min son”", "Delningen med ”min granne”")


def test_each_page_tells_of_the_other_grant_to_the_same_person(anna: Sharer, both: tuple[str, str]):
    for ref, other in (both, both[::-1]):
        page = anna.browser.opens(f"/delning/{ref}")
        assert page.says("Bertil Andersson har fler delningar än den här")
        assert f"/delning/{other}" in page.links.values()
        shown = anna.browser.opens(f"/delning/{ref}/visa")
        assert shown.says("läser också genom en annan")
        assert not shown.says("Det som inte står här kan Bertil Andersson inte se.")
        assert f"/delning/{other}/visa" in shown.links.values()


@pytest.mark.parametrize("which", [0, 1])
def test_a_pause_closes_both_and_its_end_opens_both(
    clock, anna: Sharer, bertil: Visitor, both: tuple[str, str], which: int
):
    anna.ref = both[which]
    page = anna.presses("Pausa nu")
    assert page.says("Bertil Andersson kan inte läsa något, inte heller genom andra delningar.")
    for ref in both:
        bertil.opens(f"/for/{ref}", status=404)
        assert anna.browser.opens(f"/delning/{ref}").says("Pausad.")
    clock.shift(5)
    anna.presses("Öppna igen")
    anna.signs_in_anew()
    anna.browser.opens(f"/delning/{anna.ref}/godkann")
    anna.browser.presses("Ja, öppna")
    for ref in both:
        bertil.opens(f"/for/{ref}")


def test_a_grant_that_is_given_to_somebody_paused_opens_nothing_even_when_the_paused_one_ends(
    anna: Sharer, bertil: Visitor, cast: Cast
):
    first = anna.shares_with(bertil, cast["bertil"].number)
    anna.presses("Pausa nu")
    second = anna.shares_with(bertil, cast["bertil"].number)
    assert anna.browser.opens(f"/delning/{second}").says("Pausad.")
    bertil.opens(f"/for/{second}", status=404)
    anna.ref = first
    anna.presses("Avsluta delningen")
    bertil.opens(f"/for/{second}", status=404)
    assert anna.browser.opens(f"/delning/{second}").says("Pausad.")


@pytest.mark.parametrize("which", [0, 1])
def test_what_is_hidden_by_one_is_hidden_by_both(
    clock, anna: Sharer, bertil: Visitor, both: tuple[str, str], which: int
):
    anna.ref = both[which]
    [button, *_] = meetings_of(anna.browser.opens(f"/delning/{anna.ref}"))
    day = button.removeprefix("Dölj: Mötet ").split(" kl.")[0]
    anna.presses(button)
    for ref in both:
        assert day not in bertil.opens(f"/for/{ref}/moten").words
        page = anna.browser.opens(f"/delning/{ref}")
        assert button not in buttons(page)
        assert button.replace("Dölj", "Visa igen") in buttons(page)
    anna.ref = both[1 - which]
    clock.shift(5)
    anna.presses(button.replace("Dölj", "Visa igen"))
    anna.signs_in_anew()
    anna.browser.opens(f"/delning/{anna.ref}/godkann")
    anna.browser.presses("Ja, öppna")
    for ref in both:
        assert day in bertil.opens(f"/for/{ref}/moten").words


def test_what_was_hidden_by_a_grant_that_has_ended_is_hidden_by_the_next_one(
    anna: Sharer, bertil: Visitor, cast: Cast
):
    anna.shares_with(bertil, cast["bertil"].number)
    [button, *_] = meetings_of(anna.browser.opens(f"/delning/{anna.ref}"))
    anna.presses(button)
    anna.presses("Avsluta delningen")
    anna.shares_with(bertil, cast["bertil"].number)
    page = anna.browser.opens(f"/delning/{anna.ref}")
    assert button not in buttons(page)
    assert button.replace("Dölj", "Visa igen") in buttons(page)


def test_ending_one_says_what_the_other_still_opens(
    anna: Sharer, bertil: Visitor, both: tuple[str, str]
):
    anna.ref = both[0]
    assert anna.browser.opens(f"/delning/{both[0]}").says(
        "Bertil Andersson kan ändå fortsätta läsa genom den andra delningen."
    )
    page = anna.presses("Avsluta delningen")
    assert page.says("Men Bertil Andersson läser också genom en annan delning.")
    assert not page.says("Ingen kan läsa något")
    bertil.opens(f"/for/{both[0]}", status=404)
    bertil.opens(f"/for/{both[1]}")


def test_a_person_who_is_not_confirmed_is_not_told_from_another(
    anna: Sharer, bertil: Visitor, cast: Cast, app: Flask
):
    """An invitation to a number would else tell whose number it is."""
    first = anna.shares_with(bertil, cast["bertil"].number)
    second = anna.gives(cast["bertil"].number)
    bertil.opens("/delat-med-mig")
    bertil.presses("Ja, jag vill läsa: Anna")
    anna.ref = first
    anna.presses("Pausa nu")
    page = anna.browser.opens(f"/delning/{second}")
    assert not page.says("fler delningar")
    assert not page.says("Pausad")
