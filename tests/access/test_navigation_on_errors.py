"""Who is signed in does not lose their pages when one is not there; and learns nothing more by it."""

import pytest

from tests.support.fixtures import SignsIn
from tests.support.visitor import Visitor

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PAGES = {"Hem": "/", "Planen": "/plan", "Möten": "/moten", "Kontakter": "/kontakter"}


def test_a_page_that_is_not_there_keeps_the_navigation(signed_in: SignsIn):
    page = signed_in("anna").opens("/finns-inte", status=404)
    assert {words: page.links.get(words) for words in PAGES} == PAGES
    assert page.links["Logga ut"] == "/logga-ut"
    assert "Anna Andersson" not in page.text


def test_what_may_not_be_seen_and_what_never_was_are_the_same_bytes(signed_in: SignsIn):
    anna, cecilia = signed_in("anna"), signed_in("cecilia")
    meeting = next(one for one in anna.opens("/moten").links.values() if "/moten/" in one)
    foreign = cecilia.opens(meeting, status=404).body
    for never in ("/moten/finns-inte", "/finns-inte", "/for/finns-inte/plan", "/delning/x"):
        assert cecilia.opens(never, status=404).body == foreign


def test_who_is_not_signed_in_gets_no_navigation(visitor: Visitor):
    visitor.client.set_cookie("__Host-sid", "A" * 43, secure=True, httponly=True)
    assert "Planen" not in visitor.opens("/finns-inte", status=404).links
