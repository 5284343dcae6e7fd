"""The warning before the time is up."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from portal.models.signed_in_session import SignedInSession
from tests.features.sign_in.signing_in import Guest
from tests.support.visitor import HTMX

SOON = "Om högst två minuter loggas du ut, eftersom du inte har gjort något på en stund."
FOR_GOOD = "Du har varit inloggad länge. Om högst två minuter loggas du ut"
PART = "/inloggning/tid-kvar"


@pytest.fixture
def anna(guest: Guest, clock) -> Guest:
    guest.signs_in()
    guest.opens("/logga-ut")
    return guest


def asks_again_in(text: str) -> int:
    return int(text.partition("load delay:")[2].partition("s")[0])


def test_a_page_asks_by_itself_two_minutes_before_the_end(anna: Guest):
    assert asks_again_in(anna.page.text) == 780


def test_until_then_it_says_nothing(anna: Guest, clock):
    clock.shift(700)
    part = anna.asks_for_part(PART)
    assert "Fortsätt" not in part.text
    assert 78 <= asks_again_in(part.text) <= 80


def test_two_minutes_before_it_says_so_and_offers_to_stay(anna: Guest, clock):
    clock.shift(785)
    part = anna.asks_for_part(PART)
    assert part.says(SOON)
    assert list(part.forms[0].buttons) == ["Fortsätt vara inloggad"]
    assert 114 <= asks_again_in(part.text) <= 116


def test_whoever_stays_gets_fifteen_minutes_more(anna: Guest, clock):
    clock.shift(880)
    part = anna.asks_for_part(PART)
    fields = part.forms[0].fields
    answer = anna._ask("POST", "/inloggning/fortsatt", 200, form=fields, headers=HTMX, is_part=True)
    assert asks_again_in(answer.text) == 780
    clock.shift(890)
    assert anna.is_in


def test_without_htmx_staying_leads_home(anna: Guest):
    fields = anna.page.forms[0].fields
    assert anna.sends("/inloggning/fortsatt", fields).headers["Location"] == "/"


def test_asking_does_not_keep_anybody_signed_in(anna: Guest, clock):
    for _ in range(17):
        clock.shift(52)
        anna.asks_for_part(PART)
    clock.shift(52)
    answer = anna.asks_for_part(PART, status=401)
    assert answer.headers["HX-Redirect"] == "/utloggad?varfor=tid"


def test_near_the_absolute_end_staying_is_not_offered(app: Flask, anna: Guest, clock):
    with app.extensions["portal.database"].transaction() as transaction:
        transaction.execute(
            update(SignedInSession)
            .where(SignedInSession.ended_at.is_(None))
            .values(absolute_until=transaction.now + timedelta(seconds=100))
        )
    part = anna.asks_for_part(PART)
    assert part.says(FOR_GOOD)
    assert part.forms == []
    page = anna.opens("/logga-ut")
    assert page.says(FOR_GOOD)
