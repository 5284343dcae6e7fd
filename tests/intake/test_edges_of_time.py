"""The first and the last dates that FHIR has, wherever a date may stand: taken, and nothing breaks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from portal.intake.structure.primitives import moment
from portal.models.appointment import OPENS_BEFORE, may_join
from tests.intake.sending import (
    ANNA,
    NOW,
    Raw,
    Sender,
    contact,
    goal,
    insats,
    meeting,
    plan,
    put,
    role,
    to,
)
from tests.intake.standing import block, decides, flag


@dataclass(frozen=True)
class Edge:
    """A beginning and an end, as dates and as moments."""

    start: str
    end: str
    first: str
    last: str

    @property
    def period(self) -> Raw:
        return {"start": self.start, "end": self.end}

    @property
    def moments(self) -> Raw:
        return {"start": self.first, "end": self.last}


EDGES = {
    "all of time": Edge(
        "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:60-14:00"
    ),
    "years": Edge("0001", "9999", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"),
    "the last moment": Edge(
        "9999-12", "9999-12", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"
    ),
    "the first moment": Edge(
        "0001-01", "0001-01", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+01:00"
    ),
}


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def entries(edge: Edge) -> Iterator[list[Raw]]:
    """Bundles with the dates in each place that something is made of."""
    timing = {"repeat": {"boundsPeriod": edge.period}, "event": [edge.first]}
    yield [plan(period=edge.period, created=edge.end, note=[{"text": "x", "time": edge.last}])]
    yield [plan("moments", period=edge.moments, created=edge.first)]
    yield [
        plan(
            "whole", goal=[to("Goal", "goal")], activity=[{"reference": to("ServiceRequest", "a")}]
        ),
        goal(startDate=edge.start, statusDate=edge.end, target=[{"dueDate": edge.end}]),
        insats("a", occurrencePeriod=edge.period, authoredOn=edge.last),
    ]
    yield [insats("b", occurrenceDateTime=edge.last), insats("c", occurrenceTiming=timing)]
    yield [meeting("d", start=edge.first, end=edge.last, created=edge.start)]
    yield [role(period=edge.period), contact(period=edge.period)]
    yield [role(period=edge.period), contact("e", period=edge.moments)]
    yield [flag("protected-identity", period=edge.period), block(dateTime=edge.end)]
    yield [decides(period=edge.period)]
    yield [decides("f", who=ANNA, period=edge.moments)]
    yield [put("Organization", "g", {"name": "Enheten", "telecom": [number(edge)]})]


def number(edge: Edge) -> Raw:
    return {"system": "phone", "value": "08-465 004 01", "period": edge.period}


@pytest.mark.parametrize("name", EDGES)
def test_no_date_of_the_standard_breaks_anything(sender: Sender, name: str):
    for one in entries(EDGES[name]):
        report = sender.send(*one)
        assert report.is_accepted, list(report.lines())


def test_a_mandate_without_an_end_holds_as_long_as_one_that_says_none(sender: Sender):
    sender.send(decides(period={"start": "2026-01-01", "end": "9999-12-31"}))
    (stated,) = sender.rows("access_grant")
    sender.send(decides(period={"start": "2026-01-01"}, at="2026-11-04T09:00:00+01:00"))
    (unstated,) = sender.rows("access_grant")
    assert stated["expires_at"] == unstated["expires_at"]


@pytest.mark.parametrize("name", EDGES)
def test_whether_a_meeting_is_open_can_be_asked_at_either_end_of_time(name: str):
    starts_at, ends_at = moment(EDGES[name].first), moment(EDGES[name].last)
    is_open = may_join(starts_at=starts_at, ends_at=ends_at, now=NOW)
    assert is_open == (starts_at < NOW < ends_at)
    assert starts_at - OPENS_BEFORE < starts_at
