"""How often and when, as the plan says it on the page and on paper."""

from datetime import datetime

import pytest

from portal import clock
from portal.database import Database
from portal.identity.sealing import Sealer
from tests.intake.sending import Raw, Sender, insats, plan, to
from tests.support.fixtures import WRITTEN, SignsIn
from tests.support.people import Cast

# What is read is proven on both engines elsewhere.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def moment() -> datetime:
    """The dates here are written out."""
    return WRITTEN


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            {
                "occurrenceTiming": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}},
                "asNeededBoolean": True,
            },
            "Hur ofta vid behov, högst 3 gånger om dagen",
        ),
        (
            {
                "occurrenceTiming": {
                    "code": {"coding": [{"code": "BID"}]},
                    "repeat": {"boundsPeriod": {"end": "2027-02-28"}},
                }
            },
            "Hur ofta 2 gånger om dagen När Till 28 februari 2027 ",
        ),
        ({"occurrenceDateTime": "2027-02-11"}, "När 11 februari 2027 "),
        (
            {"occurrencePeriod": {"start": "2027-02-11", "end": "2027-02-12"}},
            "När Från 11 februari 2027 till 12 februari 2027 ",
        ),
    ],
)
def test_how_often_and_when_stand_on_the_page_and_on_paper(
    database: Database, sealer: Sealer, cast: Cast, signed_in: SignsIn, body: Raw, sentence: str
):
    sender, who = Sender(database, sealer), cast["david"].number
    activity = [{"reference": to("ServiceRequest", "insats")}]
    report = sender.send(
        plan(who=who, activity=activity), insats(text="Simma", who=who, **body), now=clock.now()
    )
    assert report.is_accepted
    david = signed_in("david")
    for address in ("/plan", "/plan/skriv-ut"):
        assert sentence in " ".join(david.opens(address).words.split())
