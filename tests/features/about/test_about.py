"""What the portal says about itself."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.visitor import Visitor

# Nothing is read; one engine is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PAGES = {
    "/om": "Om Min plan",
    "/tillganglighet": "Tillgänglighet",
    "/integritet": "Integritet",
}


@pytest.mark.parametrize("address", PAGES)
def test_anybody_can_read_it(visitor: Visitor, address: str):
    assert visitor.opens(address).heading == PAGES[address]


@pytest.mark.parametrize("address", PAGES)
def test_it_says_whom_to_ring(visitor: Visitor, address: str):
    main = next(visitor.opens(address).tree.iter("main"))
    assert [link.get("href") for link in main.iter("a")] == ["tel:1177"]


def test_every_page_leads_there(visitor: Visitor):
    page = visitor.opens("/")
    assert {"/om", "/tillganglighet", "/integritet"} <= set(page.links.values())


def test_the_accessibility_statement_says_what_is_known_and_what_is_not(visitor: Visitor):
    page = visitor.opens("/tillganglighet")
    assert page.says(
        "delvis förenlig med lagen",
        "ingen utanför gruppen som har byggt den har prövat det ännu",
        "Det här fungerar kanske inte för dig",
        "Myndigheten för digital förvaltning, Digg",
        "november 2026",
    )


def test_every_cookie_is_accounted_for(visitor: Visitor):
    page = visitor.opens("/integritet")
    assert page.says(
        "inloggad", "Medan du loggar in", "När du har loggat ut", "din webbläsare", "Ditt språk"
    )
    assert page.says("hämtar inget från andra")


def test_somebody_who_found_a_weakness_is_told_where_to_report_it(visitor: Visitor):
    page = visitor.fetches("/.well-known/security.txt")
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in page.text.splitlines())
    assert fields["Contact"].startswith("https://") or fields["Contact"].endswith("/om")
    assert fields["Preferred-Languages"] == "sv, en"
    assert fields["Canonical"].endswith("/.well-known/security.txt")


def test_the_report_address_never_runs_out_within_a_month_and_always_within_a_year(
    visitor: Visitor,
):
    text = visitor.fetches("/.well-known/security.txt").text
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    expires = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    now = datetime.now(UTC)
    assert timedelta(days=30) < expires - now < timedelta(days=365)
