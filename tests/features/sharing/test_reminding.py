"""Three months after something was opened, and after each answer, signing in asks once more."""

import pytest
import time_machine
from sqlalchemy import select

from portal.access.grants import reading
from portal.clock import STOCKHOLM
from portal.models.grant import Grant
from portal.models.noun import swedish_date
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor

DAY = 24 * 3600
REMINDER = "/delning/paminnelse"


@pytest.fixture
def shared(anna: Sharer, bertil: Visitor, cast: Cast) -> Sharer:
    anna.shares_with(bertil, cast["bertil"].number, days="365")
    return anna


def is_asked(anna: Sharer) -> bool:
    with anna.database.transaction() as transaction:
        return reading.is_to_look_through(transaction, anna.person.id)


def test_it_is_asked_after_ninety_days_at_each_sign_in_until_it_is_answered(
    clock: time_machine.Traveller, shared: Sharer
):
    assert not is_asked(shared)
    clock.shift(90 * DAY - 60)
    assert not is_asked(shared)
    clock.shift(120)
    assert is_asked(shared)
    shared.signs_in_anew()
    page = shared.browser.opens(REMINDER)
    assert page.says("Bertil Andersson", "Öppen till", "Dina kontakter", "När du har möten")
    assert page.links["Lämna snabbt"] == "/almanacka"
    assert is_asked(shared)
    shared.browser.presses("Ja, det ska vara så")
    assert shared.browser.page.headers["Location"] == "/"
    assert not is_asked(shared)
    clock.shift(90 * DAY + 60)
    assert is_asked(shared)


def test_the_answer_leads_on_to_where_one_was_going_and_nowhere_else(
    clock: time_machine.Traveller, shared: Sharer
):
    clock.shift(91 * DAY)
    shared.signs_in_anew()
    for going, leads in (
        ("?till=kontakter", "/kontakter"),
        ("?till=moten-ref&ref=abc", "/moten/abc"),
        ("?till=//evil.example", "/"),
        ("?till=moten-ref&ref=../logg", "/"),
    ):
        shared.browser.opens(REMINDER + going)
        shared.browser.presses("Ja, det ska vara så")
        assert shared.browser.page.headers["Location"] == leads


def test_what_is_paused_or_ended_is_not_asked_about(clock: time_machine.Traveller, shared: Sharer):
    clock.shift(91 * DAY)
    shared.signs_in_anew()
    shared.presses("Pausa nu")
    assert not is_asked(shared)
    assert not shared.browser.opens(REMINDER).says("Bertil Andersson")


def test_nothing_lasts_a_year_unless_it_is_confirmed_anew(
    clock: time_machine.Traveller, shared: Sharer, bertil: Visitor
):
    clock.shift(100 * DAY)
    shared.signs_in_anew()
    page = shared.browser.opens(f"/delning/{shared.ref}/andra")
    form = next(form for form in page.forms if form.action.endswith("/andra"))
    shared.browser.sends(form.action, {**form.fields, "dagar": "365"})
    clock.shift(2)
    shared.signs_in_anew()
    shared.browser.opens(f"/delning/{shared.ref}/godkann")
    shared.browser.presses("Ja, öppna")
    with shared.database.transaction() as transaction:
        until = transaction.execute(select(Grant.expires_at)).scalar_one()
        days = (until.astimezone(STOCKHOLM).date() - swedish_date(transaction.now)).days
        assert days == 365


def test_a_new_grant_to_the_same_person_begins_with_little(
    shared: Sharer, cast: Cast, bertil: Visitor
):
    shared.presses("Stäng: Dina kontakter och deras telefonnummer")
    shared.presses("Avsluta delningen")
    shared.begins(cast["bertil"].number)
    ticked = [
        part.get("name")
        for part in shared.browser.page.tree.iter("input")
        if part.get("checked") is not None
    ]
    assert ticked == ["insatser"]
