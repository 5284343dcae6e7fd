"""A patrol of every address: doors, names, and what a change answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.access.guard import Door
from portal.access.manners import Manner
from portal.web import csrf
from portal.web.environments import TEMPLATES

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

# Addresses that others have decided: the web's own, and those that are agreed with partners.
GIVEN = {
    "/.well-known/security.txt",
    "/healthz",
    "/readyz",
    "/oidc/callback",
    "/oidc/backchannel-logout",
    "/fhir/.well-known/smart-configuration",
}
WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]{2,4})?")
FOR_MACHINES = (Door.IDENTITY_PROVIDER, Door.CARE_SYSTEM, Door.CARE_SYSTEM_PROOF)
"""Who comes through these shows by a token or a signature who it is, never by a cookie."""
VALUES = {"ref", "mal", "nr", *Manner}
"""What a part of an address may stand for: an opaque reference, never a number from a database."""


@dataclass(frozen=True)
class Patrolled:
    """An address with the view that answers it."""

    rule: Rule
    view: Callable[..., object]

    @property
    def door(self) -> Door | None:
        return getattr(self.view, "door", None)


def is_of_fhir(one: Patrolled) -> bool:
    """The standard has decided its addresses and methods: `<kind>` is one of its types."""
    endpoint: str = one.rule.endpoint
    return endpoint.startswith("fhir.")


@pytest.fixture
def patrolled(app: Flask) -> list[Patrolled]:
    return [Patrolled(rule, app.view_functions[rule.endpoint]) for rule in app.url_map.iter_rules()]


def test_every_address_says_to_whom_it_opens(patrolled: list[Patrolled]):
    silent = [one.rule.rule for one in patrolled if not isinstance(one.door, Door)]
    assert not silent, f"put @opens_to(Door.…) under the route of: {silent}"


def test_addresses_are_swedish_words_in_lower_case_and_without_accents(patrolled: list[Patrolled]):
    for one in patrolled:
        if one.rule.rule in GIVEN or one.rule.endpoint == "static" or is_of_fhir(one):
            continue
        parts = one.rule.rule.strip("/").split("/")
        words = [part for part in parts if part and not part.startswith("<")]
        wrong = [word for word in words if not WORD.fullmatch(word)]
        assert not wrong, f"{one.rule.rule}: write {wrong} in a-z, with hyphens between words"
        assert not one.rule.rule.rstrip("/") or not one.rule.rule.endswith("/")


def test_what_varies_in_an_address_is_an_opaque_reference(patrolled: list[Patrolled]):
    for one in patrolled:
        if one.rule.endpoint != "static":
            values = VALUES | {"kind"} if is_of_fhir(one) else VALUES
            assert one.rule.arguments <= values, f"{one.rule.rule}: name it <ref>"


def test_an_address_either_shows_or_changes(patrolled: list[Patrolled]):
    for one in patrolled:
        methods = set(one.rule.methods or ()) - {"HEAD", "OPTIONS"}
        known = [{"GET"}, {"POST"}, *([{"PUT"}, {"DELETE"}] if is_of_fhir(one) else [])]
        assert methods in known, f"{one.rule.rule} takes {methods}: use two views"


def test_views_live_where_their_blueprint_is_named(patrolled: list[Patrolled]):
    for one in patrolled:
        if one.rule.endpoint != "static":
            feature = one.rule.endpoint.split(".")[0]
            module = getattr(one.view, "__module__", "")
            if module.startswith("portal.fhir."):
                continue  # the care systems' door is one room
            assert module.startswith(f"portal.features.{feature}."), (
                f"{one.rule.endpoint} is in {module}; one name for one feature"
            )


def test_nothing_is_changed_by_an_address_that_anybody_may_open_unasked(
    patrolled: list[Patrolled],
):
    for one in patrolled:
        if "POST" in (one.rule.methods or ()) and csrf.needs_no_form_token(one.view):
            assert one.door in FOR_MACHINES, (
                f"{one.rule.rule} needs no form token, so only machines may call it"
            )


def test_the_addresses_of_the_design_are_there(patrolled: list[Patrolled]):
    there = {one.rule.rule for one in patrolled}
    promised = {
        "/", "/logga-in", "/oidc/callback", "/logga-ut", "/oidc/backchannel-logout",
        "/plan", "/plan/versioner", "/plan/skriv-ut", "/plan/pdf", "/kontakter",
        "/moten", "/moten/<ref>", "/moten/<ref>/anslut", "/moten/<ref>/kalender.ics",
        "/sprak", "/om", "/tillganglighet", "/integritet", "/.well-known/security.txt",
        "/healthz", "/readyz", "/fhir", "/oauth/token",
        "/delning", "/delning/ny", "/delning/<ref>", "/delat-med-mig", "/for/<grant>", "/logg",
    }  # fmt: skip
    assert promised <= there, f"missing: {sorted(promised - there)}"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PATCH", "PUT", "DELETE"])
def test_no_method_opens_a_private_address_to_somebody_who_is_not_signed_in(
    app: Flask, patrolled: list[Patrolled], method: str
):
    browser = app.test_client()
    for one in patrolled:
        if one.door not in (Door.OWN_CARE, Door.CARE, Door.SIGNED_IN):
            continue
        address = re.sub(r"<[^>]+>", "x", one.rule.rule)
        answer = browser.open(address, method=method)
        assert answer.status_code in (303, 401, 405), f"{method} {address}: {answer.status}"
        if answer.status_code == 303:
            assert answer.headers["Location"].startswith("/logga-in")


NEVER_KEPT = {"csrf", "version", "nummer", "kod", "back", "fran"}
"""Tokens, personal numbers, codes, and what the next page says anew."""
ASKS_ONLY_FOR_A_CODE = {"shared_with_me.redeem"}
FORM = re.compile(r"<form\b[^>]*?method=\"post\"[^>]*?url_for\('([a-z_.]+)'(.*?)</form>", re.DOTALL)
ASKING = re.compile(r"<textarea|<select|<input(?![^>]*type=\"hidden\")|choices?\(")


def test_what_is_typed_in_a_form_for_who_is_signed_in_survives_the_end_of_the_session(
    patrolled: list[Patrolled],
):
    views = {one.rule.endpoint: one for one in patrolled if "POST" in (one.rule.methods or ())}
    for path in sorted(TEMPLATES.rglob("*.html")):
        for endpoint, inside in FORM.findall(path.read_text()):
            if not ASKING.search(inside) or endpoint in ASKS_ONLY_FOR_A_CODE:
                continue
            one = views[endpoint]
            typed = getattr(one.view, "typed", None)
            assert typed or one.door is Door.EVERYONE, f"say typed=Typed.at(…) for {endpoint}"
            assert not typed or "data-kept" in path.read_text(), f"{path.name}: <form data-kept>"


def test_of_a_form_only_answers_are_kept_and_their_page_can_be_gone_back_to(
    app: Flask, patrolled: list[Patrolled]
):
    kept = [typed for one in patrolled if (typed := getattr(one.view, "typed", None))]
    assert len(kept) >= 6
    for typed in kept:
        assert not typed.names & NEVER_KEPT
        assert any("GET" in (rule.methods or ()) for rule in app.url_map.iter_rules(typed.page))
