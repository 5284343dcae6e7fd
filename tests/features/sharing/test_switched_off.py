"""Where the operator states no legal basis: nobody else reads, and the pages say so kindly."""

from dataclasses import replace

import pytest

from portal.settings import Settings
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, relative_access_legal_basis="")


def test_the_page_of_sharing_says_so_and_offers_what_there_is(anna: Sharer):
    page = anna.browser.opens("/delning")
    assert page.says("Just nu går det inte att låta någon annan logga in och läsa.")
    assert "Dela med någon" not in page.links
    assert {"Visa min plan för någon bredvid", "Gör en kopia"} <= set(page.links)


def test_nothing_can_be_begun(anna: Sharer):
    assert anna.browser.opens("/delning/ny", status=403).says("Det går inte att dela just nu")


def test_no_question_of_a_grant_is_asked_whatever_it_has_read_before(anna: Sharer):
    """Which insatser there are was read without a trace, and then the kind page could not be made."""
    for question in ("vad", "insatser", "vems", "hur-lange"):
        page = anna.browser.opens(f"/delning/nothing/{question}", status=None)
        assert page.status == 403, question
        assert page.says("Det går inte att dela just nu")


def test_a_grant_from_before_opens_nothing(
    anna: Sharer, bertil: Visitor, cast: Cast, app, monkeypatch
):
    on = replace(app.extensions["portal.settings"], relative_access_legal_basis="En grund.")
    off = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = on
    ref = anna.shares_with(bertil, cast["bertil"].number)
    bertil.opens(f"/for/{ref}")
    app.extensions["portal.settings"] = off
    bertil.opens(f"/for/{ref}", status=404)
    assert bertil.opens("/delat-med-mig").says("Just nu går det inte att läsa någon annans plan")
    page = anna.browser.opens(f"/delning/{ref}")
    assert page.says("ger ingen rätt att läsa")
    assert anna.presses("Avsluta delningen").says("Avslutad")


def test_showing_together_hides_the_menu_the_log_and_sharing(anna: Sharer):
    page = anna.browser.opens("/delning")
    page = anna.browser.opens(page.links["Visa min plan för någon bredvid"])
    assert page.says("Du visar din plan för någon.", "Vad händer härnäst?")
    for words in ("Delning", "Vem har tittat?", "Delat med mig", "Logga ut överallt"):
        assert words not in page.links
    assert page.links["Sluta visa"] == "/"
    assert page.links["Läs hela planen"].startswith("/tillsammans/plan")


def test_an_own_copy_holds_the_chosen_parts_and_no_others(anna: Sharer):
    anna.browser.opens("/delning/kopia")
    page = anna.browser.presses("Visa pappret", status=200, kontakter="ja")
    assert page.says("Karin Lind", "Utskrivet")
    assert not page.says("Kommande möten")
    assert not page.says("kommit överens om")
    assert anna.browser.opens("/logg?vem=alla").says("Du tog fram en kopia på papper.")


def test_a_copy_of_nothing_asks_again(anna: Sharer):
    anna.browser.opens("/delning/kopia")
    anna.browser.presses("Visa pappret", status=422)


@pytest.mark.parametrize(
    "address", ["/tillsammans", "/tillsammans/plan", "/delning/kopia/papper?insatser=ja"]
)
def test_what_is_the_patients_alone_is_not_in_what_she_shows_to_others(anna: Sharer, address: str):
    assert anna.browser.opens("/plan").says("kurator")
    assert not anna.browser.opens(address).says("kurator")
