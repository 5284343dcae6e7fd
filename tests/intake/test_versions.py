"""Which version is shown: late, repeated, contradicting, withdrawn and deleted ones."""

from typing import Any

from tests.intake.sending import (
    CECILIA,
    OF_SOURCE,
    Sender,
    day,
    delete,
    effects,
    goal,
    insats,
    only_fault,
    plan,
    to,
)


def titles(sender: Sender) -> list[tuple[str, bool]]:
    """The versions of the plan by the source's clock: title and whether it is current."""
    rows = sender.rows("plan_version", "source_at")
    return [(row["title"], bool(row["is_current"])) for row in rows]


def drop(sender: Sender, at: str) -> list[str]:
    return effects(sender.send(delete("CarePlan", "plan"), timestamp=at, meta=OF_SOURCE))


def test_the_same_bundle_again_changes_nothing_at_all(sender: Sender):
    first = sender.send(plan(), goal())
    before = sender.count()
    again = sender.send(plan(), goal())
    assert (effects(first), effects(again)) == (["created"] * 2, ["repeated"] * 2)
    assert [entry.number for entry in again.entries] == [1, 1]
    assert sender.count() == before


def test_a_newer_version_is_current_and_the_old_one_is_history(sender: Sender):
    sender.send(plan(title="A"))
    report = sender.send(plan(title="B", at=day(4)))
    assert effects(report) == ["updated"]
    assert report.body()["entry"][0]["response"]["etag"] == 'W/"2"'
    assert titles(sender) == [("A", False), ("B", True)]


def test_an_older_version_goes_into_the_history_and_the_sender_is_told(sender: Sender):
    sender.send(plan(title="B", at=day(4)))
    report = sender.send(plan(title="A"))
    assert effects(report) == ["superseded"]
    assert report.entries[0].number == 1
    assert report.entries[0].remarks[0].code == "informational"
    assert titles(sender) == [("A", False), ("B", True)]


def test_the_same_content_later_is_no_new_version_but_holds_off_a_late_one(sender: Sender):
    sender.send(plan(title="A", at=day(1)))
    assert effects(sender.send(plan(title="A", at=day(5)))) == ["unchanged"]
    assert len(sender.rows("source_version")) == 1
    assert effects(sender.send(plan(title="B", at=day(3)))) == ["superseded"]
    assert titles(sender) == [("A", False), ("B", False), ("A", True)]


def test_back_to_what_it_was_is_a_version_of_its_own(sender: Sender):
    sender.send(plan(title="A", at=day(1)))
    sender.send(plan(title="B", at=day(2)))
    report = sender.send(plan(title="A", at=day(3)))
    assert effects(report) == ["updated"]
    assert report.entries[0].number == 3
    assert titles(sender) == [("A", False), ("B", False), ("A", True)]


def test_the_version_number_goes_before_the_clock(sender: Sender):
    sender.send(plan(title="A", at=day(5), version=9))
    assert effects(sender.send(plan(title="B", at=day(4), version=10))) == ["updated"]
    assert titles(sender) == [("A", False), ("B", True)]


def test_two_versions_of_one_moment_are_both_kept(sender: Sender):
    sender.send(plan(title="B", version=8))
    sender.send(plan(title="A", version=7))
    assert titles(sender) == [("A", False), ("B", True)]


def test_other_content_under_the_same_version_is_a_conflict(sender: Sender):
    sender.send(plan(title="A", version=1))
    before = sender.count()
    fault = only_fault(sender.send(plan(title="B", version=1)))
    assert fault == (409, "conflict", "Bundle.entry[0].resource.meta")
    assert sender.count() == before


def test_an_entry_may_say_which_version_it_replaces(sender: Sender):
    sender.send(plan(title="A"))
    stale = sender.send(plan(title="C", at=day(5), if_match='W/"2"'))
    assert only_fault(stale) == (412, "conflict", "Bundle.entry[0].request.ifMatch")
    assert effects(sender.send(plan(title="B", at=day(4), if_match='W/"1"'))) == ["updated"]
    late = sender.send(plan(title="D", at=day(3, 10), if_match='W/"1"'))
    assert only_fault(late)[:2] == (412, "conflict")


def test_a_plan_never_moves_to_another_person(sender: Sender):
    sender.send(plan())
    before = sender.rows("care_plan"), sender.rows("plan_version")
    fault = only_fault(sender.send(plan(who=CECILIA, at=day(9))))
    assert fault == (422, "business-rule", "Bundle.entry[0].resource")
    assert (sender.rows("care_plan"), sender.rows("plan_version")) == before


def test_an_insats_updated_alone_makes_a_new_version_of_the_plan(sender: Sender):
    link = [{"reference": to("ServiceRequest", "insats")}]
    sender.send(plan(activity=link), insats(text="en gång"))
    sender.send(insats(text="två gånger", at=day(6)))
    rows = sender.rows("activity", "version_id")
    assert [(row["title"], row["change"]) for row in rows] == [
        ("en gång", "added"),
        ("två gånger", "changed"),
    ]
    assert [is_current for _, is_current in titles(sender)] == [False, True]


def test_an_insats_that_left_the_plan_says_so_once(sender: Sender):
    link = [{"reference": to("ServiceRequest", "insats")}]
    sender.send(plan(activity=link), insats())
    sender.send(plan(at=day(5)))
    sender.send(plan(at=day(6), title="Ny titel"))
    last = max(row["version_id"] for row in sender.rows("activity"))
    rows = [(row["change"], row["version_id"] == last) for row in sender.rows("activity")]
    assert rows == [("added", False), ("removed", True)]
    assert len(sender.rows("plan_version")) == 3


def test_insatser_may_come_before_their_plan_and_after_it(sender: Sender):
    sender.send(insats("early", "Tidig", at=day(1)))
    early = {"type": "ServiceRequest", "identifier": name_of(insats("early"))}
    late = {"type": "ServiceRequest", "identifier": name_of(insats("late"))}
    sender.send(plan(activity=[{"reference": early}, {"reference": late}]))
    assert [row["title"] for row in sender.rows("activity")] == ["Tidig"]
    sender.send(insats("late", "Sen", at=day(5)))
    assert {row["title"] for row in sender.rows("activity")} == {"Tidig", "Sen"}
    assert len(sender.rows("plan_version")) == 1


def name_of(entry: dict[str, Any]) -> Any:
    return entry["resource"]["identifier"][0]


def test_references_of_unchanged_versions_stay(sender: Sender):
    sender.send(plan(title="A"))
    ref = sender.rows("plan_version")[0]["ref"]
    sender.send(plan(title="B", at=day(4)))
    assert sender.rows("plan_version", "source_at")[0]["ref"] == ref
    assert sender.rows("care_plan")[0]["ref"] != ref


def test_a_plan_entered_in_error_is_hidden_at_once_and_a_newer_one_brings_it_back(sender: Sender):
    sender.send(plan(title="A"), goal())
    sender.send(plan(title="A", status="entered-in-error", at=day(4)))
    assert sender.rows("care_plan")[0]["state"] == "entered-in-error"
    assert not any(row["is_shown"] for row in sender.rows("plan_version"))
    sender.send(plan(title="B", at=day(5)))
    assert sender.rows("care_plan")[0]["state"] == "shown"
    shown = [bool(row["is_shown"]) for row in sender.rows("plan_version", "source_at")]
    assert shown == [True, False, True]


def test_an_old_entered_in_error_does_not_touch_a_newer_version(sender: Sender):
    sender.send(plan(title="B", at=day(5)))
    sender.send(plan(title="A", status="entered-in-error", at=day(4)))
    assert sender.rows("care_plan")[0]["state"] == "shown"


def test_a_deleted_plan_is_withdrawn_and_a_late_older_version_does_not_revive_it(sender: Sender):
    sender.send(plan(title="B", at=day(5)))
    assert drop(sender, day(6)) == ["deleted"]
    assert sender.rows("care_plan")[0]["state"] == "withdrawn"
    assert sender.rows("source_resource")[0]["deleted_at"] is not None
    assert effects(sender.send(plan(title="A", at=day(4)))) == ["superseded"]
    assert sender.rows("care_plan")[0]["state"] == "withdrawn"
    assert not any(row["is_shown"] for row in sender.rows("plan_version"))
    assert effects(sender.send(plan(title="C", at=day(7)))) == ["updated"]
    assert sender.rows("care_plan")[0]["state"] == "shown"


def test_a_late_deletion_does_not_touch_a_newer_version(sender: Sender):
    sender.send(plan(at=day(5)))
    assert drop(sender, day(4)) == ["superseded"]
    assert sender.rows("care_plan")[0]["state"] == "shown"


def test_a_deletion_that_comes_before_the_plan_still_counts(sender: Sender):
    assert drop(sender, day(6)) == ["deleted"]
    assert sender.rows("access_event") == []
    sender.send(plan(at=day(5)))
    assert [row["state"] for row in sender.rows("care_plan")] == ["withdrawn"]


def test_each_bundle_leaves_a_trace_of_who_sent_or_removed(sender: Sender):
    sender.send(plan())
    sender.send(plan())
    drop(sender, day(6))
    events = [(row["what"], row["source"], row["ref"]) for row in sender.rows("access_event")]
    assert events == [
        ("sent", "SE2321000016-DEMO1", None),
        ("removed", "SE2321000016-DEMO1", None),
    ]
