"""Who has not looked through for long what she shares is asked on the way in, and then goes on."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, insert

from portal.demo.cast import cast
from portal.identity.people import person_of
from portal.models.grant import Grant
from tests.features.sign_in.signing_in import Guest


@pytest.fixture
def anna(guest: Guest, app: Flask) -> Iterator[Guest]:
    """She gave Bertil the right to read 91 days ago."""
    database, sealer = app.extensions["portal.database"], app.extensions["portal.sealer"]
    with database.transaction() as transaction:
        long_ago = transaction.now - timedelta(days=91)
        patient, relative = (
            person_of(transaction, sealer, cast()[key].number) for key in ("anna", "bertil")
        )
        values = {
            "ref": "old-grant",
            "patient_id": patient,
            "relative_id": relative,
            "kind": "consent",
            "scopes": 1,
            "parts": 0,
            **dict.fromkeys(("created_at", "given_at", "accepted_at", "confirmed_at"), long_ago),
            "expires_at": transaction.now + timedelta(days=100),
            "version": 1,
        }
        transaction.execute(insert(Grant), values)
    yield guest
    with database.transaction() as transaction:
        transaction.execute(delete(Grant).where(Grant.ref == "old-grant"))


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("/logga-in", "/delning/paminnelse"),
        ("/logga-in?till=kontakter", "/delning/paminnelse?till=kontakter"),
        ("/logga-in?till=moten-ref&ref=abc", "/delning/paminnelse?till=moten-ref&ref=abc"),
        ("/logga-in?till=delning-ref-granska&ref=abc&nytt=ja", "/delning/abc/granska"),
    ],
)
def test_she_is_asked_first_and_not_in_the_middle_of_sharing(anna: Guest, wanted: str, first: str):
    assert anna.signs_in(address=wanted).headers["Location"] == first


def test_the_question_can_be_left_for_another_time(anna: Guest):
    anna.signs_in()
    page = anna.is_sent_on()
    assert page.heading == "Stämmer det fortfarande?"
    assert anna.follows("Svara en annan gång").address == "/"
    assert anna.signs_in().headers["Location"] == "/delning/paminnelse"
