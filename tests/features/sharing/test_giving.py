"""Giving a relative the right to read: a step at a time, and only after a fresh sign-in."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.models.grant import Grant
from portal.settings import DEMO_SUPPORT_PHONE
from tests.support.page import Page
from tests.support.people import Cast
from tests.support.sharing import BASIS, Sharer
from tests.support.visitor import Visitor


def ticked(page: Page) -> set[str]:
    """The boxes that are ticked, and the radio buttons that are chosen, unasked."""
    return {
        f"{part.get('name')}={part.get('value')}"
        for part in page.tree.iter("input")
        if part.get("checked") is not None
    }


def grants(app: Flask) -> int:
    with app.extensions["portal.database"].transaction() as transaction:
        return len(transaction.execute(select(Grant.id)).all())


def test_nothing_is_preselected(anna: Sharer):
    anna.begins()
    assert ticked(anna.browser.page) == {"insatser=inga"}
    assert ticked(anna.chooses(insatser="alla")) == set()
    assert ticked(anna.answers(region="ja")) == set()


def test_there_is_no_way_without_an_end(anna: Sharer):
    anna.begins()
    page = anna.chooses()
    offered = {part.get("value") for part in page.tree.iter("input") if part.get("name") == "dagar"}
    assert offered == {"30", "90", "180", "365"}


def test_a_number_is_shown_back_masked_and_never_with_the_name(
    anna: Sharer, cast: Cast, bertil: Visitor
):
    bertil.opens("/")  # the portal knows his name
    anna.begins(cast["bertil"].number)
    anna.chooses()
    page = anna.answers(dagar="30")
    assert page.says("18991228-****")
    assert not page.says("Bertil")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("18991228-9817", ""),
        ("18991228 9817", ""),
        ("189912289818", "Numret stämmer inte"),
        ("9912289817", "Numret stämmer inte"),
        ("", "Numret stämmer inte"),
        ("189002029800", "Det är ditt eget nummer"),
        ("191212121212", "bara påhittade personer"),
    ],
)
def test_a_number_is_taken_as_people_write_it_and_only_if_it_can_be_right(
    anna: Sharer, typed: str, says: str
):
    anna.browser.opens("/delning/ny")
    status = 422 if says else 303
    page = anna.browser.presses(
        "Fortsätt", relation="min son", hur="nummer", nummer=typed, status=status
    )
    if says:
        assert page.says(says)
        assert not typed or typed not in page.text


def test_what_was_typed_besides_the_number_is_kept_when_the_number_is_wrong(anna: Sharer):
    anna.browser.opens("/delning/ny")
    page = anna.browser.presses(
        "Fortsätt", relation="min son", hur="nummer", nummer="1", status=422
    )
    assert page.forms[1].fields["relation"] == "min son"
    assert page.forms[1].fields["hur"] == "nummer"


def test_the_review_says_what_is_seen_and_what_is_not_and_why_it_is_allowed(anna: Sharer):
    anna.begins()
    anna.chooses(motesplats="ja")
    page = anna.answers(dagar="90")
    seen, unseen = page.words.split("Det här syns inte")
    assert "När du har möten" in seen
    assert "Var mötena är" in seen
    assert "Länken till videomöten" in unseen
    assert "Dina mål" in unseen
    assert page.says(BASIS, "I 90 dagar")


def test_nothing_can_be_given_before_a_fresh_sign_in(clock: time_machine.Traveller, anna: Sharer):
    anna.begins()
    anna.chooses()
    clock.shift(60)
    page = anna.answers(dagar="30")
    assert "Ja, ge rätt att läsa" not in [b for form in page.forms for b in form.buttons]
    assert "nytt=ja" in page.links["Legitimera dig"]
    token = next(form.fields["csrf"] for form in page.forms)
    answer = anna.browser.sends(f"/delning/{anna.ref}/ge", {"csrf": token, "version": "3"})
    assert answer.headers["Location"] == f"/delning/{anna.ref}/granska"
    assert anna.browser.opens(f"/delning/{anna.ref}").says("Inte färdig")


def test_a_sign_in_that_is_six_minutes_old_is_not_fresh(
    clock: time_machine.Traveller, anna: Sharer
):
    anna.begins()
    anna.chooses()
    anna.answers(dagar="30")
    clock.shift(2)
    anna.signs_in_anew()
    clock.shift(360)
    page = anna.browser.opens(f"/delning/{anna.ref}/granska")
    assert "Legitimera dig" in page.links


def test_the_code_is_shown_in_groups_and_found_by_a_hash(anna: Sharer, app: Flask):
    anna.gives()
    assert [len(part) for part in anna.code.split(" ")] == [3, 3, 4]
    with app.extensions["portal.database"].transaction() as transaction:
        row = transaction.execute(select(Grant.code_hash)).one()
    assert row.code_hash
    assert anna.code.replace(" ", "").encode() not in row.code_hash


def test_the_receipt_says_who_what_until_when_how_to_stop_and_whom_to_ring(
    anna: Sharer, cast: Cast
):
    anna.gives(cast["bertil"].number, days="90")
    page = anna.browser.is_sent_on()
    assert page.says(
        "min son", "18991228-****", "Det här öppnas", "Så slutar du dela", DEMO_SUPPORT_PHONE
    )
    assert page.says("Till", BASIS)


def test_pressing_give_twice_gives_once(anna: Sharer, cast: Cast, app: Flask):
    anna.begins(cast["bertil"].number)
    anna.chooses()
    anna.answers(dagar="30")
    anna.signs_in_anew()
    page = anna.browser.opens(f"/delning/{anna.ref}/granska")
    anna.browser.presses("Ja, ge rätt att läsa")
    anna.browser.page = page
    again = anna.browser.presses("Ja, ge rätt att läsa")
    assert again.headers["Location"] == f"/delning/{anna.ref}/kvitto"
    assert grants(app) == 1


def test_only_insatser_of_ones_own_can_be_chosen(anna: Sharer):
    anna.begins()
    page = anna.chooses(insatser="nagra")
    boxes = [part.get("value") for part in page.tree.iter("input") if part.get("name") == "insats"]
    assert len(boxes) > 5
    page = anna.browser.presses("Fortsätt", insats="nobodys", status=422)
    assert page.says("Välj minst en insats")


def test_nothing_can_be_given_that_opens_nothing(anna: Sharer):
    anna.begins()
    assert anna.browser.presses("Fortsätt", status=422).says("Välj minst en sak")
    anna.answers(insatser="alla")
    assert anna.browser.presses("Fortsätt", status=422).says("Välj minst en")
    anna.browser.opens(f"/delning/{anna.ref}/hur-lange")
    assert anna.browser.presses("Fortsätt", status=422).says("Välj hur länge")
    anna.browser.opens(f"/delning/{anna.ref}/hur-lange")
    anna.browser.presses("Fortsätt", dagar="30")
    anna.browser.is_sent_on(status=303)
    page = anna.browser.is_sent_on()
    assert page.address == f"/delning/{anna.ref}/vad"
    fields = next(one.fields for one in page.forms if one.action.endswith("/vad"))
    anna.signs_in_anew()
    token = next(one.fields["csrf"] for one in anna.browser.opens("/delning/ny").forms)
    anna.browser.sends(f"/delning/{anna.ref}/ge", {**fields, "csrf": token}, status=409)


def test_what_care_has_marked_as_the_patients_alone_cannot_be_chosen(anna: Sharer):
    anna.begins()
    page = anna.chooses(insatser="nagra")
    assert not page.says("kurator")
    assert anna.browser.opens("/plan").says("kurator")


def test_somebody_elses_draft_is_not_there(anna: Sharer, signed_in):
    anna.begins()
    cecilia = signed_in("cecilia")
    for path in ("", "/vad", "/insatser", "/vems", "/hur-lange", "/granska", "/kvitto", "/andra"):
        cecilia.opens(f"/delning/{anna.ref}{path}", status=404)


def test_a_fresh_sign_in_as_somebody_else_gives_nothing(anna: Sharer, cast: Cast, signed_in):
    anna.begins()
    anna.chooses()
    anna.answers(dagar="30")
    david = signed_in("david")
    david.opens(f"/delning/{anna.ref}/granska", status=404)
