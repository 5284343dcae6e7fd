"""The accessibility statement: what the law asks for, and never more than was measured."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, update

from portal.database import Database
from portal.features.about import measured as measuring
from portal.features.about import views
from portal.features.about.measured import Barrier, Measured, measured
from portal.models.council_finding import Aid, CouncilFinding, Severity
from tests.support.visitor import Visitor

# Nothing is read; one engine is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
UNKNOWN = "/finns-inte"
"""Where the page that says so was looked at."""
HOUSE = Path(__file__).parents[3]


def told(monkeypatch: pytest.MonkeyPatch, **other: Any) -> Measured:
    """Let the statement tell of another run."""
    another = replace(measured(), **other)
    monkeypatch.setattr(views, "measured", lambda: another)
    return another


def test_it_has_every_part_that_the_law_asks_for(visitor: Visitor):
    page = visitor.opens("/tillganglighet")
    assert page.says("http://localhost:5000 står bakom Min plan")
    assert page.says("delvis förenlig med lagen", "bedömt tillgängligheten själva")
    assert page.says("Det här fungerar kanske inte för dig", "Skälet är")
    assert page.says("på ett annat sätt", "så snart vi kan", "skriftligt, och hur du överklagar")
    assert page.says("Myndigheten för digital förvaltning, Digg", "november 2026")
    assert "https://www.digg.se/tdosanmalan" in page.links.values()
    assert page.links["Skriv till oss"] == "/synpunkter"


def test_it_never_says_that_everything_is_as_the_law_asks(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):
    told(monkeypatch, barriers=(), fingerprint=measuring.fingerprint())
    page = visitor.opens("/tillganglighet")
    assert page.says("delvis förenlig")
    assert not page.says("helt förenlig")


def test_when_most_of_it_is_broken_it_says_that_it_does_not_conform(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):
    told(monkeypatch, barriers=tuple(Barrier("/", f"1.1.{n}") for n in range(26)))
    page = visitor.opens("/tillganglighet")
    assert page.says("inte förenlig med lagen")
    assert not page.says("delvis förenlig")


def test_a_barrier_that_was_measured_stands_there_with_its_criterion(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):
    told(monkeypatch, barriers=(Barrier("/moten", "1.4.3"),))
    assert visitor.opens("/tillganglighet").says("/moten", "WCAG 1.4.3", "Brister 1")


def test_what_a_council_found_stands_there_until_it_is_mended(visitor: Visitor, database: Database):
    finds(database, "AAAAAA", what="Knappen hörs inte", criterion="4.1.2")
    finds(database, "BBBBBB", what="Inte läst av någon än", criterion="")
    page = visitor.opens("/tillganglighet")
    assert page.says("Knappen hörs inte", "någon som prövade sidan", "WCAG 4.1.2")
    assert page.says("hittat 1 sak till")
    assert not page.says("Inte läst av någon än")
    assert not page.says("Inget patientråd har prövat")
    assert not page.says("har prövat det ännu")
    with database.transaction() as transaction:
        transaction.execute(update(CouncilFinding).values(mended_on=date(2026, 11, 23)))
    mended = visitor.opens("/tillganglighet")
    assert mended.says("Ett patientråd prövade Min plan senast", "22 november")
    assert not mended.says("Knappen hörs inte")


def finds(database: Database, number: str, *, what: str, criterion: str) -> None:
    """A council finds something."""
    found = {
        "number": number,
        "on": date(2026, 11, 22),
        "task": "",
        "page": "appointments.show_all",
        "what": what,
        "severity": Severity.VERY,
        "aid": Aid.SCREEN_READER,
        "criterion": criterion,
    }
    with database.transaction() as transaction:
        transaction.execute(insert(CouncilFinding).values(**found))


def test_it_says_by_itself_when_pages_have_changed_since_they_were_measured(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):
    told(monkeypatch, fingerprint=measuring.fingerprint())
    assert not visitor.opens("/tillganglighet").says("har ändrats sedan dess")
    told(monkeypatch, fingerprint="of other pages")
    assert visitor.opens("/tillganglighet").says("har ändrats sedan dess")


def test_it_claims_no_page_that_does_not_exist_and_no_look_that_no_test_takes(app: Flask):
    adapter = app.url_map.bind("localhost")
    for address in measured().addresses:
        path = address.replace("<ref>", "x" * 22)
        is_there = adapter.allowed_methods(path) or address == UNKNOWN
        assert is_there, f"{address} is gone: `make accessibility`"
    ways = {"dark", "forced colours", "320 px", "without scripts", "more contrast"}
    assert set(measured().ways) <= ways
    assert {"dark", "forced colours", "320 px", "without scripts"} <= set(measured().ways)
    lock = (HOUSE / "tests" / "package-lock.json").read_text()
    assert measured().tool.removeprefix("axe-core ") in lock
