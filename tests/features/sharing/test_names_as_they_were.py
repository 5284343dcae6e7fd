"""The patient knows the relative by the name of then: what comes later is the relative's own."""

import pytest
from sqlalchemy import update

from portal.access.grants import names
from portal.database import Database
from portal.models.person import Person
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor

NEW = "Björn Nyström"
OWN_PAGES = ("/delning", "/logg", "/delning/{ref}", "/delning/{ref}/visa", "/delning/{ref}/kvitto")

pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def is_called(database: Database, cast: Cast, name: str) -> None:
    """Bertil signs in, and the provider says another name."""
    with database.transaction() as transaction:
        names.follow(transaction, cast["bertil"].id, name)
        transaction.execute(update(Person).where(Person.id == cast["bertil"].id).values(name=name))


@pytest.mark.parametrize("closes", ["Avsluta delningen", "Pausa nu"])
def test_a_new_name_does_not_reach_whom_one_reads_no_more(
    anna: Sharer, bertil: Visitor, cast: Cast, database: Database, closes: str
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    bertil.opens(f"/for/{ref}")
    anna.presses(closes)
    is_called(database, cast, NEW)
    shown = [anna.browser.opens(page.format(ref=ref)).words for page in OWN_PAGES]
    shown.append(anna.browser.fetches("/logg/hamta").text)
    assert not [words for words in shown if "Nyström" in words or "Björn" in words]
    assert "Bertil Andersson" in shown[1]
    assert "Bertil Andersson" in shown[-1]


def test_while_the_grant_is_in_force_the_name_follows_and_what_was_logged_stays(
    anna: Sharer, bertil: Visitor, cast: Cast, database: Database
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    bertil.opens(f"/for/{ref}")
    is_called(database, cast, NEW)
    bertil.opens(f"/for/{ref}/kontakter")
    assert anna.browser.opens(f"/delning/{ref}").says(NEW)
    log = anna.browser.opens("/logg").words
    assert f"{NEW} läste kontakterna" in log
    assert "Bertil Andersson öppnade första sidan" in log
