"""The rules a bundle keeps beyond FHIR's structure, each with where the answer points."""

from collections.abc import Callable

import pytest

from portal.intake.rules import Rules
from tests.intake.sending import (
    ANNA,
    CECILIA,
    OF_SOURCE,
    OTHER_SOURCE,
    Sender,
    changed,
    contact,
    day,
    delete,
    effects,
    goal,
    insats,
    only_fault,
    plan,
    role,
    to,
)


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    """The rules are the same whatever the database: one is enough."""
    return senders()


def test_a_bundle_that_is_no_transaction_is_refused(sender: Sender):
    assert only_fault(sender.send(plan(), type="batch")) == (400, "invalid", "Bundle.type")


def test_an_empty_bundle_is_refused(sender: Sender):
    body = b'{"resourceType": "Bundle", "type": "transaction"}'
    assert only_fault(sender.send_bytes(body)) == (422, "required", "Bundle.entry")


def test_200_entries_are_taken_and_201_are_not(sender: Sender):
    many = [insats(f"insats-{number}") for number in range(201)]
    assert only_fault(sender.send(*many)) == (413, "too-long", "Bundle.entry")
    parts = [{"reference": to("ServiceRequest", f"insats-{number}")} for number in range(199)]
    assert len(effects(sender.send(*many[:199], plan(activity=parts)))) == 200
    assert len(sender.rows("activity")) == 199


def test_the_same_resource_twice_in_a_bundle_is_refused(sender: Sender):
    again = changed(plan(), "fullUrl", "urn:uuid:00000000-0000-0000-0000-000000000001")
    assert only_fault(sender.send(plan(), again)) == (400, "invalid", "Bundle.entry[1]")


def test_the_same_full_url_twice_in_a_bundle_is_refused(sender: Sender):
    same = changed(goal(), "fullUrl", plan()["fullUrl"])
    assert only_fault(sender.send(plan(), same)) == (400, "invalid", "Bundle.entry[1].fullUrl")


def test_a_separator_may_be_written_as_percent_7c(sender: Sender):
    url = plan()["request"]["url"].replace("|", "%7C")
    assert effects(sender.send(changed(plan(), "request.url", url))) == ["created"]


def test_a_full_url_is_the_same_in_capitals(sender: Sender):
    capital = changed(goal(), "fullUrl", goal()["fullUrl"].upper().replace("URN:UUID", "urn:uuid"))
    assert effects(sender.send(capital, plan(goal=[to("Goal", "goal")]))) == ["created"] * 2


def test_a_source_that_the_sender_does_not_speak_for_is_forbidden(sender: Sender):
    rules = Rules(sources=frozenset({OTHER_SOURCE}))
    fault = only_fault(sender.send(plan(), rules=rules))
    assert fault == (403, "forbidden", "Bundle.entry[0].resource.meta.source")
    fault = only_fault(
        sender.send(delete("CarePlan", "plan"), rules=rules, timestamp=day(4), meta=OF_SOURCE)
    )
    assert fault == (403, "forbidden", "Bundle.meta.source")


def test_a_resource_that_another_source_has_named_is_forbidden(sender: Sender):
    sender.send(plan())
    before = sender.count()
    fault = only_fault(sender.send(plan(source=OTHER_SOURCE, at=day(5))))
    assert fault == (403, "forbidden", "Bundle.entry[0]")
    assert sender.count() == before


def test_a_professional_may_be_named_by_two_sources(sender: Sender):
    assert effects(sender.send(role())) == ["created"]
    assert effects(sender.send(role(source=OTHER_SOURCE))) == ["created"]


def test_somebody_else_s_goal_cannot_be_referred_to(sender: Sender):
    report = sender.send(plan(goal=[to("Goal", "goal")]), goal(who=CECILIA))
    assert only_fault(report) == (422, "business-rule", "Bundle.entry[0].resource.goal[0]")


def test_somebody_else_s_goal_by_name_is_not_shown(sender: Sender):
    sender.send(goal(who=CECILIA))
    by_name = {"type": "Goal", "identifier": goal()["resource"]["identifier"][0]}
    sender.send(plan(goal=[by_name]))
    assert sender.rows("goal") == []


def test_a_person_s_number_names_no_resource(sender: Sender):
    for system, value in (
        ("https://a.example", ANNA),
        ("https://a.example", f"x{ANNA}y"),
        ("https://a.example", "900202-9800"),
        (f"https://a.example/{ANNA}", "1"),
        ("http://electronichealth.se/identifier/personnummer", "1"),
    ):
        entry = changed(plan(), "resource.identifier", [{"system": system, "value": value}])
        url = f"CarePlan?identifier={system}|{value}"
        fault = only_fault(sender.send(changed(entry, "request.url", url)))
        assert fault == (422, "value", "Bundle.entry[0].resource.identifier[0]")
    assert only_fault(sender.send(changed(plan(), "resource.id", ANNA)))[2].endswith(".id")


def test_a_timestamp_may_name_a_resource_even_if_it_looks_like_a_number(sender: Sender):
    identifier = [{"system": "https://a.example", "value": "202611030903"}]
    entry = changed(plan(), "resource.identifier", identifier)
    url = "CarePlan?identifier=https://a.example|202611030903"
    assert effects(sender.send(changed(entry, "request.url", url))) == ["created"]


def test_only_listed_people_are_taken_where_there_is_a_list(sender: Sender):
    rules = Rules(numbers=frozenset({ANNA}))
    assert effects(sender.send(plan(), rules=rules)) == ["created"]
    fault = only_fault(sender.send(plan("other", who=CECILIA), rules=rules))
    assert fault == (422, "business-rule", "Bundle.entry[0].resource.subject")


def test_a_contact_has_one_person_and_a_known_role(sender: Sender):
    two = contact()["resource"]["participant"] * 2
    place = "Bundle.entry[1].resource.participant"
    assert only_fault(sender.send(role(), contact(participant=two))) == (422, "invariant", place)
    fault = only_fault(sender.send(role(), contact(code="9")))
    assert fault == (422, "code-invalid", f"{place}[0].role")


def test_all_faults_are_told_at_once_and_no_more_than_50(sender: Sender):
    many = [plan(f"plan-{number}", goal=[{"reference": "Goal/1"}]) for number in range(60)]
    report = sender.send(*many)
    assert len(report.faults) == 60
    assert len(report.body()["issue"]) == len(list(report.lines())) == 50


def test_two_people_in_one_bundle_are_fine(sender: Sender):
    assert effects(sender.send(plan(), plan("hers", who=CECILIA))) == ["created", "created"]
    assert len(sender.rows("person")) == 2
    assert {row["patient_id"] for row in sender.rows("access_event")} == {1, 2}


def test_a_deletion_needs_a_time_and_a_source(sender: Sender):
    faults = {one.expression for one in sender.send(delete("CarePlan", "plan")).faults}
    assert faults == {"Bundle.timestamp", "Bundle.meta.source"}
    sender.send(plan())
    with_one_source = sender.send(delete("Goal", "none"), plan(), timestamp=day(9))
    assert effects(with_one_source) == ["deleted", "repeated"]
