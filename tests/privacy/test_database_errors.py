"""Databases quote values when they refuse them; nobody may read them afterwards."""

import traceback
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import insert, update
from sqlalchemy.exc import DBAPIError, StatementError

from portal.access.guard import Door, opens_to
from portal.database import Database, Transaction
from portal.identity.sealing import Sealer
from portal.models.external_identity import ExternalIdentity
from portal.models.person import Person
from portal.models.spent_token import SpentToken
from portal.settings import DEMO_SUPPORT_PHONE
from portal.web import unit
from tests.support.identity_numbers import identity_numbers_in
from tests.support.people import Cast, known
from tests.support.visitor import Visitor

CANARY = "Kanariefågel"
Statement = tuple[Any, Mapping[str, Any] | list[Mapping[str, Any]]]


@pytest.fixture
def people(database: Database, sealer: Sealer) -> Cast:
    return known(database, sealer)


def same_twice(number: str, now: object) -> Statement:
    token = {"issuer": number, "token_id": number, "spent_at": now}
    return insert(SpentToken), [token, token]


def nobodys(number: str, now: object) -> Statement:
    values = {"issuer": number, "subject": number, "person_id": 999_999, "first_seen_at": now}
    return insert(ExternalIdentity), values


def nothing_where_something_must_be(number: str, now: object) -> Statement:
    return insert(SpentToken), {"issuer": number, "token_id": None, "spent_at": now}


def not_a_time(number: str, now: object) -> Statement:
    return insert(SpentToken), {"issuer": number, "token_id": "1", "spent_at": number}


FAULTS = (same_twice, nobodys, nothing_where_something_must_be, not_a_time)
each_fault = pytest.mark.parametrize("fault", FAULTS)


def _do(transaction: Transaction, fault: Callable[..., Statement], number: str) -> None:
    statement, values = fault(number, transaction.now)
    transaction.execute(statement, values)


@each_fault
def test_the_exception_does_not_hold_the_number(
    fault: Callable[..., Statement], database: Database, people: Cast
):
    number = people["anna"].number
    with (
        pytest.raises((DBAPIError, StatementError)) as caught,
        database.transaction() as transaction,
    ):
        _do(transaction, fault, number)
    told = "".join(traceback.format_exception(caught.value))
    assert not identity_numbers_in(told)


def test_a_value_of_the_wrong_kind_is_not_quoted(database: Database, people: Cast):
    with pytest.raises(DBAPIError) as caught, database.transaction() as transaction:
        transaction.execute(update(Person).values(id=CANARY))
    assert CANARY not in "".join(traceback.format_exception(caught.value))


@each_fault
def test_the_page_about_it_and_the_log_tell_only_a_code(
    fault: Callable[..., Statement], app: Flask, people: Cast
):
    number = people["anna"].number

    @opens_to(Door.EVERYONE)
    def broken() -> Response:
        _do(unit.transaction(), fault, number)
        return Response()

    app.add_url_rule("/trasig", "broken", broken)
    page = Visitor(app).opens("/trasig", status=500)
    assert number[2:] not in page.text
    assert "SpentToken" not in page.text
    assert DEMO_SUPPORT_PHONE in page.words
