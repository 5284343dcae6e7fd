"""Each element that is marked `shown` is on a page of the patient's, and none that is `told` is."""

import re
from datetime import datetime, timedelta

import pytest

from portal.database import Database
from portal.identity.sealing import Sealer
from portal.intake.structure.shapes import Mark
from tests.intake.sending import Sender
from tests.intake.shown_world import WORD, marked, with_value, with_word, world
from tests.support.fhir_values import value_of
from tests.support.fixtures import NOW, SignsIn
from tests.support.people import Cast
from tests.support.visitor import Visitor

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

MEETING = re.compile("/moten/[^/]+")
FIRST = datetime.fromisoformat("2026-11-03T09:00:00+01:00")
ELSEWHERE = {
    ("Appointment", "requestedPeriod"),  # of what has no time yet
    ("Appointment", "supportingInformation"),  # makes it the plan's next meeting
    ("CarePlan", "supportingInfo"),  # its documents
    ("CarePlan.activity.detail", "goal"),  # its goals by their words
    ("CareTeam", "name"),  # of who answers when the contact is away
    ("Goal", "achievementStatus"),  # its codes, in our words
}
"""Shown, and not by a word that can be put into them: tried by the tests of their pages."""


def pages(visitor: Visitor) -> str:
    visitor.foreign = frozenset()
    found = [visitor.opens(address).text for address in ("/plan", "/kontakter", "/moten")]
    meetings = {link for link in visitor.page.links.values() if MEETING.fullmatch(link)}
    found += [visitor.opens(address).text for address in meetings]
    return " ".join(found).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def david(cast: Cast) -> str:
    return cast["david"].number


def test_what_is_shown_is_on_a_page(
    david: str, database: Database, sealer: Sealer, signed_in: SignsIn
):
    sender, entries, visitor = Sender(database, sealer), world(david), signed_in("david")
    missing = set()
    for minute, (type_, name, element) in enumerate(marked(Mark.SHOWN)):
        if (found := with_word(element)) is None:
            continue
        value, said = found
        at = (FIRST + timedelta(minutes=minute)).isoformat()
        report = sender.send(*with_value(entries, type_, name, value, at), now=NOW)
        assert report.is_accepted, (type_, name, list(report.lines()))
        if said not in pages(visitor):
            missing.add((type_, name))
    assert missing == ELSEWHERE


def test_what_is_told_is_on_no_page(
    david: str, database: Database, sealer: Sealer, signed_in: SignsIn
):
    sender, visitor, bundle = Sender(database, sealer), signed_in("david"), world(david)
    told: list[str] = []
    groups: set[tuple[str, str]] = set()
    for type_, name, element in marked(Mark.TOLD):
        if (
            type_ in bundle
            and name not in ("input", "output")
            and (type_, element.group) not in groups
        ):
            groups.add((type_, element.group))
            bundle[type_]["resource"][name] = value_of(element)
            told.append(name)
    report = sender.send(*with_value(bundle, "Organization", "name", "Enheten", FIRST.isoformat()))
    assert report.is_accepted, list(report.lines())
    page = pages(visitor)
    assert "Enheten" in page
    assert WORD not in page
    places = [
        one.expression.rpartition(".")[2] for entry in report.entries for one in entry.remarks
    ]
    assert [name for name in told if name not in places] == []
