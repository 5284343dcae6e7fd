"""A grant from the first question to the end, on both databases."""

import pytest
import time_machine

from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor

pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def test_a_grant_by_code_is_given_read_changed_seen_and_ended(
    clock: time_machine.Traveller, anna: Sharer, bertil: Visitor
):
    ref = anna.gives(motesplats="ja", mal="ja")
    bertil.opens("/delat-med-mig")
    bertil.presses("Använd koden", kod="AAA AAA AAAA", status=422)
    bertil.presses("Använd koden", kod=anna.code)
    anna.confirms()
    for page in ("", "/plan", "/moten", "/kontakter", "/plan/skriv-ut"):
        assert bertil.opens(f"/for/{ref}{page}").says("Anna Andersson")
    anna.presses("Stäng: Dina kontakter och deras telefonnummer")
    bertil.opens(f"/for/{ref}/kontakter", status=404)
    anna.presses("Pausa nu")
    bertil.opens(f"/for/{ref}", status=404)
    clock.shift(5)
    anna.presses("Öppna igen")
    anna.signs_in_anew()
    anna.browser.opens(f"/delning/{ref}/godkann")
    anna.browser.presses("Ja, öppna")
    bertil.opens(f"/for/{ref}")
    assert anna.browser.opens("/logg").says("Bertil Andersson läste planen.")
    for address in (f"/logg?vem={ref}", "/logg?vem=varden", "/logg?dag=2026-11-24"):
        anna.browser.opens(address)
    anna.browser.fetches("/logg/hamta")
    assert anna.presses("Avsluta delningen").says("Avslutad")
    bertil.opens(f"/for/{ref}", status=404)


def test_confirming_needs_a_fresh_sign_in_like_giving(
    clock: time_machine.Traveller, anna: Sharer, bertil: Visitor
):
    ref = anna.gives()
    bertil.opens("/delat-med-mig")
    bertil.presses("Använd koden", kod=anna.code)
    clock.shift(12 * 60)
    page = anna.presses("Ja, det är rätt person")
    assert page.address == f"/delning/{ref}/bekrafta"
    assert "nytt=ja" in page.links["Legitimera dig"]
    bertil.opens(f"/for/{ref}", status=404)
    clock.shift(2)
    anna.signs_in_anew()
    anna.browser.opens(f"/delning/{ref}/bekrafta")
    anna.browser.presses("Ja, det är rätt person")
    assert anna.browser.is_sent_on().says("Öppen till och med")
    bertil.opens(f"/for/{ref}")


def test_an_invitation_by_number_is_accepted_and_left(anna: Sharer, bertil: Visitor, cast: Cast):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    bertil.opens(f"/for/{ref}")
    bertil.opens("/delat-med-mig")
    bertil.presses("Sluta läsa: Anna Andersson")
    bertil.opens(f"/for/{ref}", status=404)
