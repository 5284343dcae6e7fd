"""A new mandate is told on the patient's home until she says that she has seen it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from portal.database import Database
from portal.models.grant import ALL_PARTS, Grant, GrantKind, MandateScope, Scope
from portal.models.source_resource import SourceResource
from portal.settings import Settings
from tests.support.fixtures import SignsIn
from tests.support.people import Cast
from tests.support.visitor import Visitor

WHOLE = MandateScope.CARE_FOR_PERSON | MandateScope.MANAGE_PROPERTY


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, relative_access_legal_basis="")


@pytest.fixture
def anna(signed_in: SignsIn) -> Visitor:
    return signed_in("anna")


def states(database: Database, cast: Cast, reach: MandateScope) -> None:
    """A region's system has said that Bertil is Anna's god man."""
    with database.transaction() as transaction:
        resource = {
            "key": "k" * 64,
            "source": "SE2321009990-PROV",
            "kind": "RelatedPerson",
            "identifier_system": "https://planering.example",
            "identifier_value": "mandate-1",
            "patient_id": cast["anna"].id,
        }
        transaction.execute(insert(SourceResource), resource)
        of = select(SourceResource.id).where(SourceResource.identifier_value == "mandate-1")
        now = transaction.now
        values = {
            "ref": "stated-mandate",
            "resource_id": transaction.execute(of).scalar_one(),
            "patient_id": cast["anna"].id,
            "relative_id": cast["bertil"].id,
            "relative_name": "Bertil Andersson",
            "kind": GrantKind.TRUSTEE,
            "relation": "God man",
            "mandate_scope": int(reach),
            "scopes": int(Scope.CONTACTS),
            "parts": int(ALL_PARTS),
            **dict.fromkeys(("created_at", "given_at", "accepted_at", "confirmed_at"), now),
            "verified_at": now,
            "expires_at": now + timedelta(days=365),
            "version": 1,
        }
        transaction.execute(insert(Grant), values)


def test_home_tells_who_represents_her_and_what_that_opens_until_she_has_seen_it(
    anna: Visitor, database: Database, cast: Cast
):
    states(database, cast, WHOLE)
    page = anna.opens("/")
    assert page.says("Regionen har meddelat att Bertil Andersson företräder dig.", "God man")
    assert page.says("Bertil Andersson kan läsa din plan, dina möten och dina kontakter här.")
    assert not anna.opens("/tillsammans").says("företräder dig")
    anna.opens("/")
    anna.presses("Jag har läst det: Bertil Andersson")
    assert not anna.is_sent_on().says("företräder dig")


def test_she_can_pause_it_from_there(anna: Visitor, database: Database, cast: Cast):
    states(database, cast, WHOLE)
    anna.opens("/")
    anna.presses("Pausa nu: Bertil Andersson")
    assert anna.is_sent_on().says("Pausad")
    assert not anna.opens("/").says("företräder dig")


def test_of_somebody_whom_she_has_paused_home_says_so(
    anna: Visitor, database: Database, cast: Cast
):
    states(database, cast, WHOLE)
    with database.transaction() as transaction:
        before = transaction.now - timedelta(hours=1)
        transaction.execute(update(Grant).values(paused_at=before))
    page = anna.opens("/")
    assert page.says("Bertil Andersson företräder dig.", "Pausad. Bertil Andersson kan inte läsa")
    assert not page.says("Bertil Andersson kan läsa din plan")


def test_one_for_property_only_is_told_as_opening_nothing(
    anna: Visitor, database: Database, cast: Cast, signed_in: SignsIn
):
    states(database, cast, MandateScope.MANAGE_PROPERTY)
    assert anna.opens("/").says("Det ger Bertil Andersson ingen rätt att läsa något här.")
    assert anna.opens("/delning/stated-mandate").says("Ger ingen rätt att läsa något här.")
    anna.opens("/delning/stated-mandate/visa", status=404)
    signed_in("bertil").opens("/for/stated-mandate", status=404)


def test_nobody_else_is_told(anna: Visitor, database: Database, cast: Cast, signed_in: SignsIn):
    states(database, cast, WHOLE)
    assert not signed_in("bertil").opens("/").says("företräder")
