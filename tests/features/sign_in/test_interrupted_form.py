"""What somebody had typed when their time was up comes back to them, and to nobody else."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select, update

from portal.database import Database
from portal.demo.cast import cast
from portal.models.interrupted_form import InterruptedForm
from portal.models.person import Person
from tests.features.sign_in.signing_in import Guest
from tests.support.identity_providers.faulty import FaultyProvider
from tests.support.page import Page
from tests.support.sharing import BASIS

WORDS = "min granne från Åby"
PROMISE = "Det du fyllde i finns kvar i 15 minuter."
GIVEN_BACK = "Här är det du skrev innan du loggades ut."


@pytest.fixture(scope="session")
def new_portal(
    new_portal: Callable[[], AbstractContextManager[Flask]],
) -> Callable[[], AbstractContextManager[Flask]]:
    """A portal where sharing is on."""

    @contextmanager
    def made() -> Iterator[Flask]:
        with new_portal() as app:
            settings = app.extensions["portal.settings"]
            app.extensions["portal.settings"] = replace(settings, relative_access_legal_basis=BASIS)
            yield app

    return made


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["portal.database"]
    return found


@pytest.fixture
def phone(
    clock: time_machine.Traveller, guest: Guest, provider: FaultyProvider, database: Database
) -> Iterator[Guest]:
    """A browser in which Anna is asked whom she wants to share with."""
    before = provider.person
    with database.transaction() as transaction:
        transaction.execute(delete(InterruptedForm))
    enters(guest, "anna")
    guest.opens("/delning/ny")
    yield guest
    provider.person = before


def enters(phone: Guest, key: str) -> str:
    """Sign in; where one comes to."""
    phone.provider.person = cast()[key]
    return phone.signs_in().headers["Location"]


def comes_too_late(phone: Guest, clock: time_machine.Traveller, words: str = WORDS) -> Page:
    clock.shift(901)
    number = cast()["bertil"].number
    return phone.presses("Fortsätt", status=401, relation=words, hur="nummer", nummer=number)


def typed_on(page: Page) -> tuple[str, str | None]:
    form = next(one for one in page.forms if one.action == "/delning/ny")
    return form.fields["relation"], form.fields.get("hur")


def rows(database: Database) -> list[bytes]:
    with database.transaction() as transaction:
        return list(transaction.execute(select(InterruptedForm.form_sealed)).scalars())


def test_the_same_person_in_the_same_browser_gets_it_back_once(
    phone: Guest, clock: time_machine.Traveller, database: Database
):
    assert comes_too_late(phone, clock).says("Du hann bli utloggad", PROMISE)
    assert phone.page.links["Logga in igen"] == "/logga-in"
    assert enters(phone, "anna") == "/delning/ny"
    page = phone.opens("/delning/ny")
    assert page.says(GIVEN_BACK)
    assert typed_on(page) == (WORDS, "nummer")
    assert cast()["bertil"].number not in page.text
    assert rows(database) == []
    again = phone.opens("/delning/ny")
    assert typed_on(again) == ("", None)
    assert not again.says(GIVEN_BACK)


def test_another_person_in_the_same_browser_finds_nothing_and_takes_nothing(
    phone: Guest, clock: time_machine.Traveller
):
    comes_too_late(phone, clock)
    assert enters(phone, "bertil") == "/"
    page = phone.opens("/delning/ny")
    assert typed_on(page) == ("", None)
    assert WORDS not in page.text
    assert enters(phone, "anna") == "/delning/ny"
    assert typed_on(phone.opens("/delning/ny"))[0] == WORDS


def test_the_same_person_in_another_browser_finds_nothing(
    phone: Guest, clock: time_machine.Traveller, app: Flask, provider: FaultyProvider
):
    comes_too_late(phone, clock)
    other = Guest(app, provider)
    assert enters(other, "anna") == "/"
    assert typed_on(other.opens("/delning/ny")) == ("", None)


def test_after_a_quarter_of_an_hour_it_is_gone(
    phone: Guest, clock: time_machine.Traveller, database: Database
):
    comes_too_late(phone, clock)
    clock.shift(901)
    assert enters(phone, "anna") == "/"
    assert typed_on(phone.opens("/delning/ny")) == ("", None)
    assert rows(database) == []


@pytest.mark.parametrize("way", ["here", "everywhere"])
def test_who_signs_out_keeps_nothing(
    phone: Guest, clock: time_machine.Traveller, database: Database, way: str
):
    comes_too_late(phone, clock)
    enters(phone, "anna")
    phone.opens("/logga-ut")
    phone.presses("Logga ut här" if way == "here" else "Logga ut överallt")
    assert rows(database) == []
    assert phone.cookie("__Host-avbruten") == ""
    assert enters(phone, "anna") == "/"


def test_a_sign_out_in_another_browser_takes_it_too(
    phone: Guest,
    clock: time_machine.Traveller,
    app: Flask,
    provider: FaultyProvider,
    database: Database,
):
    comes_too_late(phone, clock)
    other = Guest(app, provider)
    enters(other, "anna")
    other.presses_sign_out()
    assert rows(database) == []


def test_a_session_that_somebody_ended_keeps_nothing(
    phone: Guest,
    clock: time_machine.Traveller,
    app: Flask,
    provider: FaultyProvider,
    database: Database,
):
    other = Guest(app, provider)
    enters(other, "anna")
    other.opens("/logga-ut")
    other.presses("Logga ut överallt")
    page = phone.presses("Fortsätt", status=401, relation=WORDS, hur="kod")
    assert page.heading == "Du hann bli utloggad"
    assert not page.says(PROMISE)
    assert rows(database) == []


def test_a_form_without_a_token_of_ours_keeps_nothing(
    phone: Guest, clock: time_machine.Traveller, database: Database
):
    clock.shift(901)
    phone.sends("/delning/ny", {"relation": WORDS, "hur": "kod"}, status=401)
    assert rows(database) == []


def test_what_was_changed_in_the_database_opens_for_nobody(
    phone: Guest, clock: time_machine.Traveller, database: Database, provider: FaultyProvider
):
    comes_too_late(phone, clock)
    enters(phone, "bertil")
    with database.transaction() as transaction:
        bertil = transaction.execute(
            select(Person.id).order_by(Person.id.desc()).limit(1)
        ).scalar_one()
        transaction.execute(update(InterruptedForm).values(person_id=bertil))
    assert typed_on(phone.opens("/delning/ny")) == ("", None)
    with database.transaction() as transaction:
        sealed = rows(database)[0]
        changed = sealed[:-20] + bytes([sealed[-20] ^ 1]) + sealed[-19:]
        anna = transaction.execute(select(Person.id).order_by(Person.id).limit(1)).scalar_one()
        transaction.execute(update(InterruptedForm).values(person_id=anna, form_sealed=changed))
    assert enters(phone, "anna") == "/"
    assert typed_on(phone.opens("/delning/ny")) == ("", None)


def test_a_cookie_that_was_made_up_opens_nothing(phone: Guest, clock: time_machine.Traveller):
    comes_too_late(phone, clock)
    phone.client.set_cookie("__Host-avbruten", "A" * 43, secure=True, httponly=True)
    assert enters(phone, "anna") == "/"
    assert typed_on(phone.opens("/delning/ny")) == ("", None)


def test_neither_database_nor_cookie_tells_what_was_typed_or_how_much(
    phone: Guest, clock: time_machine.Traveller, database: Database
):
    comes_too_late(phone, clock, "x")
    (short,) = rows(database)
    enters(phone, "anna")
    phone.opens("/delning/ny")
    comes_too_late(phone, clock, WORDS * 5)
    (long,) = rows(database)
    assert len(short) == len(long)
    assert WORDS.encode() not in long
    assert len(phone.cookie("__Host-avbruten")) == 43


def test_who_came_too_late_with_nothing_to_keep_gets_the_same_mark(
    phone: Guest, clock: time_machine.Traveller, database: Database
):
    clock.shift(901)
    page = phone.presses("Logga ut", status=303)
    assert page.headers["Location"].startswith("/utloggad")
    page = phone.sends("/delning/paminnelse", {}, status=401)
    assert len(phone.cookie("__Host-avbruten")) == 43
    assert rows(database) == []


def test_a_form_that_is_too_large_is_not_kept_and_nothing_is_promised(
    phone: Guest, clock: time_machine.Traveller, database: Database
):
    page = comes_too_late(phone, clock, "a" * 16_384)
    assert not page.says(PROMISE)
    assert rows(database) == []
