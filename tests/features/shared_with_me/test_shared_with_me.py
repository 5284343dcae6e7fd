"""Saying yes to somebody's plan, by number or by code, and leaving it again."""

import pytest
import time_machine
from sqlalchemy import insert

from portal.database import Database
from portal.identity.sealing import Sealer
from portal.models.grant import RedeemAttempt
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor

WRONG = "AAA BBB CCCC"


def types(visitor: Visitor, code: str, *, status: int = 303):
    visitor.opens("/delat-med-mig")
    return visitor.presses("Använd koden", kod=code, status=status)


def test_an_invitation_says_the_first_name_only(anna: Sharer, bertil: Visitor, cast: Cast):
    anna.gives(cast["bertil"].number)
    page = bertil.opens("/delat-med-mig")
    assert page.says("Anna vill dela sin plan med dig")
    assert not page.says("Andersson vill")


def test_an_invitation_is_for_the_one_who_was_meant(anna: Sharer, cast: Cast, signed_in):
    anna.gives(cast["bertil"].number)
    assert not signed_in("david").opens("/delat-med-mig").says("vill dela")


def test_a_code_is_taken_as_people_type_it_and_only_once(anna: Sharer, bertil: Visitor, signed_in):
    anna.gives()
    types(bertil, anna.code.lower().replace(" ", "-"))
    assert bertil.is_sent_on().says("Nu väntar vi på den som delar.")
    types(signed_in("david"), anna.code, status=422)
    assert anna.confirms().says("Öppen till")
    page = bertil.opens("/delat-med-mig")
    assert bertil.opens(page.links["Läs planen för Anna Andersson"]).says("Vad händer härnäst?")


def test_every_wrong_code_gets_the_same_answer(
    clock: time_machine.Traveller, anna: Sharer, bertil: Visitor, signed_in
):
    anna.gives()
    ended = anna.code
    anna.presses("Avsluta delningen")
    anna.gives()
    used = anna.code
    types(signed_in("cecilia"), used)
    anna.gives()
    answers = {types(bertil, code, status=422).words for code in (WRONG, "", ended, used)}
    clock.shift(8 * 24 * 3600)
    late = signed_in("bertil")
    answers.add(types(late, anna.code, status=422).words)
    assert len(answers) == 1


def test_ones_own_code_opens_nothing(anna: Sharer):
    anna.gives()
    types(anna.browser, anna.code, status=422)


def test_the_sixth_try_within_an_hour_is_told_to_wait(
    clock: time_machine.Traveller, anna: Sharer, bertil: Visitor
):
    anna.gives()
    for _ in range(5):
        types(bertil, WRONG, status=422)
    page = types(bertil, anna.code, status=429)
    assert page.heading == "Vänta en timme"
    assert page.headers["Retry-After"] == "3600"


def test_the_patient_is_told_once_that_her_code_was_tried_a_sixth_time(
    clock: time_machine.Traveller, anna: Sharer, bertil: Visitor
):
    anna.gives()
    for _ in range(5):
        types(bertil, WRONG, status=422)
    assert not anna.browser.opens(f"/delning/{anna.ref}").says("skrivit fel kod många gånger")
    for _ in range(3):
        types(bertil, WRONG, status=429)
    assert anna.browser.opens(f"/delning/{anna.ref}").says("skrivit fel kod många gånger")
    page = anna.browser.opens("/logg")
    assert page.words.count("Min plan märkte att fel kod skrevs många gånger") == 1
    assert not page.says("Bertil")


def test_of_two_patients_the_one_whose_code_was_typed_is_told(
    anna: Sharer, bertil: Visitor, signed_in, cast: Cast, database: Database, sealer: Sealer
):
    anna.gives()
    cecilia = Sharer(signed_in("cecilia"), cast["cecilia"], database, sealer)
    cecilia.gives()
    for _ in range(5):
        types(bertil, WRONG, status=422)
    types(bertil, cecilia.code, status=429)
    assert cecilia.browser.opens("/logg").says("Min plan märkte")
    assert not anna.browser.opens("/logg").says("Min plan märkte")


def test_a_hundred_tries_by_all_within_an_hour_stop_nobody_and_are_told(
    clock: time_machine.Traveller,
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
    database: Database,
    caplog: pytest.LogCaptureFixture,
):
    ref = anna.gives()
    with database.transaction() as transaction:
        some = [{"person_id": cast["david"].id, "at": transaction.now}] * 100
        transaction.execute(insert(RedeemAttempt), some)
    types(bertil, WRONG, status=422)
    types(bertil, WRONG, status=422)
    told = [line for line in caplog.records if line.getMessage() == "many-codes-tried"]
    assert len(told) == 1
    assert anna.browser.opens("/logg").words.count("fel kod skrevs många gånger") == 1
    assert anna.browser.opens(f"/delning/{ref}").says("skrivit fel kod många gånger")
    types(bertil, anna.code)
    assert bertil.is_sent_on().says("Nu väntar vi på den som delar.")


def test_tries_count_whoever_browses_from_where(
    clock: time_machine.Traveller, bertil: Visitor, signed_in
):
    for _ in range(5):
        types(bertil, WRONG, status=422)
    types(signed_in("bertil"), WRONG, status=429)
    clock.shift(3601)
    types(signed_in("bertil"), WRONG, status=422)


def test_whoever_leaves_reads_no_more_and_the_patient_sees_it(
    anna: Sharer, bertil: Visitor, cast: Cast
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    bertil.opens("/delat-med-mig")
    bertil.presses("Sluta läsa: Anna Andersson")
    assert bertil.is_sent_on().says("Det finns ingen plan som du kan läsa just nu.")
    bertil.opens(f"/for/{ref}", status=404)
    assert anna.browser.opens(f"/delning/{ref}").says("Avslutad")
    assert anna.browser.opens("/logg").says("Bertil Andersson lämnade en delning.")


def test_how_long_and_how_much_is_the_patients_to_know(anna: Sharer, bertil: Visitor, cast: Cast):
    anna.shares_with(bertil, cast["bertil"].number)
    before = bertil.opens("/delat-med-mig").words
    anna.presses("Sluta om en vecka")
    anna.presses("Stäng: Dina kontakter och deras telefonnummer")
    assert bertil.opens("/delat-med-mig").words == before


def test_a_stranger_finds_an_empty_page(signed_in):
    page = signed_in("david").opens("/delat-med-mig")
    assert page.says("Det finns ingen plan som du kan läsa just nu.")
