"""The door of care systems: a token in `Authorization` opens it, and nothing else does."""

import json
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask, Response
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.access.guard import Door, opens_to
from portal.database import Database
from portal.identity.care_systems import registering, tokens
from portal.identity.care_systems.values import Sender
from portal.identity.cookies import SIGNED_IN
from portal.models.care_system import CareSystemToken
from portal.models.signed_in_session import SignedInSession
from portal.web import unit
from tests.support.care_systems import SOURCE, ProvingCareSystem, register, rsa_key
from tests.support.statements import heard
from tests.support.visitor import Visitor

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def sender(app: Flask, database: Database) -> ProvingCareSystem:
    return ProvingCareSystem(app, register(database, rsa_key()), rsa_key())


@pytest.fixture
def seen(app: Flask) -> list[Sender]:
    """Whom the room behind the door has seen; a small room stands where bundles are taken."""
    seen: list[Sender] = []

    def room(sender: Sender) -> Response:
        with unit.database().transaction() as transaction:
            transaction.execute(select(CareSystemToken.scopes))
            seen.append(sender)
        return Response()

    (rule,) = (rule for rule in app.url_map.iter_rules() if rule.rule == "/fhir")
    app.view_functions[rule.endpoint] = opens_to(Door.CARE_SYSTEM, scope="system/Bundle.c")(room)
    return seen


def knocks(app: Flask, authorization: str | None, **more: str) -> TestResponse:
    headers = dict(more)
    if authorization is not None:
        headers["Authorization"] = authorization
    return app.test_client().post("/fhir", data="{}", headers=headers)


def test_the_room_behind_knows_who_sends_and_what_that_one_may(
    sender: ProvingCareSystem, seen: list[Sender]
):
    token = sender.token(scope="system/Bundle.c system/CarePlan.u")
    assert knocks(sender.app, f"Bearer {token}").status_code == 200
    (known,) = seen
    assert known.sources == {SOURCE}
    assert known.scopes == {"system/Bundle.c", "system/CarePlan.u"}
    assert known.may("u", "CarePlan")
    assert not known.may("c", "CarePlan")


@on_sqlite
def test_without_a_valid_token_everybody_gets_the_same_answer(
    sender: ProvingCareSystem, seen: list[Sender]
):
    token = sender.token()
    tries = (
        None, "", "Bearer", "Bearer ", "Bearer x", f"Bearer {token}x", f"Bearer {token[:-1]}",
        f"Bearer  {token[1:]}", f"Basic {token}", token, f"Bearer {token} {token}",
        "Bearer " + "a" * 43, "Bearer " + "å" * 43, "Bearer " + "a" * 5000,
    )  # fmt: skip
    answers = [knocks(sender.app, words) for words in tries]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.data for answer in answers}) == 1
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {'Bearer realm="fhir"'}
    assert {answer.content_type for answer in answers} == {"application/fhir+json"}
    outcome = json.loads(answers[0].data)
    assert outcome["resourceType"] == "OperationOutcome"
    assert [issue["code"] for issue in outcome["issue"]] == ["login"]
    assert not seen


def test_a_token_is_good_for_five_minutes(
    sender: ProvingCareSystem, seen: list[Sender], clock: time_machine.Traveller
):
    token = sender.token()
    clock.shift(299)
    assert knocks(sender.app, f"Bearer {token}").status_code == 200
    clock.shift(2)
    assert knocks(sender.app, f"Bearer {token}").status_code == 401


def test_a_disabled_care_system_is_out_at_once_with_the_tokens_it_holds(
    sender: ProvingCareSystem, seen: list[Sender], database: Database
):
    token = sender.token()
    assert knocks(sender.app, f"Bearer {token}").status_code == 200
    with database.transaction() as transaction:
        assert registering.disable(transaction, sender.client_id)
        assert not registering.disable(transaction, sender.client_id)
    assert knocks(sender.app, f"Bearer {token}").status_code == 401
    assert sender.asks().status_code == 401


@on_sqlite
def test_disabling_takes_tokens_away_and_one_given_a_moment_later_opens_nothing(
    sender: ProvingCareSystem, seen: list[Sender], database: Database
):
    sender.token()
    with database.transaction() as transaction:
        registering.disable(transaction, sender.client_id)
        assert not transaction.execute(select(CareSystemToken.scopes)).all()
        token = tokens.give(transaction, care_system_id=1, scopes=["system/Bundle.c"])
    assert knocks(sender.app, f"Bearer {token}").status_code == 401
    assert not seen


@on_sqlite
def test_a_token_that_was_given_for_something_else_is_told_what_it_lacks(
    sender: ProvingCareSystem, seen: list[Sender]
):
    answer = knocks(sender.app, f"Bearer {sender.token(scope='system/CarePlan.cu')}")
    assert answer.status_code == 403
    assert (
        'error="insufficient_scope", scope="system/Bundle.c"' in answer.headers["WWW-Authenticate"]
    )
    assert [issue["code"] for issue in json.loads(answer.data)["issue"]] == ["forbidden"]
    assert not seen


def test_a_door_does_not_ask_for_what_is_no_scope():
    with pytest.raises(ValueError, match="no scope"):
        opens_to(Door.CARE_SYSTEM, scope="Bundle.c")


def test_the_check_is_one_statement_and_leaves_nothing_open(
    sender: ProvingCareSystem, seen: list[Sender]
):
    """On SQLite a transaction left open would keep the room from beginning its own."""
    token = sender.token()
    with heard(sender.app.extensions["portal.database"].engine) as ear:
        assert knocks(sender.app, f"Bearer {token}").status_code == 200
    said = [words.split()[0] for words in ear.said if words != "BEGIN IMMEDIATE"]
    assert said == ["SELECT", "SELECT"], "one for the door, one in the room"


@on_sqlite
def test_no_form_token_is_asked_for_and_other_sites_pages_gain_nothing(
    sender: ProvingCareSystem, seen: list[Sender]
):
    token = sender.token()
    from_elsewhere = {"Origin": "https://other.example", "Sec-Fetch-Site": "cross-site"}
    assert knocks(sender.app, f"Bearer {token}", **from_elsewhere).status_code == 200
    assert knocks(sender.app, None, **from_elsewhere).status_code == 401
    allowed = knocks(sender.app, f"Bearer {token}", **from_elsewhere).headers
    assert not [name for name, _ in allowed if name.startswith("Access-Control-")]


@on_sqlite
def test_a_signed_in_browser_opens_nothing_here_and_is_not_kept_awake(
    app: Flask,
    database: Database,
    signed_in: Callable[[str], Visitor],
    clock: time_machine.Traveller,
    seen: list[Sender],
):
    anna = signed_in("anna")
    clock.shift(60)
    last_seen = select(SignedInSession.last_seen_at)
    with database.transaction() as transaction:
        before = transaction.execute(last_seen).scalars().all()
    with heard(app.extensions["portal.database"].engine) as ear:
        assert anna.client.post("/fhir", data="{}").status_code == 401
    assert not ear.about("signed_in_session")
    with database.transaction() as transaction:
        assert transaction.execute(last_seen).scalars().all() == before
    assert not seen


@on_sqlite
def test_the_token_of_a_session_is_no_access_token_nor_the_other_way_round(
    sender: ProvingCareSystem, signed_in: Callable[[str], Visitor], seen: list[Sender]
):
    anna = signed_in("anna")
    cookie = anna.client.get_cookie(SIGNED_IN)
    assert cookie is not None
    assert knocks(sender.app, f"Bearer {cookie.value}").status_code == 401
    stranger = sender.app.test_client()
    stranger.set_cookie(SIGNED_IN, sender.token(), secure=True)
    assert stranger.get("/plan").status_code == 303
    assert not seen


@on_sqlite
def test_pages_do_not_know_what_authorization_is(sender: ProvingCareSystem):
    headers = {"Authorization": f"Bearer {sender.token()}"}
    browser = sender.app.test_client()
    for address in ("/plan", "/kontakter", "/logg"):
        assert browser.get(address, headers=headers).status_code == 303
    assert browser.post("/logga-ut/overallt", headers=headers).status_code == 401
