"""Not everybody has a plan in parts: it can be a document, on its way, or taken back."""

import pytest
from playwright.sync_api import Page, expect

from portal.settings import DEMO_SUPPORT_PHONE
from tests.journeys.conftest import Phone
from tests.journeys.keyboard import faults_on
from tests.journeys.steps import goes_to, reads, signs_in, stands_on
from tests.support.browser import is_open_to_everyone


def plan_of(phone: Phone, name: str) -> Page:
    page = phone()
    signs_in(page, name)
    goes_to(page, "Planen")
    return page


def test_elsa_gets_the_document_that_is_her_plan(phone: Phone):
    page = plan_of(phone, "Elsa")
    reads(page, "Öppna dokumentet (PDF")
    link = page.get_by_role("link", name="Öppna dokumentet").first
    answer = page.request.get(link.get_attribute("href") or "")
    assert answer.ok
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    assert "sandbox" in answer.headers["content-security-policy"]
    is_open_to_everyone(page)


@pytest.mark.parametrize(
    ("name", "heading", "sentence"),
    [
        ("Folke", "Det finns ingen plan här än", "Vad kan du göra?"),
        ("David", "Det finns ingen plan här än", "Du har rätt att fråga"),
        ("Greta", "Planen kan inte visas just nu", "tagits tillbaka"),
        ("Henrik", "Planen kan inte visas just nu", "inte klar att visas"),
    ],
)
def test_a_plan_that_cannot_be_read_says_why_and_what_to_do(
    name: str, heading: str, sentence: str, phone: Phone
):
    page = plan_of(phone, name)
    stands_on(page, heading)
    reads(page, sentence, "Se vem du kan ringa")
    is_open_to_everyone(page)
    assert not faults_on(page)


def test_ines_has_no_contact_and_is_told_whom_to_ask(phone: Phone):
    page = phone()
    signs_in(page, "Ines")
    reads(page, "Ingen fast vårdkontakt är utsedd än", DEMO_SUPPORT_PHONE)
    goes_to(page, "Kontakter")
    expect(page.get_by_role("main")).to_contain_text("Ring 112 om det är akut")
    is_open_to_everyone(page)
