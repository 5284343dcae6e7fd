"""What the portal says about itself."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal import clock
from portal.app import create_app
from portal.settings import DEMO_SUPPORT_PHONE, Settings
from portal.settings.operator import Operator
from portal.web.formatting import phone
from tests.support.visitor import Visitor

# Nothing is read; one engine is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PORTAL = Path(__file__).parents[3] / "portal"
COOKIES = {
    "__Host-sid": "Att du är inloggad",
    "__Host-login": "Medan du loggar in",
    "__Host-hejda": "När du har loggat ut",
    "__Host-nyss": "En kvart efter att du har loggat ut",
    "__Host-avbruten": "Om du blir utloggad medan du fyller i något",
    "__Host-rad": "När ett patientråd provar",
    "__Host-form": "Att det är din webbläsare",
    "__Host-lang": "Hur du vill läsa",
}
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
    assert phone(DEMO_SUPPORT_PHONE) in [link.get("href") for link in main.iter("a")]


def test_every_page_leads_there(visitor: Visitor):
    page = visitor.opens("/")
    assert {"/om", "/tillganglighet", "/integritet"} <= set(page.links.values())


def test_it_promises_only_what_is_so_of_those_who_look(visitor: Visitor):
    """Care's own systems show plans, too, and who runs the database can read it."""
    page = visitor.opens("/integritet")
    assert page.says("någon öppnar något i din plan här. Det skrivs ner innan sidan visas.")
    assert "ingen kan titta" not in page.words


def test_privacy_says_what_is_kept_why_how_long_and_what_one_may_ask(visitor: Visitor):
    page = visitor.opens("/integritet")
    assert page.says("personuppgiftsansvarig", "patientdatalagen", "artikel 6.1 e och 9.2 h")
    assert page.says("Minst fem år", "Högst 8 timmar", "Högst ett år")
    assert page.says("Dina rättigheter", "Integritetsskyddsmyndigheten", "inte med vem")
    assert page.says("hämtar inget från andra")


def test_every_cookie_there_is_stands_on_the_privacy_page_and_no_other(visitor: Visitor):
    in_code = {
        name
        for path in PORTAL.rglob("*.py")
        if "demo" not in path.parts
        for name in re.findall(r'"(__Host-[a-z-]+)"', path.read_text())
    }
    assert in_code == set(COOKIES), "tell of it in templates/about/privacy.html, then here"
    words = visitor.opens("/integritet").words.split("Kakor", 1)[1]
    missing = [told for told in COOKIES.values() if told not in words]
    assert not missing


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
    now = clock.now()
    assert timedelta(days=30) < expires - now < timedelta(days=365)


def test_an_operator_is_named_on_the_pages_of_the_law_and_in_security_txt(settings: Settings):
    operator = Operator(
        name="Region Norrsken",
        data_protection="dataskydd@norrsken.example",
        security_contact="mailto:sakerhet@norrsken.example",
    )
    visitor = Visitor(create_app(replace(settings, operator=operator)))
    assert visitor.opens("/tillganglighet").says("Region Norrsken står bakom Min plan")
    assert visitor.opens("/integritet").says("Region Norrsken är personuppgiftsansvarig")
    assert visitor.page.says("dataskydd@norrsken.example")
    text = visitor.fetches("/.well-known/security.txt").text
    assert text.startswith("Contact: mailto:sakerhet@norrsken.example\n")


def test_pages_and_security_txt_do_without_a_named_operator(settings: Settings):
    visitor = Visitor(create_app(replace(settings, operator=Operator())))
    assert visitor.opens("/tillganglighet").says("Den region eller kommun som har gett dig")
    assert visitor.opens("/integritet").says("Den region eller kommun som har gett dig")
