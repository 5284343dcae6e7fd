"""What changed between two versions of a plan."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.features.care_plan.changes import PlanChange, changes_between
from portal.features.care_plan.values import Party, Plan, PlannedActivity, PlannedGoal
from portal.models.activity_state import ActivityState
from portal.models.goal_state import GoalState
from portal.partial_date import PartialDate

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def activity(key: str = "a", **differs: Any) -> PlannedActivity:
    usual = PlannedActivity(
        key=key,
        title="Hjälp med dusch",
        reason="",
        goals=(),
        answered_by="municipality",
        authority="",
        unit="Hemtjänsten",
        person="",
        phone="",
        how_often="en gång i veckan",
        starts_on=None,
        ends_on=None,
        state=ActivityState.ONGOING,
        status_reason="",
        change="added",
        changed_at=LONG_AGO,
        is_new=False,
    )
    return replace(usual, **differs)


def goal(key: str = "g", **differs: Any) -> PlannedGoal:
    return replace(
        PlannedGoal(key, "Gå till affären", GoalState.WORKING, None, False, ()), **differs
    )


def plan(**differs: Any) -> Plan:
    return replace(Plan("ref", "shown", "", ""), **differs)


def test_two_equal_versions_have_no_changes():
    same = plan(activities=(activity(),), goals=(goal(),))
    assert changes_between(same, same) == ()


def test_an_activity_that_came_is_added_and_one_that_left_is_removed():
    older, newer = plan(activities=(activity("a"),)), plan(activities=(activity("b"),))
    assert [(one.kind, one.what) for one in changes_between(older, newer)] == [
        ("added", "activity"),
        ("removed", "activity"),
    ]


def test_a_changed_field_is_told_with_what_it_was_and_what_it_is():
    older = plan(activities=(activity(how_often="en gång i veckan"),))
    newer = plan(activities=(activity(how_often="två gånger i veckan"),))
    assert changes_between(older, newer) == (
        PlanChange(
            "changed",
            "activity",
            "Hjälp med dusch",
            "how_often",
            "en gång i veckan",
            "två gånger i veckan",
        ),
    )


def test_a_moved_goal_date_is_told_under_the_goals_own_words():
    older, newer = plan(goals=(goal(),)), plan(goals=(goal(due_on=PartialDate("2027-03")),))
    [change] = changes_between(older, newer)
    assert (change.what, change.title, change.field) == ("goal", "Gå till affären", "due_on")


def test_the_order_of_activities_is_no_change():
    older = plan(activities=(activity("a"), activity("b")))
    newer = plan(activities=(activity("b"), activity("a")))
    assert changes_between(older, newer) == ()


def test_when_something_last_changed_is_no_change_of_its_own():
    older, newer = activity(), activity(changed_at=clock.now(), change="changed", is_new=True)
    assert changes_between(plan(activities=(older,)), plan(activities=(newer,))) == ()


def test_another_unit_with_the_overall_responsibility_is_told_by_name():
    older = plan(lead=Party("Demo vårdcentral", "region"))
    newer = plan(lead=Party("Demo hemtjänst", "municipality"))
    [change] = changes_between(older, newer)
    assert (change.field, change.before, change.after) == (
        "lead",
        "Demo vårdcentral",
        "Demo hemtjänst",
    )


names = st.sampled_from("abcdef")
titles = st.sampled_from(["Dusch", "Träning", "Medicin"])
plans = st.dictionaries(names, titles, max_size=6).map(
    lambda found: plan(activities=tuple(activity(key, title=title) for key, title in found.items()))
)


@given(plans, plans)
def test_looking_back_tells_the_same_things_the_other_way_round(older: Plan, newer: Plan):
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    forth = sorted((opposite[one.kind], one.field) for one in changes_between(older, newer))
    back = sorted((one.kind, one.field) for one in changes_between(newer, older))
    assert forth == back
