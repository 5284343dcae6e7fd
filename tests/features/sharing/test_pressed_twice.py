"""Two taps on a slow line, and a reload: the same form sent twice is done once, and nothing is lost."""

import time_machine
from flask import Flask
from sqlalchemy import select

from portal.identity.sealing import Sealer
from portal.models.grant import Grant
from tests.support.page import Page
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor


def shown(page: Page) -> str:
    """The code that a page shows; nothing for none."""
    places = [one for one in page.tree.iter("p") if one.get("class") == "spoken-code"]
    return "".join(places[0].itertext()).strip() if places else ""


def twice(visitor: Visitor, words: str, **typed: str) -> Page:
    """Press a button, and once more on the page that was open then."""
    page = visitor.page
    visitor.presses(words, status=None, **typed)
    first = visitor.page.headers.get("Location")
    visitor.page = page
    visitor.presses(words, status=None, **typed)
    if first is not None:
        assert visitor.page.headers["Location"] == first, words
    return visitor.page


def refs(app: Flask) -> list[str]:
    with app.extensions["portal.database"].transaction() as transaction:
        return list(transaction.execute(select(Grant.ref)).scalars())


def test_every_step_of_giving_may_be_pressed_twice(anna: Sharer, cast: Cast, app: Flask):
    browser = anna.browser
    browser.opens("/delning/ny")
    number = cast["bertil"].number
    twice(browser, "Fortsätt", relation="min son", hur="nummer", nummer=number)
    (anna.ref,) = refs(app)
    browser.is_sent_on()
    twice(browser, "Fortsätt", kontakter="ja", insatser="alla")
    browser.is_sent_on()
    twice(browser, "Fortsätt", region="ja")
    browser.is_sent_on()
    twice(browser, "Fortsätt", dagar="30")
    anna.signs_in_anew()
    browser.opens(f"/delning/{anna.ref}/granska")
    browser.presses("Ja, ge rätt att läsa")
    assert browser.is_sent_on().says("Kvitto på delning")
    assert refs(app) == [anna.ref]


def test_the_code_survives_a_second_tap_and_a_reload_while_the_sign_in_is_fresh(
    clock: time_machine.Traveller, anna: Sharer, sealer: Sealer, app: Flask
):
    anna.begins()
    anna.chooses()
    anna.answers(dagar="30")
    anna.signs_in_anew()
    page = anna.browser.opens(f"/delning/{anna.ref}/granska")
    anna.browser.presses("Ja, ge rätt att läsa", status=200)
    code = shown(anna.browser.page)
    anna.browser.page = page
    anna.browser.presses("Ja, ge rätt att läsa")
    assert shown(anna.browser.is_sent_on()) == code
    assert shown(anna.browser.opens(f"/delning/{anna.ref}/kvitto")) == code
    with app.extensions["portal.database"].transaction() as transaction:
        row = transaction.execute(select(Grant.code_sealed)).one()
    assert code.replace(" ", "").encode() not in row.code_sealed
    clock.shift(301)
    assert not shown(anna.browser.opens(f"/delning/{anna.ref}/kvitto"))


def test_a_new_code_kills_the_old_one(clock: time_machine.Traveller, anna: Sharer, bertil: Visitor):
    anna.gives()
    clock.shift(600)
    anna.browser.opens(f"/delning/{anna.ref}/kvitto")
    anna.browser.presses("Ny kod")
    page = anna.browser.is_sent_on()
    assert "nytt=ja" in page.links["Legitimera dig"]
    clock.shift(2)
    anna.signs_in_anew()
    anna.browser.opens(f"/delning/{anna.ref}/ny-kod")
    assert twice(anna.browser, "Gör en ny kod").headers["Location"].endswith("/kvitto")
    code = shown(anna.browser.is_sent_on())
    assert code not in ("", anna.code)
    bertil.opens("/delat-med-mig")
    bertil.presses("Använd koden", kod=anna.code, status=422)
    bertil.presses("Använd koden", kod=code)
    assert not shown(anna.browser.opens(f"/delning/{anna.ref}/kvitto"))
    anna.browser.opens(f"/delning/{anna.ref}/ny-kod", status=303)


def test_the_relative_may_say_yes_twice(anna: Sharer, bertil: Visitor, cast: Cast):
    anna.gives(cast["bertil"].number)
    bertil.opens("/delat-med-mig")
    twice(bertil, "Ja, jag vill läsa: Anna")
    anna.gives()
    bertil.opens("/delat-med-mig")
    twice(bertil, "Använd koden", kod=anna.code)
    assert bertil.is_sent_on().says("Du har sagt ja.")


def test_a_code_that_somebody_else_has_used_is_wrong_still(
    anna: Sharer, bertil: Visitor, signed_in
):
    anna.gives()
    bertil.opens("/delat-med-mig")
    bertil.presses("Använd koden", kod=anna.code)
    david = signed_in("david")
    david.opens("/delat-med-mig")
    david.presses("Använd koden", kod=anna.code, status=422)
    anna.presses("Pausa nu")
    bertil.opens("/delat-med-mig")
    bertil.presses("Använd koden", kod=anna.code, status=422)


def test_what_changes_a_grant_may_be_pressed_twice(anna: Sharer, bertil: Visitor, cast: Cast):
    ref, browser = anna.gives(cast["bertil"].number), anna.browser
    bertil.opens("/delat-med-mig")
    bertil.presses("Ja, jag vill läsa: Anna")
    anna.signs_in_anew()
    for words in (
        "Ja, det är rätt person",
        "Sluta om en vecka",
        "Stäng: Dina kontakter och deras telefonnummer",
        "Pausa nu",
        "Öppna igen",
    ):
        browser.opens(f"/delning/{ref}")
        twice(browser, words)
    anna.signs_in_anew()
    browser.opens(f"/delning/{ref}/godkann")
    page = browser.page
    browser.presses("Ja, öppna")
    browser.page = page
    browser.presses("Ja, öppna")
    assert browser.is_sent_on().says("Öppen till och med")
    browser.opens(f"/delning/{ref}/avsluta")
    page = browser.page
    words = next(b for form in page.forms for b in form.buttons if "vsluta" in b)
    twice(browser, words)
    assert browser.is_sent_on().says("Avslutad")
