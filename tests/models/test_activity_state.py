"""What each status of an insats or a goal means before, on and after its days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import STOCKHOLM
from portal.intake.project.activity import STATUSES
from portal.intake.structure.shapes import shapes
from portal.models.activity_state import ActivityState, activity_state
from portal.models.goal_state import GoalState, goal_state
from portal.partial_date import PartialDate

LATE = "should-have-started should-have-started should-have-ended"
EXPECTED = {
    # the day before, the first day, between, the last day, the day after
    "not-started": f"will-start not-started {LATE}",
    "scheduled": f"scheduled scheduled {LATE}",
    "in-progress": "will-start ongoing ongoing ongoing should-have-ended",
    "on-hold": "on-hold on-hold on-hold on-hold on-hold",
    "completed": "completed completed completed completed completed",
    "cancelled": "not-done not-done not-done not-done not-done",
    "stopped": "not-done stopped stopped stopped stopped",
    "unknown": "unknown unknown unknown unknown unknown",
}
PERIODS = (
    ("2027-02-26", "2027-03-02"),
    ("2026-12-30", "2027-01-01"),
    ("2027-03-27", "2027-03-29"),
    ("2027-10-30", "2027-11-01"),
    ("2028-02-28", "2028-03-01"),
)
"""An ordinary month's end, the year's end, both changes of the clock, a leap day."""
DAY = timedelta(days=1)


def midday(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=STOCKHOLM)


def last_moment(day: date) -> datetime:
    return midnight(day + DAY) - timedelta(seconds=1)


def midnight(day: date) -> datetime:
    """Of Sweden: in UTC it is the day before."""
    return datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM).astimezone(UTC)


@pytest.mark.parametrize("days", PERIODS, ids=str)
@pytest.mark.parametrize("status", EXPECTED)
def test_a_status_says_this_from_before_its_days_until_after_them(
    status: str, days: tuple[str, str]
):
    first, last = map(date.fromisoformat, days)
    starts_on, ends_on = map(PartialDate, days)
    nows = (last_moment(first - DAY), midnight(first), midday(first + DAY), last_moment(last))
    found = [
        activity_state(status, starts_on, ends_on, now) for now in (*nows, midnight(last + DAY))
    ]
    assert " ".join(found) == EXPECTED[status]


@pytest.mark.parametrize("status", EXPECTED)
def test_without_days_nothing_is_said_to_be_late_or_to_come(status: str):
    state = activity_state(status, None, None, midday(date(2027, 5, 3)))
    assert not state.startswith(("should", "will"))


def test_each_status_of_the_standard_is_in_a_table():
    details = shapes()["CarePlan.activity.detail"]["status"].codes
    assert details - {"entered-in-error"} == set(EXPECTED)
    for kind in ("ServiceRequest", "Task"):
        left = shapes()[kind]["status"].codes - set(STATUSES[kind])
        assert left <= {"entered-in-error", "unknown"}
        assert set(STATUSES[kind].values()) <= set(EXPECTED)


@pytest.mark.parametrize("status", EXPECTED)
def test_a_proposal_is_never_going_on(status: str):
    state = activity_state(status, None, None, midday(date(2027, 5, 3)), is_proposal=True)
    is_over = status in ("completed", "cancelled", "stopped")
    assert state == (ActivityState.WITHDRAWN if is_over else ActivityState.PROPOSED)


def test_within_a_month_or_a_year_that_was_sent_the_status_decides_and_after_it_it_is_late():
    march = PartialDate("2027-03")
    for day, state in (
        (date(2027, 2, 28), ActivityState.WILL_START),
        (date(2027, 3, 1), ActivityState.NOT_STARTED),
        (date(2027, 3, 31), ActivityState.NOT_STARTED),
        (date(2027, 4, 1), ActivityState.SHOULD_HAVE_STARTED),
    ):
        assert activity_state("not-started", march, None, midday(day)) == state


def test_what_begins_later_today_is_not_going_on_yet():
    start = PartialDate("2027-05-03T15:00:00+02:00")
    before, after = (datetime(2027, 5, 3, hour, tzinfo=UTC) for hour in (12, 14))
    assert activity_state("in-progress", start, None, before) == ActivityState.WILL_START
    assert activity_state("in-progress", start, None, after) == ActivityState.ONGOING


def test_what_is_done_once_has_its_whole_day():
    once = PartialDate("2027-05-03T15:00:00+02:00")
    evening, next_day = datetime(2027, 5, 3, 20, tzinfo=UTC), datetime(2027, 5, 3, 22, tzinfo=UTC)
    for status, in_the_evening in (("in-progress", "ongoing"), ("not-started", "not-started")):
        assert activity_state(status, once, once, evening) == in_the_evening
        assert activity_state(status, once, once, next_day) == ActivityState.SHOULD_HAVE_ENDED


def test_what_was_to_end_at_a_clock_has_ended_then():
    end = PartialDate("2027-05-03T15:00:00+02:00")
    noon, evening = (datetime(2027, 5, 3, hour, tzinfo=UTC) for hour in (10, 20))
    assert activity_state("in-progress", None, end, noon) == ActivityState.ONGOING
    assert activity_state("in-progress", None, end, evening) == ActivityState.SHOULD_HAVE_ENDED


@pytest.mark.parametrize(
    ("status", "achievement", "state"),
    [
        ("proposed", "", GoalState.PROPOSED),
        ("proposed", "in-progress", GoalState.PROPOSED),
        ("planned", "", GoalState.PLANNED),
        ("accepted", "", GoalState.PLANNED),
        ("active", "", GoalState.WORKING),
        ("active", "improving", GoalState.IMPROVING),
        ("active", "sustaining", GoalState.SUSTAINING),
        ("on-hold", "improving", GoalState.ON_HOLD),
        ("completed", "", GoalState.CLOSED),
        ("completed", "achieved", GoalState.REACHED),
        ("completed", "not-achieved", GoalState.NOT_REACHED),
        ("cancelled", "improving", GoalState.ABANDONED),
        ("rejected", "", GoalState.ABANDONED),
        ("", "", GoalState.UNKNOWN),
        ("entered-in-error", "", GoalState.UNKNOWN),
    ],
)
def test_a_goal_is_as_far_as_its_status_and_its_achievement_say(
    status: str, achievement: str, state: GoalState
):
    assert goal_state(status, achievement, None, midday(date(2027, 5, 3))) == state


def test_each_lifecycle_status_of_a_goal_means_something():
    codes = shapes()["Goal"]["lifecycleStatus"].codes - {"entered-in-error"}
    states = {code: goal_state(code, "", None, midday(date(2027, 5, 3))) for code in codes}
    assert GoalState.UNKNOWN not in states.values()


def test_nobody_works_towards_a_goal_before_it_begins():
    begins = PartialDate("2027-06")
    assert goal_state("active", "", begins, midday(date(2027, 5, 31))) == GoalState.PLANNED
    assert goal_state("active", "", begins, midday(date(2027, 6, 1))) == GoalState.WORKING


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
LENGTHS = st.sampled_from([4, 7, 10])
PARTIAL = st.builds(lambda day, length: PartialDate(str(day)[:length]), DAYS, LENGTHS)
MOMENTS = st.integers(1_770_000_000, 1_860_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))


@given(
    st.sampled_from([*EXPECTED, "of-next-year"]),
    st.none() | PARTIAL,
    st.none() | PARTIAL,
    MOMENTS,
    st.booleans(),
)
def test_nothing_that_begins_later_is_going_on_and_nothing_past_is_to_come(
    status: str,
    starts_on: PartialDate | None,
    ends_on: PartialDate | None,
    now: datetime,
    is_proposal: bool,  # noqa: FBT001
):
    state = activity_state(status, starts_on, ends_on, now, is_proposal=is_proposal)
    today = now.astimezone(STOCKHOLM).date()
    if starts_on and starts_on.first_day > today:
        assert state not in (ActivityState.ONGOING, ActivityState.SHOULD_HAVE_STARTED)
    to_come = (ActivityState.WILL_START, ActivityState.NOT_STARTED, ActivityState.SCHEDULED)
    if ends_on and ends_on.last_day < today:
        assert state not in (ActivityState.ONGOING, *to_come)
    if starts_on and starts_on.last_day < today:
        assert state not in to_come
    if state is ActivityState.SHOULD_HAVE_ENDED:
        assert ends_on
        assert ends_on.last_day < today
