"""What each status of a meeting means before, during and after its time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import STOCKHOLM
from portal.intake.structure.shapes import shapes
from portal.models import meeting_state as states
from portal.models.meeting_state import MeetingState, meeting_state

HOUR = timedelta(hours=1)
STARTS = (
    datetime(2027, 5, 3, 13, 0, tzinfo=STOCKHOLM),
    datetime(2027, 1, 1, 0, 0, tzinfo=STOCKHOLM),
    datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=STOCKHOLM),
    datetime(2027, 3, 28, 1, 30, tzinfo=STOCKHOLM),
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
    datetime(2027, 10, 31, 1, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 9, 0, tzinfo=STOCKHOLM),
)
"""An ordinary day, both zones' midnights, both changes of the clock, a leap day."""

EXPECTED = {
    #               before          during          after
    "proposed": ("proposed", "proposed", "unknown"),
    "pending": ("unconfirmed", "unconfirmed", "unknown"),
    "waitlist": ("waitlisted", "waitlisted", "unknown"),
    "booked": ("booked", "booked", "held"),
    "arrived": ("booked", "booked", "held"),
    "checked-in": ("booked", "booked", "held"),
    "fulfilled": ("held", "held", "held"),
    "cancelled": ("cancelled", "cancelled", "cancelled"),
    "noshow": ("missed", "missed", "missed"),
    "entered-in-error": ("unknown", "unknown", "unknown"),
}
STATUSES = st.sampled_from([*EXPECTED, "of-next-year"])
MOMENTS = st.integers(1_780_000_000, 1_860_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))


def test_every_status_of_the_standard_is_in_the_table():
    assert set(EXPECTED) == shapes()["Appointment"]["status"].codes


@pytest.mark.parametrize("start", STARTS, ids=str)
@pytest.mark.parametrize("status", EXPECTED)
def test_a_status_says_this_before_during_and_after(status: str, start: datetime):
    start = start.astimezone(UTC)
    nows = (start - timedelta(seconds=1), start, start + HOUR)
    found = tuple(meeting_state(status, start, start + HOUR, now) for now in nows)
    assert found == EXPECTED[status]


@pytest.mark.parametrize("status", EXPECTED)
def test_without_a_time_nothing_is_booked(status: str):
    state = meeting_state(status, None, None, STARTS[0])
    assert not state.is_booked
    assert state.is_undecided == (status in states.UNDECIDED)


def test_a_booked_meeting_that_had_another_time_is_moved_until_it_has_been():
    start = STARTS[0]
    times = (start, start + HOUR)
    assert meeting_state("booked", *times, start, moved_from=start - HOUR) is MeetingState.MOVED
    assert meeting_state("booked", *times, start, moved_from=start) is MeetingState.BOOKED
    late = start + 2 * HOUR
    assert meeting_state("booked", *times, late, moved_from=start - HOUR) is MeetingState.HELD


@given(STATUSES, MOMENTS, MOMENTS, MOMENTS, MOMENTS)
def test_nothing_past_is_coming_and_only_what_is_booked_counts_as_booked(
    status: str, start: datetime, end: datetime, now: datetime, moved_from: datetime
):
    state = meeting_state(status, start, end, now, moved_from=moved_from)
    if max(start, end) <= now:
        assert not state.is_booked
        assert not state.is_undecided
    if state.is_booked:
        assert status in states.BOOKED
    if state is MeetingState.HELD:
        assert status == "fulfilled" or max(start, end) <= now
