"""Anna's care does not exist for Cecilia, David, or somebody who has not signed in."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule

from portal.database import Database
from portal.settings import Settings
from tests.support.fixtures import SignsIn
from tests.support.people import Cast
from tests.support.visitor import Visitor

UNKNOWN = "x" * 22
TABLES = (
    "care_plan",
    "plan_version",
    "care_manager",
    "appointment",
    "plan_document",
    "access_grant",
)
# What is drawn anew for each answer: nonces, form tokens, and the time that is left.
DRAWN_ANEW = re.compile(
    r'(?<=nonce=")[^"]+|(?<=name="csrf" value=")[^"]+|(?<="X-CSRF-Token":")[^"]+|data-ends-at="[^"]+"'
)
QUERIES = (
    *("/plan?ref={}", "/plan/versioner?ref={}", "/plan/skriv-ut?ref={}"),
    *("/plan/versioner?till={}", "/plan/versioner?fran={}"),
)
on_each_engine = pytest.mark.parametrize(
    ("database", "key"),
    [("sqlite", "cecilia"), ("sqlite", "david"), ("postgresql", "cecilia")],
    indirect=["database"],
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Sharing is on: a page that says it is off would hide what is tried here."""
    return replace(settings, relative_access_legal_basis="en grund")


@pytest.fixture
def annas_refs(database: Database, cast: Cast) -> set[str]:
    """Every reference of Anna's that could stand in an address; on PostgreSQL some of each kind."""
    most = 100 if database.is_sqlite else 3
    with database.engine.begin() as connection:
        return {
            ref
            for table in TABLES
            for ref in connection.execute(
                text(f"SELECT ref FROM {table} WHERE patient_id = :anna ORDER BY id LIMIT :most"),
                {"anna": cast["anna"].id, "most": most},
            ).scalars()
        }


@on_each_engine
def test_for_everybody_else_annas_references_are_like_references_of_nothing(
    key: str, app: Flask, annas_refs: set[str], signed_in: SignsIn
):
    stranger = signed_in(key)
    for rule in _with_a_reference(app):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            unknown = _answer(stranger, method, _address(rule, UNKNOWN))
            assert unknown[0] == 404, f"{method} {rule.rule}"
            for ref in annas_refs:
                assert _answer(stranger, method, _address(rule, ref)) == unknown


@on_each_engine
def test_nor_do_they_say_anything_behind_a_question_mark(
    key: str, annas_refs: set[str], signed_in: SignsIn
):
    stranger = signed_in(key)
    for address in QUERIES:
        unknown = _answer(stranger, "GET", address.format(UNKNOWN))
        for ref in annas_refs:
            assert _answer(stranger, "GET", address.format(ref)) == unknown, address


def test_a_foreign_reference_and_an_address_that_never_was_give_the_same_page(
    annas_refs: set[str], signed_in: SignsIn
):
    stranger = signed_in("cecilia")
    nowhere = _answer(stranger, "GET", "/finns-inte")
    for ref in annas_refs:
        assert _answer(stranger, "GET", f"/moten/{ref}") == nowhere
        assert _answer(stranger, "GET", f"/plan/dokument/{ref}") == nowhere


def test_who_is_not_signed_in_is_sent_to_sign_in_whatever_the_reference(
    app: Flask, annas_refs: set[str], visitor: Visitor
):
    ref = min(annas_refs)
    for rule in _with_a_reference(app):
        if "GET" not in (rule.methods or ()):
            continue
        found = visitor.opens(_address(rule, ref), status=303).headers["Location"]
        unknown = visitor.opens(_address(rule, UNKNOWN), status=303).headers["Location"]
        assert found.replace(ref, UNKNOWN) == unknown


def test_the_references_are_annas_and_open_to_her(annas_refs: set[str], signed_in: SignsIn):
    """Without this, all of the above could be true of references that nobody has."""
    anna = signed_in("anna")
    shown = [ref for ref in annas_refs if anna.client.get(f"/moten/{ref}").status_code == 200]
    assert len(shown) >= 3


def test_looking_for_what_is_not_ones_own_is_no_look_at_anna(
    database: Database, cast: Cast, annas_refs: set[str], signed_in: SignsIn
):
    stranger = signed_in("cecilia")
    for ref in annas_refs:
        stranger.opens(f"/moten/{ref}", status=404)
    with database.engine.begin() as connection:
        asked = text("SELECT count(*) FROM access_event WHERE patient_id = :anna AND actor_id = :c")
        ids = {"anna": cast["anna"].id, "c": cast["cecilia"].id}
        assert connection.execute(asked, ids).scalar() == 0


def _with_a_reference(app: Flask) -> list[Rule]:
    """Every page about something; the care systems' door asks for a token: tests/fhir."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "ref" in rule.arguments and not rule.endpoint.startswith("fhir.")
    ]
    assert rules
    return rules


def _address(rule: Rule, ref: str) -> str:
    return rule.rule.replace("<ref>", ref)


def _answer(visitor: Visitor, method: str, address: str) -> tuple[int, str, str]:
    """Status, headers and body of an answer, without what is drawn anew for each."""
    if method == "POST":
        page = visitor.sends(address, {"csrf": _token(visitor)}, status=404)
    else:
        page = visitor.opens(address, status=None)
    headers = {name: page.headers[name] for name in sorted(page.headers)}
    headers["Content-Security-Policy"] = re.sub(
        r"'nonce-[^']+'", "'nonce'", headers["Content-Security-Policy"]
    )
    return page.status, str(headers), DRAWN_ANEW.sub("", page.text)


def _token(visitor: Visitor) -> str:
    """A form token of the visitor's own; a page that is not there has none."""
    forms = visitor.opens("/sprak").forms
    return next(form.fields["csrf"] for form in forms if "csrf" in form.fields)
