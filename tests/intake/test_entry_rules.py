"""The rules one entry keeps, each broken once, with where the answer points."""

from collections.abc import Callable

import pytest

from tests.intake.sending import (
    CECILIA,
    Sender,
    by_name,
    changed,
    goal,
    insats,
    meeting,
    patient,
    plan,
    to,
)


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    """The rules are the same whatever the database: one is enough."""
    return senders()


E0 = "Bundle.entry[0]"
RULES = {
    "no request": (changed(plan(), "request", None), 422, "required", f"{E0}.request"),
    "no fullUrl": (changed(plan(), "fullUrl", None), 422, "value", f"{E0}.fullUrl"),
    "a fullUrl that is an address": (
        changed(plan(), "fullUrl", "https://a.example/CarePlan/1"),
        422,
        "value",
        f"{E0}.fullUrl",
    ),
    "POST": (
        changed(plan(), "request.method", "POST"),
        422,
        "not-supported",
        f"{E0}.request.method",
    ),
    "GET": (changed(plan(), "request.method", "GET"), 422, "not-supported", f"{E0}.request.method"),
    "an url that names another": (
        changed(plan(), "request.url", "CarePlan?identifier=a|b"),
        422,
        "invariant",
        f"{E0}.request.url",
    ),
    "an url with an id": (
        changed(plan(), "request.url", "CarePlan/1"),
        422,
        "invariant",
        f"{E0}.request.url",
    ),
    "a condition that is not ours": (
        changed(plan(), "request.ifNoneExist", "identifier=a|b"),
        422,
        "not-supported",
        f"{E0}.request.ifNoneExist",
    ),
    "an etag that is none": (
        changed(plan(), "request.ifMatch", "3"),
        422,
        "value",
        f"{E0}.request.ifMatch",
    ),
    "no source": (
        changed(plan(), "resource.meta.source", None),
        422,
        "required",
        f"{E0}.resource.meta.source",
    ),
    "a source that is no HSA-id": (
        changed(plan(), "resource.meta.source", "https://a.example"),
        422,
        "value",
        f"{E0}.resource.meta.source",
    ),
    "no time": (
        changed(plan(), "resource.meta.lastUpdated", None),
        422,
        "required",
        f"{E0}.resource.meta.lastUpdated",
    ),
    "a time of 2099": (
        plan(at="2099-01-01T00:00:00Z"),
        422,
        "value",
        f"{E0}.resource.meta.lastUpdated",
    ),
    "six minutes ahead": (
        plan(at="2026-11-24T09:36:00Z"),
        422,
        "value",
        f"{E0}.resource.meta.lastUpdated",
    ),
    "a subject by name only": (
        plan(subject={"display": "Anna"}),
        422,
        "required",
        f"{E0}.resource.subject",
    ),
    "a number with a wrong check digit": (
        plan(who="189002029801"),
        422,
        "value",
        f"{E0}.resource.subject.identifier.value",
    ),
    "a number with a hyphen": (
        plan(who="18900202-9800"),
        422,
        "value",
        f"{E0}.resource.subject.identifier.value",
    ),
    "a number of ten digits": (
        plan(who="9002029800"),
        422,
        "value",
        f"{E0}.resource.subject.identifier.value",
    ),
    "a meeting without a patient": (
        meeting(participant=[{"actor": {"display": "x"}, "status": "accepted"}]),
        422,
        "required",
        f"{E0}.resource.participant",
    ),
    "a meeting with two patients": (
        meeting(others=[{"actor": patient(CECILIA), "status": "accepted"}]),
        422,
        "business-rule",
        f"{E0}.resource.participant[1].actor",
    ),
    "a note by another patient": (
        plan(note=[{"authorReference": patient(CECILIA), "text": "a"}]),
        422,
        "business-rule",
        f"{E0}.resource.note[0].authorReference",
    ),
    "a reference that leads nowhere": (
        plan(goal=[to("Goal", "none")]),
        422,
        "not-found",
        f"{E0}.resource.goal[0]",
    ),
    "a reference that is an address": (
        plan(goal=[{"reference": "https://a.example/Goal/1"}]),
        422,
        "not-found",
        f"{E0}.resource.goal[0]",
    ),
    "a reference to an id": (
        plan(author={"reference": "Organization/1"}),
        422,
        "not-found",
        f"{E0}.resource.author",
    ),
    "a reference to nothing contained": (
        plan(goal=[{"reference": "#g"}]),
        422,
        "not-found",
        f"{E0}.resource.goal[0]",
    ),
    "an identifier without the type it leads to": (
        plan(goal=[{"identifier": by_name("Goal", "goal")["identifier"]}]),
        422,
        "not-found",
        f"{E0}.resource.goal[0].type",
    ),
    "an identifier without a system": (
        plan(goal=[{"type": "Goal", "identifier": {"value": "goal"}}]),
        422,
        "not-found",
        f"{E0}.resource.goal[0].identifier.system",
    ),
    "an identifier without a value": (
        plan(author={"type": "PractitionerRole", "identifier": {"system": "https://a.example"}}),
        422,
        "not-found",
        f"{E0}.resource.author.identifier.value",
    ),
    "a goal by the identifier of something else": (
        plan(goal=[by_name("ServiceRequest", "insats")]),
        422,
        "value",
        f"{E0}.resource.goal[0].type",
    ),
    "a goal that is the plan itself": (
        plan(goal=[to("CarePlan", "plan")]),
        422,
        "value",
        f"{E0}.resource.goal[0]",
    ),
    "detail and reference at once": (
        plan(activity=[{"reference": {"display": "a"}, "detail": {"status": "unknown"}}]),
        422,
        "invariant",
        f"{E0}.resource.activity[0]",
    ),
    "an insats without words": (
        insats(code={"coding": [{"code": "1"}]}),
        422,
        "required",
        f"{E0}.resource.code",
    ),
    "a goal without words": (
        goal(description={"coding": [{"code": "1"}]}),
        422,
        "required",
        f"{E0}.resource.description",
    ),
    "a meeting that has a start and no end": (
        changed(meeting(), "resource.end", None),
        422,
        "invariant",
        f"{E0}.resource",
    ),
    "a booked meeting without a time": (
        changed(changed(meeting(), "resource.end", None), "resource.start", None),
        422,
        "invariant",
        f"{E0}.resource",
    ),
    "a meeting that ends before it starts": (
        meeting(end="2026-12-01T12:00:00+01:00"),
        422,
        "invariant",
        f"{E0}.resource.end",
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_broken_rule_is_told_where_it_is_broken_and_nothing_is_kept(sender: Sender, name: str):
    entry, *fault = RULES[name]
    faults = [(one.status, one.code, one.expression) for one in sender.send(entry).faults]
    assert tuple(fault) in faults
    assert sum(sender.count().values()) == 0
