"""Closing with one tap and an old sign-in; opening more only with a fresh one; two tabs."""

import pytest
import time_machine
from sqlalchemy import select, update

from portal.models.grant import Grant, GrantKind, MandateScope
from tests.support.page import Page
from tests.support.people import Cast
from tests.support.sharing import BASIS, Sharer
from tests.support.visitor import Visitor


def buttons(page: Page) -> list[str]:
    return [button for form in page.forms for button in form.buttons]


def contents(page: Page) -> str:
    return page.words.split("Det här är valt att synas")[1].split("Hur länge?")[0]


@pytest.fixture
def shared(anna: Sharer, bertil: Visitor, cast: Cast) -> Sharer:
    anna.shares_with(bertil, cast["bertil"].number, motesplats="ja", mal="ja")
    return anna


def test_one_tap_closes_one_thing_at_once(shared: Sharer, bertil: Visitor):
    bertil.opens(f"/for/{shared.ref}/kontakter")
    page = shared.presses("Stäng: Dina kontakter och deras telefonnummer")
    assert "Dina kontakter" not in contents(page)
    bertil.opens(f"/for/{shared.ref}/kontakter", status=404)


def test_closing_when_meetings_are_closes_where_they_are_too(shared: Sharer, bertil: Visitor):
    page = shared.presses("Stäng: När du har möten, och hur ni träffas")
    assert "Var mötena är" not in contents(page)
    bertil.opens(f"/for/{shared.ref}/moten", status=404)


def test_closing_needs_no_fresh_sign_in(
    clock: time_machine.Traveller, anna: Sharer, bertil: Visitor, cast: Cast
):
    anna.shares_with(bertil, cast["bertil"].number)
    for _ in range(3):
        clock.shift(600)
        anna.browser.opens("/delning")
    assert anna.presses("Pausa nu").says("Pausad. Ingen kan läsa något.")


def test_a_grant_can_be_made_shorter_and_never_longer_by_one_tap(shared: Sharer):
    before = shared.browser.opens(f"/delning/{shared.ref}").words
    assert shared.presses("Sluta om en vecka").words != before
    shared.browser.opens(f"/delning/{shared.ref}")
    page = shared.browser.presses("Sluta om 30 dagar", status=409)
    assert page.says("Något hann ändras", "Du ville att delningen ska sluta tidigare.")
    assert "Gör det ändå" not in buttons(page), "it would never be possible"


def test_opening_again_after_a_pause_needs_a_fresh_sign_in(
    clock: time_machine.Traveller, anna: Sharer, bertil: Visitor, cast: Cast
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    anna.presses("Pausa nu")
    clock.shift(5)
    page = anna.presses("Öppna igen")
    assert page.says("Pausen tar slut.")
    assert "Ja, öppna" not in buttons(page)
    assert "nytt=ja" in page.links["Legitimera dig"]
    bertil.opens(f"/for/{ref}", status=404)
    anna.signs_in_anew()
    anna.browser.opens(f"/delning/{ref}/godkann")
    anna.browser.presses("Ja, öppna")
    assert bertil.opens(f"/for/{ref}").says("Anna Andersson")


def test_a_change_closes_at_once_and_opens_after_a_fresh_sign_in(
    clock: time_machine.Traveller, anna: Sharer, bertil: Visitor, cast: Cast
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    clock.shift(5)
    page = anna.browser.opens(f"/delning/{ref}/andra")
    form = next(form for form in page.forms if form.action.endswith("/andra"))
    fields = {name: value for name, value in form.fields.items() if name != "kontakter"}
    anna.browser.sends(form.action, {**fields, "mal": "ja"})
    assert anna.browser.is_sent_on().says("Dina mål, och dina egna ord")
    bertil.opens(f"/for/{ref}/kontakter", status=404)
    bertil.opens(f"/for/{ref}/plan", status=404)
    anna.signs_in_anew()
    anna.browser.opens(f"/delning/{ref}/godkann")
    anna.browser.presses("Ja, öppna")
    bertil.opens(f"/for/{ref}/plan")
    bertil.opens(f"/for/{ref}/kontakter", status=404)


def test_nothing_at_all_cannot_be_shared_for_longer(anna: Sharer, bertil: Visitor, cast: Cast):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    page = anna.browser.opens(f"/delning/{ref}/andra")
    form = next(form for form in page.forms if form.action.endswith("/andra"))
    fields = {name: form.fields[name] for name in ("csrf", "version")}
    anna.browser.sends(form.action, {**fields, "insatser": "inga", "dagar": "365"})
    assert anna.browser.page.headers["Location"].split("#")[0] == f"/delning/{ref}"
    bertil.opens(f"/for/{ref}/kontakter", status=404)


def test_what_is_hidden_can_be_shown_again_after_a_fresh_sign_in(
    clock: time_machine.Traveller, anna: Sharer, bertil: Visitor, cast: Cast
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    page = anna.browser.opens(f"/delning/{ref}")
    hide = next(button for button in buttons(page) if button.startswith("Dölj: Mötet"))
    page = anna.presses(hide)
    clock.shift(5)
    anna.presses(next(button for button in buttons(page) if button.startswith("Visa igen")))
    anna.signs_in_anew()
    anna.browser.opens(f"/delning/{ref}/godkann")
    anna.browser.presses("Ja, öppna")
    assert hide in buttons(anna.browser.opens(f"/delning/{ref}"))


def test_the_second_of_two_tabs_is_told_what_happened_and_loses_nothing(shared: Sharer):
    other_tab = shared.browser.opens(f"/delning/{shared.ref}/andra")
    shared.presses("Pausa nu")
    shared.browser.page = other_tab
    page = shared.browser.presses("Fortsätt", status=409, hela="ja")
    assert page.says("Det här hände under tiden", "Du pausade en delning.")
    assert page.says("Du ville ändra delningen.", "planens dokument")
    shared.browser.presses("Gör det ändå")
    assert shared.browser.is_sent_on().says("Vill du öppna det här?", "planens dokument")


def test_who_changes_nothing_after_all_comes_back_to_the_sharing(shared: Sharer):
    shared.browser.opens(f"/delning/{shared.ref}/andra")
    shared.browser.presses("Fortsätt")
    assert shared.browser.is_sent_on().says("Det här är valt att synas")


def test_who_changes_nothing_in_what_has_ended_meanwhile_is_told_that_it_has_ended(shared: Sharer):
    other_tab = shared.browser.opens(f"/delning/{shared.ref}/andra")
    shared.presses("Avsluta delningen")
    shared.browser.page = other_tab
    shared.browser.presses("Fortsätt")
    assert shared.browser.is_sent_on().says("Ingen kan läsa något.")


def test_nobody_elses_button_works(shared: Sharer, bertil: Visitor, signed_in):
    for stranger in (bertil, signed_in("cecilia")):
        page = stranger.opens("/")
        token = next(form.fields["csrf"] for form in page.forms if "csrf" in form.fields)
        for action in ("pausa", "avsluta", "stang", "dolj", "korta", "bekrafta", "andra", "ge"):
            stranger.sends(f"/delning/{shared.ref}/{action}", {"csrf": token}, status=404)
            stranger.opens("/")


def test_every_page_of_sharing_has_a_way_to_leave_at_once(shared: Sharer):
    for path in ("", "/ny", f"/{shared.ref}", f"/{shared.ref}/kvitto", f"/{shared.ref}/andra"):
        page = shared.browser.opens(f"/delning{path}")
        assert page.links["Lämna snabbt"] == "/almanacka"
        assert "no-store" in page.headers["Cache-Control"]


def test_the_page_one_leaves_to_says_nothing_about_where_one_was(visitor: Visitor):
    page = visitor.opens("/almanacka")
    assert page.heading == "Almanacka"
    assert page.links == {}
    assert "plan" not in page.words.lower()


def test_the_safety_text_is_never_on_a_page_for_somebody_else(shared: Sharer, bertil: Visitor):
    sentence = "Är det någon som vill bestämma över dig?"
    assert shared.browser.opens("/delning").says(sentence)
    for address in (f"/for/{shared.ref}", "/delat-med-mig", f"/for/{shared.ref}/plan"):
        assert not bertil.opens(address).says(sentence)


def test_a_mandate_that_care_has_stated_can_be_closed_and_not_widened(shared: Sharer):
    with shared.database.transaction() as transaction:
        transaction.execute(
            update(Grant).values(
                kind=GrantKind.TRUSTEE,
                relation="god man",
                mandate_scope=MandateScope.CARE_FOR_PERSON,
                verified_at=transaction.now,
            )
        )
    page = shared.browser.opens(f"/delning/{shared.ref}")
    assert page.says("Vården har meddelat att personen företräder dig.")
    assert "Ändra delningen" not in page.links
    token = next(form.fields["csrf"] for form in page.forms)
    answer = shared.browser.opens(f"/delning/{shared.ref}/andra", status=303)
    assert answer.headers["Location"] == f"/delning/{shared.ref}"
    shared.browser.sends(f"/delning/{shared.ref}/andra", {"csrf": token}, status=404)
    assert shared.presses("Avsluta delningen").says("Avslutad")


def test_a_mandate_that_was_paused_opens_again_as_it_was_and_on_its_own_ground(
    clock: time_machine.Traveller, shared: Sharer, bertil: Visitor
):
    with shared.database.transaction() as transaction:
        mandate = {
            "kind": GrantKind.TRUSTEE,
            "mandate_scope": MandateScope.CARE_FOR_PERSON,
            "legal_basis": "",
            "relation": "god man",
        }
        transaction.execute(update(Grant).values(**mandate, verified_at=transaction.now))
        before = transaction.execute(select(Grant.scopes, Grant.legal_basis)).one()
    shared.presses("Pausa nu")
    clock.shift(5)
    assert not shared.presses("Öppna igen").says(BASIS)
    bertil.opens(f"/for/{shared.ref}", status=404)
    shared.signs_in_anew()
    shared.browser.opens(f"/delning/{shared.ref}/godkann")
    shared.browser.presses("Ja, öppna")
    bertil.opens(f"/for/{shared.ref}")
    with shared.database.transaction() as transaction:
        assert transaction.execute(select(Grant.scopes, Grant.legal_basis)).one() == before
