"""The PDF by a grant: what the relative's paper shows, and not a word more."""

import pytest
from sqlalchemy import update

from portal.models.grant import Grant
from portal.web.pdf import answer
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


def test_no_pdf_is_given_when_the_grant_was_closed_while_it_was_set(
    ref: str, anna: Sharer, bertil: Visitor, monkeypatch: pytest.MonkeyPatch
):
    def slow(outline: object) -> bytes:
        with anna.database.transaction() as transaction:
            transaction.execute(update(Grant).values(paused_at=transaction.now))
        return b"%PDF"

    monkeypatch.setattr(answer, "pressed", slow)
    page = bertil.fetches(f"/for/{ref}/plan/pdf", status=404)
    assert b"%PDF" not in page.body


@pytest.mark.parametrize("page", ["pdf", "skriv-ut"])
def test_for_a_stranger_and_after_the_end_it_does_not_exist(
    ref: str, anna: Sharer, bertil: Visitor, signed_in: SignsIn, page: str
):
    signed_in("david").opens(f"/for/{ref}/plan/{page}", status=404)
    anna.presses("Avsluta delningen")
    bertil.opens(f"/for/{ref}/plan/{page}", status=404)
