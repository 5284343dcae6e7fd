"""How much a page asks of the database and sends over the line, counted and not timed."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import insert, select

from portal.access.keeper import Keeper
from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database
from portal.models.activity import Activity
from portal.models.care_plan import PlanVersion
from tests.support.care import SOURCE
from tests.support.fixtures import SignsIn
from tests.support.people import Cast
from tests.support.visitor import Visitor

OWN_BUSINESS = ("signed_in_session", "access_event", "council_round")
"""Tables of the session and the trace, which every page pays for; and of what a demo asks now and
then: if a council tries it."""
MOST_STATEMENTS = {"/": 3, "/plan": 6, "/kontakter": 3, "/moten": 3, "/plan/skriv-ut": 8}
KB = 1024
HOME_AT_MOST, NEXT_AT_MOST = 24 * KB, 4 * KB
FETCHED = ("stylesheet", "icon", "preload", "manifest")
CONDITIONAL = re.compile(r"BEGIN", re.IGNORECASE)


@pytest.fixture
def anna(signed_in: SignsIn) -> Visitor:
    """Somebody who has been here before, and has many insatser."""
    return signed_in("anna")


@pytest.mark.parametrize("address", MOST_STATEMENTS)
def test_a_page_asks_the_database_only_a_few_questions(address: str, anna: Visitor):
    said = _statements_of(anna, address)
    assert len(said) <= MOST_STATEMENTS[address], "\n\n".join(said)


def test_the_session_and_the_trace_are_one_statement_each(anna: Visitor):
    with anna.heard() as ear:
        anna.opens("/")
    assert len(ear.about(*OWN_BUSINESS[:2])) == 2


@pytest.mark.parametrize("address", MOST_STATEMENTS)
def test_a_long_plan_costs_as_many_questions_as_a_short_one(
    address: str, anna: Visitor, cast: Cast, database: Database
):
    few = _statements_of(anna, address)
    _plan_more(database, cast["anna"].id, insatser=200)
    many = _statements_of(anna, address)
    assert len(many) == len(few)
    assert "Insats nummer 199" in anna.page.text or address in ("/kontakter", "/moten")


def test_the_plan_filtered_by_htmx_asks_no_more_than_the_plan(anna: Visitor):
    with anna.heard() as ear:
        anna.asks_for_part("/plan?vem=kommun")
    assert len(ear.besides(*OWN_BUSINESS)) <= MOST_STATEMENTS["/plan"]


def test_home_with_all_it_needs_is_24_kb_the_first_time(anna: Visitor):
    parts = {address: _weight(anna, address) for address in ("/", *_needed_by(anna))}
    listed = "\n".join(f"{weight:7} {address}" for address, weight in parts.items())
    assert sum(parts.values()) <= HOME_AT_MOST, (
        f"home weighs {sum(parts.values())} bytes:\n{listed}"
    )


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_home_is_4_kb_the_next_time(anna: Visitor, language: str):
    anna.client.set_cookie("__Host-lang", language, secure=True)
    weight = _weight(anna, "/")
    assert weight <= NEXT_AT_MOST, f"home weighs {weight} bytes, with its headers"
    kept = [anna.client.get(one, base_url="http://localhost") for one in _needed_by(anna)]
    assert {"immutable" in str(one.headers["Cache-Control"]) for one in kept} == {True}


def _statements_of(visitor: Visitor, address: str) -> list[str]:
    with visitor.heard() as ear:
        visitor.opens(address)
    return [one for one in ear.besides(*OWN_BUSINESS) if not CONDITIONAL.match(one)]


def _needed_by(visitor: Visitor) -> Iterator[str]:
    """What the open page makes a browser fetch."""
    page = visitor.opens("/")
    for element in page.tree.iter():
        if element.tag == "link" and element.get("rel") in FETCHED:
            yield element.get("href")
        if element.tag in ("script", "img") and element.get("src"):
            yield element.get("src")


def _weight(visitor: Visitor, address: str) -> int:
    """Bytes of an answer as an old phone gets it: compressed, with its headers."""
    answer = visitor.client.get(
        address, base_url="http://localhost", headers={"Accept-Encoding": "gzip, br"}
    )
    headers = sum(len(name) + len(value) + 4 for name, value in answer.headers)
    assert answer.status_code == 200
    return len(answer.get_data()) + headers


def _plan_more(database: Database, patient_id: int, *, insatser: int) -> None:
    with database.transaction() as transaction:
        keeper = Keeper(transaction, SOURCE, patient_id)
        version = keeper.read(select(PlanVersion.id).where(PlanVersion.is_current)).scalar_one()
        keeper.write(
            insert(Activity),
            [
                {
                    "patient_id": patient_id,
                    "version_id": version,
                    "key": f"insats-{number}",
                    "seq": 1000 + number,
                    "title": f"Insats nummer {number}",
                    "goal_keys": [],
                    "answered_by": "region",
                    "status": "in-progress",
                    "change": "added",
                    "changed_at": transaction.now,
                    "is_shown": True,
                }
                for number in range(insatser)
            ],
        )
        trail.sent(transaction, patient_id=patient_id, source=SOURCE, what=What.SENT)
