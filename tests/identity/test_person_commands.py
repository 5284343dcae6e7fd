"""`flask person`: somebody whose identity number has changed can sign in again, to what is theirs."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from portal.app import TEST_NUMBERS
from portal.database import Database
from portal.identity import accounts
from portal.identity.claims import Identity, SignInRefused
from portal.identity.numbers import born_on, kind, listed
from portal.identity.people import person_of
from portal.identity.sealing import Sealer
from portal.models.person import Person
from portal.settings import LOA3
from tests.support.people import ISSUER, Cast, sign_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    def typed(*words: str, number: str) -> Result:
        result = app.test_cli_runner().invoke(args=["person", *words], input=f"{number}\n")
        assert number not in result.output
        return result

    return typed


@pytest.fixture
def new_number(cast: Cast) -> str:
    """A personnummer of nobody here."""
    known = {one.number for one in cast.values()}
    free = (one for one in listed(TEST_NUMBERS) - known if kind(one) == "personnummer")
    return min(free)


@pytest.fixture
def enters(database: Database, sealer: Sealer, cast: Cast) -> Callable[[str, str], int]:
    """Sign in as a person of the cast, whom the provider knows by this number now."""

    def enter(key: str, number: str) -> int:
        identity = Identity(
            issuer=ISSUER,
            subject=cast[key].subject,
            number=number,
            name=None,
            level_of_assurance=LOA3,
            authenticated_at=clock_now(database),
            issuer_session=None,
            provider_transaction=None,
        )
        with database.transaction() as transaction:
            return accounts.enter(transaction, sealer, identity)

    return enter


def clock_now(database: Database):
    with database.transaction() as transaction:
        return transaction.now


def test_who_has_got_a_personnummer_signs_in_to_what_was_theirs(
    run: Run, enters, cast: Cast, new_number: str, database: Database, app: Flask, sealer: Sealer
):
    ines = cast["ines"]
    assert kind(ines.number) == "samordningsnummer"
    token = sign_in(database, sealer, ines)
    with pytest.raises(SignInRefused, match="other number"):
        enters("ines", new_number)
    found = run("find", number=ines.number)
    assert f"Reference:             {ines.id}\n" in found.output
    changed = run("change-number", str(ines.id), number=new_number)
    assert changed.exit_code == 0, changed.output
    assert enters("ines", new_number) == ines.id
    with database.transaction() as transaction:
        row = transaction.execute(select(Person.born_on).where(Person.id == ines.id)).scalar()
        assert row == born_on(new_number)
    browser = Visitor(app)
    browser.client.set_cookie("__Host-sid", token, secure=True, httponly=True)
    browser.opens("/logg", status=303)  # signed out everywhere
    browser.client.set_cookie(
        "__Host-sid", sign_in(database, sealer, replace(ines, number=new_number))
    )
    assert browser.opens("/logg").says("Min plan ändrade ditt personnummer")


def test_a_number_that_nobody_uses_yet_but_is_known_here_moves_too(
    run: Run, enters, cast: Cast, new_number: str, database: Database, sealer: Sealer
):
    """Somebody else's draft may have named it."""
    with database.transaction() as transaction:
        other = person_of(transaction, sealer, new_number)
    assert run("change-number", str(cast["ines"].id), number=new_number).exit_code == 0
    assert enters("ines", new_number) == cast["ines"].id
    with database.transaction() as transaction:
        assert person_of(transaction, sealer, cast["ines"].number) == other


def test_sign_ins_move_to_a_plan_that_care_has_sent_under_the_new_number(
    run: Run, enters, cast: Cast, new_number: str, database: Database, sealer: Sealer
):
    person = enters("david", new_number)
    moved = run("change-number", str(person), number=cast["ines"].number)
    assert moved.exit_code == 0, moved.output
    assert enters("david", cast["ines"].number) == cast["ines"].id


def test_two_who_both_have_something_are_told_how_and_not_made_one(
    run: Run, enters, cast: Cast, database: Database
):
    ines, anna = cast["ines"], cast["anna"]
    enters("ines", ines.number)
    refused = run("change-number", str(ines.id), number=anna.number)
    assert refused.exit_code == 1
    assert "Nothing is changed." in refused.output
    with pytest.raises(SignInRefused):
        enters("ines", anna.number)
    left = run("change-number", str(ines.id), "--leave-old", number=anna.number)
    assert left.exit_code == 0, left.output
    assert enters("ines", anna.number) == anna.id
    with database.transaction() as transaction:
        blocked = select(Person.is_sharing_blocked).where(Person.id == ines.id)
        assert transaction.execute(blocked).scalar() is True


@pytest.mark.parametrize("typed", ["", "7", "189002029801", "19800515-9287x", "198005159287"])
def test_what_is_no_number_of_the_demo_changes_nothing(run: Run, cast: Cast, typed: str):
    for words in (("find",), ("change-number", str(cast["ines"].id))):
        result = run(*words, number=typed or "\t")
        assert result.exit_code == 1


def test_nobody_is_told_as_nobody(run: Run, new_number: str):
    assert run("find", number=new_number).output == "Nobody here has this number.\n"
    assert "Nobody has this reference" in run("change-number", "99999", number=new_number).output


def test_the_same_number_again_changes_nothing(run: Run, cast: Cast):
    again = run("change-number", str(cast["ines"].id), number=cast["ines"].number)
    assert (again.exit_code, again.output) == (1, "The person has this number already.\n")


def test_a_number_never_stands_on_the_command_line(app: Flask, new_number: str):
    result = app.test_cli_runner().invoke(args=["person", "find", new_number])
    assert result.exit_code == 2
