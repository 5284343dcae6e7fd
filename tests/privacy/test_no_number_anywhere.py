"""Every page that each of the cast can reach: no identity number, and nothing of anybody else's.

The visitor reads address, title and text of each page; the log of the run is read by itself.
"""

from urllib.parse import urljoin, urlsplit

import pytest

from portal.demo.cast import cast as demo_cast
from tests.support.fixtures import SignsIn
from tests.support.people import Cast
from tests.support.visitor import Visitor

FILES = ("/kalender.ics", "/plan/dokument/", "/plan/pdf", "/logg/hamta")
LEADS_AWAY = ("/logga-in", "/static/")
HAS_SOMETHING_TO_READ = {"anna", "cecilia", "elsa", "folke", "ines"}
"""The plans of the others are withdrawn or not approved: not a word of them may be seen."""
MOST = 200
"""More pages than anybody of the demo can reach: a crawl that finds them goes in circles."""


ON_POSTGRESQL = ("anna", "bertil", "cecilia")
"""Pages do not know their database; of those who have most to show, and least, we make sure."""


@pytest.mark.parametrize(
    ("database", "key"),
    [
        *(("sqlite", key) for key in demo_cast()),
        *(("postgresql", key) for key in ON_POSTGRESQL),
    ],
    indirect=["database"],
)
def test_what_a_person_can_reach_tells_no_number_and_nothing_of_others(
    key: str, cast: Cast, signed_in: SignsIn
):
    reached = crawl(signed_in(key))
    assert {"/", "/plan", "/kontakter", "/moten", "/sprak", "/om"} <= paths(reached)
    shown = [own for own in cast[key].own_texts if any(own in text for text in reached.values())]
    assert bool(shown) == (key in HAS_SOMETHING_TO_READ)


def test_a_stranger_reaches_no_text_of_anybodys(cast: Cast, visitor: Visitor):
    visitor.foreign = frozenset().union(*(person.own_texts for person in cast.values()))
    assert len(visitor.foreign) > 100
    reached = crawl(visitor)
    assert {"/", "/sprak", "/om", "/integritet", "/tillganglighet"} <= paths(reached)
    assert "/plan" not in paths(reached)


def crawl(visitor: Visitor) -> dict[str, str]:
    """Follow every link from the first page; gives the text of each page by its address."""
    waiting, reached = ["/"], dict[str, str]()
    while waiting and len(reached) < MOST:
        address = waiting.pop()
        if address in reached or address.startswith(LEADS_AWAY):
            continue
        if any(part in address for part in FILES):
            reached[address] = visitor.fetches(address).text
            continue
        page = visitor.opens(address)
        reached[address] = page.text
        waiting += [
            urljoin(address, link).partition("#")[0]
            for link in page.links.values()
            if not urlsplit(link).scheme and not link.startswith("//")
        ]
    assert len(reached) < MOST
    return reached


def paths(reached: dict[str, str]) -> set[str]:
    return {urlsplit(address).path for address in reached}
