"""Larger text and calmer pages: chosen once, kept as the language is, without scripts."""

from typing import Any

import pytest

from portal.database import Database
from portal.identity.chosen_reading import settled
from portal.web.reading import NOTHING, Reading
from tests.support.people import Cast
from tests.support.visitor import Visitor

# What is read and written here is a cookie and one row; one engine is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def style_of(visitor: Visitor, address: str) -> str | None:
    found: str | None = visitor.opens(address).tree.get("class")
    return found


def test_a_page_leads_to_the_choice_and_the_choice_back_to_the_page(visitor: Visitor):
    visitor.opens("/om")
    visitor.follows("Så här visas sidan")
    visitor.presses("Visa sidan så", text="large")
    page = visitor.is_sent_on()
    assert page.address == "/om"
    assert page.tree.get("class") == "large"


def test_unless_somebody_has_chosen_a_page_is_plain(visitor: Visitor):
    assert style_of(visitor, "/om") is None


@pytest.mark.parametrize(
    ("chosen", "style"),
    [
        ({"text": "large"}, "large"),
        ({"mangd": "calm"}, "calm"),
        ({"text": "large", "mangd": "calm"}, "large calm"),
        ({"text": "plain", "mangd": "plain"}, None),
    ],
)
def test_what_was_chosen_stands_on_every_page_errors_too(
    visitor: Visitor, chosen: dict[str, Any], style: str | None
):
    visitor.opens("/visning")
    visitor.presses("Visa sidan så", **chosen)
    assert style_of(visitor, "/om") == style
    assert visitor.opens("/finns-inte", status=404).tree.get("class") == style


def test_the_page_shows_what_is_chosen(visitor: Visitor):
    visitor.opens("/visning")
    visitor.presses("Visa sidan så", text="large")
    page = visitor.opens("/visning")
    ticked = [one.get("value") for one in page.tree.iter("input") if "checked" in one.attrib]
    assert ticked == ["large", "plain"]


def test_language_and_display_leave_each_other_alone(visitor: Visitor):
    visitor.opens("/visning")
    visitor.presses("Visa sidan så", text="large")
    visitor.opens("/sprak")
    page = visitor.presses("English")
    assert "__Host-lang=en.large; " in page.headers["Set-Cookie"]
    visitor.opens("/visning")
    page = visitor.presses("Show the page like this", mangd="calm", text="plain")
    assert "__Host-lang=en.calm; " in page.headers["Set-Cookie"]


@pytest.mark.parametrize("cookie", ["en.huge", "en.calm-large", "..", "en.large.calm", "."])
def test_a_cookie_that_we_did_not_write_shows_plain_pages(visitor: Visitor, cookie: str):
    visitor.client.set_cookie("__Host-lang", cookie, secure=True, httponly=True)
    assert style_of(visitor, "/om") is None


def test_calm_home_shows_what_happens_next_and_whom_to_ring_and_leads_to_the_rest(signed_in):
    anna = signed_in("anna")
    anna.opens("/visning")
    anna.presses("Visa sidan så", mangd="calm")
    page = anna.opens("/")
    assert [one.text for one in page.tree.iter("h2")] == ["Vad händer härnäst?", "Vem ringer jag?"]
    assert page.links["Läs hela planen"] == "/plan"


def test_a_choice_follows_the_person_to_the_next_phone(signed_in, database: Database, cast: Cast):
    anna = signed_in("anna")
    anna.opens("/visning")
    anna.presses("Visa sidan så", text="large")
    with database.transaction() as transaction:
        kept = settled(transaction, cast["anna"].id, Reading(language="fi", display="calm"))
        assert kept == Reading(language="fi", display="large")
        assert settled(transaction, cast["bertil"].id, NOTHING) == NOTHING


def test_plain_is_a_choice_too_and_stands_against_another_phones(database: Database, cast: Cast):
    with database.transaction() as transaction:
        settled(transaction, cast["anna"].id, Reading(display=""))
        assert settled(transaction, cast["anna"].id, Reading(display="large")).display == ""
