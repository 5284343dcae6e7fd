"""Words of care are in the language that care wrote them in, on whichever page they stand."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from portal.database import Database
from tests.support.page import Element, Page
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.sharing_portal import anna, bertil, database, peopled, settings
from tests.support.visitor import Visitor

__all__ = ["anna", "bertil", "database", "peopled", "settings"]
OWN = (
    "/",
    "/plan",
    "/plan/versioner",
    "/plan/skriv-ut",
    "/kontakter",
    "/moten",
    "/delning/{ref}",
    "/delning/{ref}/andra",
    "/delning/{ref}/kvitto",
    "/delning/kopia/papper?moten=ja&kontakter=ja&mal=ja&insatser=ja&dokument=ja",
    "/delning/{ref}/visa",
    "/tillsammans",
    "/logg",
)
BY_GRANT = ("/for/{ref}", "/for/{ref}/plan", "/for/{ref}/moten")
WORDS = re.compile(r"[a-zåäö]{3,} [a-zåäö]{2,}")
"""What is said, and no name, number or reference."""
ALL = {"motestid": "ja", "motesplats": "ja", "kontakter": "ja", "mal": "ja", "hela": "ja"}


@pytest.fixture
def finnish(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE plan_version SET language = 'fi'"))


def spoken(element: Element, language: str) -> Iterator[tuple[str, str]]:
    """Each text of a page with the language it is in."""
    language = element.get("lang") or language
    if element.text:
        yield element.text, language
    for child in element:
        if isinstance(child.tag, str):
            yield from spoken(child, language)
        if child.tail:
            yield child.tail, language


def in_wrong_language(page: Page, texts: frozenset[str]) -> list[str]:
    main = next(page.tree.iter("main"))
    return [
        f"{language}: {text.strip()}"
        for text, language in spoken(main, page.tree.get("lang") or "")
        if language != "fi" and any(own in text for own in texts)
    ]


@pytest.mark.usefixtures("finnish")
def test_a_finnish_plan_is_said_to_be_finnish_on_every_page(
    anna: Sharer, bertil: Visitor, cast: Cast
):
    ref = anna.shares_with(bertil, cast["bertil"].number, **ALL)
    said = filter(WORDS.search, cast["anna"].own_texts)
    texts = frozenset(said) - {"Hemma hos dig"}  # the portal says it, too
    assert len(texts) > 10
    found = {}
    for address in OWN:
        found[address] = in_wrong_language(anna.browser.opens(address.format(ref=ref)), texts)
    meeting = next(one for one in anna.browser.opens("/moten").links.values() if "/moten/" in one)
    found[meeting] = in_wrong_language(anna.browser.opens(meeting), texts)
    for address in BY_GRANT:
        found[address] = in_wrong_language(bertil.opens(address.format(ref=ref)), texts)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_a_swedish_plan_on_a_swedish_page_has_no_language_of_its_own(anna: Sharer):
    page = anna.browser.opens("/")
    assert not [one for one in next(page.tree.iter("main")).iter() if one.get("lang")]
