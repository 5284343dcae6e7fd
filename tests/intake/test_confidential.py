"""What is labelled R or V is the patient's alone, whatever kind of thing it is."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from tests.intake.sending import (
    Raw,
    Sender,
    by_name,
    contact,
    day,
    goal,
    insats,
    meeting,
    patient,
    plan,
    put,
    role,
    to,
)

CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
TEXT = {"contentType": "text/plain", "data": base64.b64encode(b"Plan").decode()}


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def label(code: str) -> list[Raw]:
    return [{"system": CONFIDENTIALITY, "code": code}]


def document(name: str, **changes: Any) -> Raw:
    more = {"security": changes.pop("security")} if "security" in changes else {}
    body = {
        "status": "current",
        "subject": patient(),
        "description": name,
        "content": [{"attachment": TEXT}],
        **changes,
    }
    return put("DocumentReference", name, body, **more)


def task(name: str, **more: Any) -> Raw:
    body = {"status": "accepted", "intent": "plan", "description": name, "for": patient()}
    return put("Task", name, body, **more)


def confidential(sender: Sender, table: str, name: str) -> dict[str, bool]:
    return {row[name]: bool(row["is_confidential"]) for row in sender.rows(table)}


@pytest.mark.parametrize("code", ["R", "V"])
def test_each_kind_of_thing_may_be_the_patient_s_alone(sender: Sender, code: str):
    secret = {"security": label(code)}
    sender.send(
        plan(
            goal=[to("Goal", "a"), to("Goal", "b")],
            activity=[
                {"reference": to(kind, name)}
                for kind in ("ServiceRequest", "Task")
                for name in ("a", "b")
            ],
            supportingInfo=[to("DocumentReference", "a"), to("DocumentReference", "b")],
        ),
        goal("a", "a"),
        goal("b", "b", **secret),
        insats("a", "insats a"),
        insats("b", "insats b", **secret),
        task("a"),
        task("b", **secret),
        document("a"),
        document("b", **secret),
        meeting("a", description="a"),
        meeting("b", description="b", **secret),
    )
    expected = {"a": False, "b": True}
    assert confidential(sender, "goal", "text") == expected
    assert confidential(sender, "plan_document", "title") == expected
    assert confidential(sender, "appointment", "title") == expected
    insatser = {"insats a": False, "insats b": True}
    assert confidential(sender, "activity", "title") == expected | insatser


@pytest.mark.parametrize("code", ["U", "L", "M", "N"])
def test_an_ordinary_degree_of_secrecy_is_not(sender: Sender, code: str):
    sender.send(plan(goal=[to("Goal", "a")]), goal("a", "a", security=label(code)))
    assert confidential(sender, "goal", "text") == {"a": False}


def test_a_document_may_say_so_in_its_own_element(sender: Sender):
    marked = document("a", securityLabel=[{"coding": label("R")}])
    sender.send(plan(supportingInfo=[to("DocumentReference", "a")]), marked)
    assert confidential(sender, "plan_document", "title") == {"a": True}


def test_the_label_alone_is_a_change_on_and_off(sender: Sender):
    sender.send(meeting(description="a"))
    sender.send(meeting(description="a", security=label("R"), at=day(4)))
    assert confidential(sender, "appointment", "title") == {"a": True}
    sender.send(meeting(description="a", at=day(3, 12)))
    assert confidential(sender, "appointment", "title") == {"a": True}
    sender.send(meeting(description="a", at=day(5)))
    assert confidential(sender, "appointment", "title") == {"a": False}


def test_only_the_current_version_of_a_goal_is_as_labelled_now(sender: Sender):
    sender.send(plan(goal=[to("Goal", "goal")]), goal())
    sender.send(goal(security=label("V"), at=day(5)))
    rows = [bool(row["is_confidential"]) for row in sender.rows("goal", "version_id")]
    assert rows == [False, True]


def test_a_confidential_plan_is_so_in_all_its_parts(sender: Sender):
    parts: Raw = {
        "goal": [by_name("Goal", "goal")],
        "activity": [{"detail": {"status": "in-progress", "description": "a"}}],
        "supportingInfo": [by_name("DocumentReference", "a")],
    }
    sender.send(plan(**parts), goal(), document("a"))
    sender.send(plan(**parts, security=label("R"), at=day(5)))
    for table in ("plan_version", "goal", "activity", "plan_document"):
        rows = [bool(row["is_confidential"]) for row in sender.rows(table)]
        assert rows == [False, True], table
    assert [bool(row["is_confidential"]) for row in sender.rows("care_plan")] == [True]
    sender.send(plan(**parts, at=day(6)))
    assert [bool(row["is_confidential"]) for row in sender.rows("care_plan")] == [False]


def test_a_contact_may_be_the_patient_s_alone(sender: Sender):
    sender.send(role(), contact("a", "1"), contact("b", "2", security=label("V")))
    assert confidential(sender, "care_manager", "role") == {"1": False, "2": True}


def test_an_inline_detail_has_no_label_of_its_own(sender: Sender):
    detail = {"status": "in-progress", "description": "a"}
    sender.send(plan(activity=[{"detail": detail}]))
    assert confidential(sender, "activity", "title") == {"a": False}
