"""Choosing a language: each is a button in its own name, and one comes back to where one was."""

import pytest
from flask import Flask

from portal.access.own_pages import own_page
from portal.identity.chosen_reading import settled
from portal.web.languages import offered
from portal.web.reading import NOTHING, Reading
from tests.support.people import Cast
from tests.support.visitor import Visitor

# What is read and written here is a cookie; one engine is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example//",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "/%2f%2fevil.example",
    "/%2F/evil.example",
    "/%5cevil.example",
    "%2f%2fevil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/om\r\nSet-Cookie: a=b",
    "/om\x00",
    "//localhost@evil.example",
    "http://localhost",
    "http://localhost/om",
    "//localhost/om",
    "http://localhost:5000@evil.example/",
    "/om/../..//evil.example",
    "/./om",
    "/om/",
    "/om//",
    "/om?next=//evil.example",
    "/om#//evil.example",
    "/om;x",
    "/OM",
    "",
    "/",
    ".",
    "..",
    "/..",
    "/static/../om",
    "/static/x.css",
    "/logga-ut/overallt",
    "/oidc/backchannel-logout",
    "/healthz",
    "/readyz",
    "/finns-inte",
    "//еvil.example",
    "/。/evil.example",
    "//xn--e1awd7f.example",
    "//[::1]/",
    "//1.2.3.4",
    "/@evil.example",
    "/moten/a/b",
    "/moten/",
    "/moten/../../evil",
    "?x",
    "#x",
    "/om\u202e",
    "x" * 5000,
]


@pytest.mark.parametrize("back", ELSEWHERE)
def test_a_way_back_that_is_no_page_of_ours_leads_to_the_first_page(visitor: Visitor, back: str):
    visitor.opens("/sprak")
    page = visitor.presses("English", back=back)
    assert page.headers["Location"] == "/"


@pytest.mark.parametrize("address", ["/om", "/plan", "/moten", "/kontakter", "/moten/abc-123"])
def test_one_comes_back_to_the_page_one_was_on(app: Flask, address: str):
    with app.test_request_context():
        assert own_page(address) == address


def test_a_page_leads_to_the_choice_and_the_choice_back_to_the_page(visitor: Visitor):
    visitor.opens("/om")
    visitor.follows("Språk (Language)")
    visitor.presses("English")
    page = visitor.is_sent_on()
    assert page.address == "/om"
    assert page.heading == "About Min plan"


def test_the_choice_lasts_a_year_and_is_for_this_portal_only(visitor: Visitor):
    visitor.opens("/sprak")
    page = visitor.presses("English")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-lang=en; ")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=31536000"):
        assert part in cookie


def test_each_language_is_a_button_in_its_own_name_and_tongue(visitor: Visitor):
    page = visitor.opens("/sprak")
    buttons = [one for one in page.tree.iter("button") if one.get("name") == "language"]
    assert [(one.text, one.get("lang"), one.get("dir")) for one in buttons] == [
        (language.own_name, language.html_lang, language.direction) for language in offered()
    ]
    assert [one.get("aria-current") for one in buttons] == ["true"] + [None] * 6


@pytest.mark.parametrize("language", ["xx", "", "EN", "../en", "fi-FI", "sv@"])
def test_a_language_that_is_not_offered_is_refused(visitor: Visitor, language: str):
    visitor.opens("/sprak")
    page = visitor.presses("English", status=400, language=language)
    assert "__Host-lang" not in page.headers["Set-Cookie"]


def test_somebody_who_is_signed_in_can_change_language_and_stays_signed_in(signed_in, cast: Cast):
    anna = signed_in("anna")
    anna.opens("/kontakter")
    anna.follows("Språk")
    anna.presses("English")
    page = anna.is_sent_on()
    assert page.address == "/kontakter"
    assert page.says(cast["anna"].name)


def test_every_page_names_the_other_languages_and_leads_to_their_buttons(visitor: Visitor):
    page = visitor.opens("/om")
    others = [language for language in offered() if language.code != "sv"]
    assert {one.own_name: page.links[one.own_name] for one in others} == {
        one.own_name: f"/sprak?fran=/om#{one.code}" for one in others
    }
    shown = visitor.follows("Suomi")
    assert {one.get("id") for one in shown.tree.iter("button")} >= {one.code for one in others}


def test_a_choice_follows_the_person_to_the_next_phone(signed_in, database, cast: Cast):
    anna = signed_in("anna")
    anna.opens("/sprak")
    anna.presses("Suomi")
    with database.transaction() as transaction:
        assert settled(transaction, cast["anna"].id, NOTHING).language == "fi"
        assert settled(transaction, cast["anna"].id, Reading(language="en")).language == "fi"
        assert settled(transaction, cast["bertil"].id, NOTHING) == NOTHING


def test_what_was_chosen_before_signing_in_is_kept_when_there_is_no_other(database, cast: Cast):
    with database.transaction() as transaction:
        assert settled(transaction, cast["anna"].id, Reading(language="ar")).language == "ar"
        assert settled(transaction, cast["anna"].id, NOTHING).language == "ar"
