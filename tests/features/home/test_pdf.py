"""The plan as a PDF: what the paper says, for those who listen to it, too."""

from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.database import Database
from portal.web.pdf import press
from tests.support.fixtures import SignsIn
from tests.support.page import Element, Page, words_of
from tests.support.pdf import Pdf
from tests.support.people import Cast
from tests.support.visitor import Visitor

# What is read is proven on both engines elsewhere.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FOR_SCREENS = ("on-screen", "button")


@pytest.fixture
def anna(signed_in: SignsIn) -> Visitor:
    return signed_in("anna")


def pdf_of(visitor: Visitor, address: str = "/plan/pdf") -> Pdf:
    return Pdf(visitor.fetches(address).body)


def paper(page: Page) -> str:
    """What the page says when it is printed, without blanks."""
    main = next(page.tree.iter("main"))
    _without_what_is_for_screens(main)
    return "".join(words_of(main).split())


def _without_what_is_for_screens(element: Element) -> None:
    for child in list(element):
        classes = child.get("class", "").split()
        if "call" not in classes and (set(classes) & set(FOR_SCREENS) or child.tag == "svg"):
            element.remove(child)
        else:
            _without_what_is_for_screens(child)


def test_it_is_a_tagged_pdf_in_the_readers_language_that_says_so_itself(anna: Visitor):
    pdf = pdf_of(anna)
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.description_of_itself
    assert str(pdf.root["/MarkInfo"]["/Marked"]) == "True"
    assert str(pdf.root["/ViewerPreferences"]["/DisplayDocTitle"]) == "True"
    assert pdf.language == "sv"
    assert pdf.title == "Planen på papper – Min plan"


def test_it_says_what_the_paper_says_in_the_same_order(anna: Visitor):
    said = paper(anna.opens("/plan/skriv-ut"))
    assert len(said) > 1000
    assert pdf_of(anna).words_without_numbering.casefold() == said.casefold()


def test_headings_step_by_step_lists_and_a_described_picture(anna: Visitor):
    pdf = pdf_of(anna)
    levels = [int(tag.name[1]) for tag in pdf.tags if tag.name in ("H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert {"L", "LI", "Lbl", "LBody", "P", "Link", "BlockQuote"} <= {tag.name for tag in pdf.tags}
    assert [bool(tag.description) for tag in pdf.tags if tag.name == "Figure"] == [True]


def test_first_comes_what_is_next_then_whom_to_ring_and_both_on_the_first_sheet(anna: Visitor):
    pdf = pdf_of(anna)
    assert pdf.all("H2")[:4] == [
        "Vad händer härnäst?", "Vem ringer jag?", "Läs planen på webben", "Hela planen",
    ]  # fmt: skip
    assert "Hela planen" not in pdf.reader.pages[0].extract_text()
    assert "tel:+46980319211" in pdf.links


def test_in_english_the_words_of_care_are_still_marked_as_swedish(anna: Visitor):
    anna.client.set_cookie("__Host-lang", "en", secure=True)
    pdf = pdf_of(anna)
    assert pdf.language == "en"
    swedish = [tag.text for tag in pdf.tags if tag.language == "sv"]
    assert "Omläggning av såret på höger ben" in " ".join(swedish)
    assert "The plan on paper" in pdf.all("H1")


def test_it_is_a_file_to_keep_with_a_name_that_says_nothing_and_no_cache_holds_it(anna: Visitor):
    answer = anna.fetches("/plan/pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="min-plan.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]


def test_every_time_is_written_down(anna: Visitor, database: Database):
    pdf_of(anna)
    with database.engine.connect() as connection:
        asked = text("SELECT what FROM access_event ORDER BY id DESC LIMIT 1")
        assert connection.execute(asked).scalar() == "plan-pdf"


def test_where_typst_is_not_installed_nobody_is_offered_a_pdf(
    anna: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    for address in ("/plan", "/plan/skriv-ut"):
        assert anna.opens(address).says("PDF")
    monkeypatch.setattr(press, "FONTS", tmp_path)
    for address in ("/plan", "/plan/skriv-ut"):
        assert not [words for words in anna.opens(address).links if words.startswith("Spara")]
    anna.opens("/plan/pdf", status=404)


def test_when_it_takes_too_long_a_kind_page_leads_to_the_paper(
    anna: Visitor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(press, "TIME_LIMIT", 0.01)
    page = anna.opens("/plan/pdf", status=503)
    assert page.says("Vänta en stund och försök igen", "Planen är som den ska")
    assert anna.follows("Skriv ut planen").heading == "Planen på papper"


def test_a_plan_with_a_sign_that_cannot_be_set_says_so_and_leads_to_the_paper(
    anna: Visitor, cast: Cast, database: Database
):
    with database.engine.begin() as connection:
        connection.execute(
            text("UPDATE plan_version SET own_words = :words WHERE patient_id = :anna"),
            {"words": "Jag är glad \U0001f600", "anna": cast["anna"].id},
        )
    page = anna.opens("/plan/pdf", status=503)
    assert page.says("ett tecken eller en text som vi inte kan sätta")
    assert "Försök igen" not in page.links
    assert anna.follows("Skriv ut planen").says("Jag är glad")


def test_a_plan_that_is_a_document_says_on_paper_where_the_document_is(signed_in: SignsIn):
    elsa = signed_in("elsa")
    assert "Dokumentet är en egen fil" in pdf_of(elsa).words
