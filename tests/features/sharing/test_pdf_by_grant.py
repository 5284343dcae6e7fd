"""The PDF by a grant: what the relative's paper shows, and not a word more."""

import pytest

from tests.support.fixtures import SignsIn
from tests.support.pdf import Pdf
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor

SHOWER = "Hjälp med dusch"


@pytest.fixture
def ref(anna: Sharer, bertil: Visitor, cast: Cast) -> str:
    """Anna has opened all insatser, and neither contacts nor meetings nor goals."""
    anna.begins(cast["bertil"].number)
    anna.answers(insatser="alla", moten="", kontakter="")
    anna.answers(region="ja", kommun="ja")
    anna.answers(dagar="30")
    anna.says_yes()
    anna.is_answered_by(bertil)
    return anna.ref


def test_what_anna_hides_is_not_in_bertils_pdf_either(ref: str, anna: Sharer, bertil: Visitor):
    before = Pdf(bertil.fetches(f"/for/{ref}/plan/pdf").body)
    assert SHOWER in before.words
    assert "Anna Andersson" in before.words
    assert "Vad vill du nå?" not in before.words
    anna.presses(f"Dölj: {SHOWER}")
    after = Pdf(bertil.fetches(f"/for/{ref}/plan/pdf").body)
    assert SHOWER not in after.words
    assert "Omläggning" in after.words


def test_annas_log_says_that_he_has_kept_it(ref: str, anna: Sharer, bertil: Visitor):
    bertil.fetches(f"/for/{ref}/plan/pdf")
    assert anna.browser.opens("/logg").says("sparade planen som en PDF")


@pytest.mark.parametrize("page", ["pdf", "skriv-ut"])
def test_for_a_stranger_and_after_the_end_it_does_not_exist(
    ref: str, anna: Sharer, bertil: Visitor, signed_in: SignsIn, page: str
):
    signed_in("david").opens(f"/for/{ref}/plan/{page}", status=404)
    anna.presses("Avsluta delningen")
    bertil.opens(f"/for/{ref}/plan/{page}", status=404)
