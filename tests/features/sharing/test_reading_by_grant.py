"""What a relative sees, from the invitation to the end: no more than was opened."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from portal.access.grants import for_the_person, reading
from portal.audit import trail
from portal.audit.trail import What
from portal.clock import STOCKHOLM, today
from portal.database import Database, Transaction
from portal.models.person import Person
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.swedish_days import written
from tests.support.visitor import Visitor

PAGES = ("", "/plan", "/plan/skriv-ut", "/kontakter", "/moten")


def body(visitor: Visitor, address: str) -> bytes:
    return visitor.opens(address, status=404).body


def never_was(visitor: Visitor) -> bytes:
    return body(visitor, "/for/AAAAAAAAAAAAAAAAAAAAAA/plan")


def masked(page: bytes) -> bytes:
    """Without what is new in every answer."""
    return b"\n".join(
        line for line in page.splitlines() if b"nonce" not in line and b"csrf" not in line
    )


def pause(database: Database, patient_id: int, ref: str) -> None:
    with database.transaction() as transaction:
        grant = reading.grant_of(transaction, patient_id, ref)
        assert grant is not None
        for_the_person.pause(transaction, grant)
        trail.acted(
            transaction,
            What.GRANT_PAUSED,
            patient_id=patient_id,
            actor_id=patient_id,
            grant_id=None,
        )


def test_nothing_opens_before_the_patient_has_confirmed(anna: Sharer, bertil: Visitor, cast: Cast):
    ref = anna.gives(cast["bertil"].number)
    bertil.opens(f"/for/{ref}", status=404)
    bertil.opens("/delat-med-mig")
    bertil.presses("Ja, jag vill läsa: Anna")
    assert bertil.is_sent_on().says("Nu väntar vi på den som delar")
    bertil.opens(f"/for/{ref}", status=404)
    anna.confirms()
    assert bertil.opens(f"/for/{ref}").says("Anna Andersson", "Du som läser är Bertil")


def test_the_name_is_masked_until_it_is_confirmed(anna: Sharer, bertil: Visitor, cast: Cast):
    anna.gives(cast["bertil"].number)
    bertil.opens("/delat-med-mig")
    bertil.presses("Ja, jag vill läsa: Anna")
    page = anna.browser.opens(f"/delning/{anna.ref}")
    assert page.says("Är Bertil A. rätt person?")
    assert not page.says("Bertil Andersson")
    for address in (f"/delning/{anna.ref}/visa", "/logg", "/delning"):
        assert not anna.browser.opens(address).says("Bertil Andersson")
    assert anna.confirms().says("Delning med Bertil Andersson")


def test_a_section_that_is_closed_is_simply_not_there(anna: Sharer, bertil: Visitor, cast: Cast):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    page = bertil.opens(f"/for/{ref}")
    assert page.says("Vad händer härnäst?", "Vem ringer jag?")
    assert not page.says("kommit överens om")
    assert "Planen" not in page.links
    assert "Delning" not in page.links
    assert "Vem har tittat?" not in page.links
    bertil.opens(f"/for/{ref}/plan", status=404)
    bertil.opens(f"/for/{ref}/plan/versioner", status=404)


def test_goals_that_are_closed_are_not_said_to_be_missing(
    anna: Sharer, bertil: Visitor, cast: Cast
):
    anna.begins(cast["bertil"].number)
    anna.answers(insatser="alla")
    anna.answers(region="ja")
    anna.answers(dagar="30")
    anna.says_yes()
    anna.is_answered_by(bertil)
    page = bertil.opens(f"/for/{anna.ref}/plan")
    assert page.says("Vården i regionen svarar för")
    assert not page.says("Vad vill du nå")
    assert not page.says("inga mål")
    assert not page.says("Kommunen svarar för")
    assert not page.says("Senast ändrad")
    assert not page.says("kurator")


@pytest.mark.parametrize("button", ["Pausa nu", "Avsluta delningen"])
def test_after_one_tap_every_page_is_as_if_it_never_was(
    anna: Sharer, bertil: Visitor, cast: Cast, button: str
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    assert bertil.opens(f"/for/{ref}").says("Anna Andersson")
    anna.presses(button)
    for page in PAGES:
        assert masked(body(bertil, f"/for/{ref}{page}")) == masked(never_was(bertil))
    assert bertil.opens("/delat-med-mig").says("Det finns ingen plan som du kan läsa")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_is_closed_while_the_page_is_made_is_not_shown(
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
):
    """Anna's tap is answered between what Bertil's page reads and its commit."""
    ref = anna.shares_with(bertil, cast["bertil"].number)
    taps: list[str] = []
    commit = Transaction.commit

    def commit_after_a_tap(transaction: Transaction) -> None:
        if not taps:
            taps.append(ref)
            pause(database, cast["anna"].id, ref)
        commit(transaction)

    monkeypatch.setattr(Transaction, "commit", commit_after_a_tap)
    refused = body(bertil, f"/for/{ref}/kontakter")
    assert taps
    assert masked(refused) == masked(never_was(bertil))


def test_the_time_runs_out_by_itself(
    clock: time_machine.Traveller, anna: Sharer, bertil: Visitor, cast: Cast, signed_in
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    last = today() + timedelta(days=30)
    assert anna.browser.opens(f"/delning/{ref}").says(f"Öppen till och med {written(last)}.")
    clock.move_to(datetime.combine(last, time(23, 50), STOCKHOLM))
    later = signed_in("bertil")
    later.foreign = frozenset()
    later.opens(f"/for/{ref}")
    clock.move_to(datetime.combine(last, time(23, 59, 59), STOCKHOLM))
    later.opens(f"/for/{ref}", status=404)


def test_a_hidden_meeting_is_gone_and_nothing_says_so(anna: Sharer, bertil: Visitor, cast: Cast):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    page = anna.browser.opens(f"/delning/{ref}")
    [button, *_] = [b for form in page.forms for b in form.buttons if b.startswith("Dölj: Mötet")]
    day = button.removeprefix("Dölj: Mötet ").split(" kl.")[0]
    assert day in bertil.opens(f"/for/{ref}/moten").words
    anna.presses(button)
    page = bertil.opens(f"/for/{ref}/moten")
    assert day not in page.words
    assert "dol" not in page.words.lower()


def test_the_preview_says_what_the_relative_reads(anna: Sharer, bertil: Visitor, cast: Cast):
    ref = anna.shares_with(bertil, cast["bertil"].number, motesplats="ja", mal="ja")
    for page in PAGES:
        read = bertil.opens(f"/for/{ref}{page}").words
        shown = anna.browser.opens(f"/delning/{ref}/visa{page}").words
        assert main_of(read) == main_of(shown)


def main_of(words: str) -> str:
    """From the heading to the footer, without when the reader was here last."""
    return (
        words.split("Kontakter", 1)[-1]
        .split("Du är inloggad", 1)[0]
        .split("Vad är nytt?", maxsplit=1)[0]
    )


def test_a_protected_identity_closes_everything_at_once(
    anna: Sharer, bertil: Visitor, cast: Cast, app: Flask
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    with app.extensions["portal.database"].transaction() as transaction:
        transaction.execute(
            update(Person).where(Person.id == cast["anna"].id).values(is_protected=True)
        )
    assert masked(body(bertil, f"/for/{ref}")) == masked(never_was(bertil))
    assert bertil.opens("/delat-med-mig").says("Det finns ingen plan som du kan läsa")
    page = anna.browser.opens("/delning/ny", status=403)
    assert page.says("Det går inte att dela just nu")


def test_whoever_reads_by_a_grant_cannot_share_onwards_nor_see_who_else_does(
    anna: Sharer, bertil: Visitor, cast: Cast
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    for path in ("", "/andra", "/kvitto", "/granska", "/visa"):
        bertil.opens(f"/delning/{ref}{path}", status=404)
    bertil.opens(f"/for/{ref}/logg", status=404)
    bertil.opens(f"/for/{ref}/delning", status=404)


def test_a_young_person_reads_nothing_of_their_own(
    clock: time_machine.Traveller, anna: Sharer, app: Flask, cast: Cast
):
    born = date(today().year - 15, 1, 1)
    with app.extensions["portal.database"].transaction() as transaction:
        transaction.execute(update(Person).where(Person.id == cast["anna"].id).values(born_on=born))
    for address in ("/", "/plan", "/kontakter", "/moten", "/delning", "/logg", "/tillsammans"):
        assert anna.browser.opens(address, status=403).says("Din plan visas inte här än")
    anna.browser.opens("/delat-med-mig")


@pytest.mark.parametrize("page", ["", "/plan"])
def test_choosing_a_language_leads_back_to_the_same_persons_plan(
    anna: Sharer, bertil: Visitor, cast: Cast, page: str
):
    ref = anna.shares_with(bertil, cast["bertil"].number, mal="ja")
    there = bertil.opens(f"/for/{ref}{page}")
    bertil.opens(there.links["Språk"])
    bertil.presses("English")
    assert bertil.page.headers["Location"] == f"/for/{ref}{page}"
