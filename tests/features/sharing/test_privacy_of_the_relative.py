"""The relative's own life is no more the patient's to know than the other way round."""

import re
from collections.abc import Callable

import pytest
import time_machine
from sqlalchemy import update

from portal.access.keeper import Keeper
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database
from portal.models.care_manager import CareManager
from portal.models.person import Person
from tests.support.care import SOURCE
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor


@pytest.fixture
def marks(database: Database, cast: Cast) -> Callable[..., None]:
    """Say something of Bertil, past what care systems send."""

    def mark(**values: object) -> None:
        with database.transaction() as transaction:
            whose = update(Person).where(Person.id == cast["bertil"].id)
            transaction.execute(whose.values(**values))

    return mark


@pytest.mark.parametrize("flag", ["is_protected", "is_deceased"])
def test_whom_a_flag_denies_cannot_say_yes_by_code_or_by_number(
    anna: Sharer, bertil: Visitor, cast: Cast, marks: Callable[..., None], flag: str
):
    anna.gives(cast["bertil"].number)
    invitation = bertil.opens("/delat-med-mig")
    marks(**{flag: True})
    form = next(one for one in invitation.forms if one.action.endswith("/ja"))
    bertil.sends(form.action, form.fields, status=404)
    anna.gives()
    bertil.opens("/delat-med-mig")
    bertil.presses("Använd koden", kod=anna.code, status=422)
    for address in ("/delning", f"/delning/{anna.ref}", "/logg"):
        assert not anna.browser.opens(address).says("Bertil")


def test_a_protected_person_who_has_said_yes_is_not_named_and_cannot_be_confirmed(
    anna: Sharer, bertil: Visitor, marks: Callable[..., None]
):
    anna.gives()
    bertil.opens("/delat-med-mig")
    bertil.presses("Använd koden", kod=anna.code)
    assert anna.browser.opens(f"/delning/{anna.ref}").says("Bertil A.")
    marks(is_protected=True)
    anna.signs_in_anew()
    page = anna.browser.opens(f"/delning/{anna.ref}")
    assert not page.says("Bertil")
    form = next(one for one in page.forms if one.action.endswith("/bekrafta"))
    assert not anna.browser.sends(form.action, form.fields, status=409).says("Bertil")
    for address in ("/delning", "/logg"):
        assert not anna.browser.opens(address).says("Bertil")


def test_the_preview_tells_of_no_other_visit_of_his(
    clock: time_machine.Traveller,
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
    signed_in: Callable[[str], Visitor],
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    clock.shift(24 * 3600)
    signed_in("bertil").opens("/kontakter")
    anna.signs_in_anew()
    page = anna.browser.opens(f"/delning/{ref}/visa")
    assert not page.says("i dag kl.")
    assert not page.says("i går kl.")


def test_the_preview_counts_from_his_last_look_by_this_grant(
    clock: time_machine.Traveller,
    anna: Sharer,
    bertil: Visitor,
    cast: Cast,
    database: Database,
    signed_in: Callable[[str], Visitor],
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    clock.shift(600)
    bertil.opens(f"/for/{ref}")
    clock.shift(24 * 3600)
    signed_in("bertil").opens("/kontakter")
    anna.signs_in_anew()
    with database.transaction() as transaction:
        keeper = Keeper(transaction, SOURCE, anna.person.id)
        whose = update(CareManager).where(CareManager.patient_id == anna.person.id)
        keeper.write(whose.values(changed_at=transaction.now, others_changed_at=transaction.now))
        trail.sent(transaction, patient_id=anna.person.id, source=SOURCE, what=What.SENT)
    words = anna.browser.opens(f"/delning/{ref}/visa").words
    assert re.search(r"i går kl\.\s\d\d\.\d\d", words)
