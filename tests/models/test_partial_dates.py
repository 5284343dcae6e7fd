"""A date as precise as it was sent: from FHIR to the database and back, and held against now."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import STOCKHOLM
from portal.intake.project.days import partial, period, whole_days
from portal.models.noun import PartialDateText
from portal.partial_date import PartialDate

COLUMN = PartialDateText()


@pytest.mark.parametrize("text", ["2027", "2027-03", "2027-03-05", "2027-03-05T10:00:00+01:00"])
def test_what_was_sent_comes_back_from_the_database_as_it_was(text: str):
    stored = COLUMN.process_bind_param(partial(text), None)  # type: ignore[arg-type]
    assert COLUMN.process_result_value(stored, None) == PartialDate(text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2028", date(2028, 1, 1), date(2028, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2028-12", date(2028, 12, 1), date(2028, 12, 31)),
        ("2027-12-31T23:30:00Z", date(2028, 1, 1), date(2028, 1, 1)),
        ("2028-01-01T00:30:00+02:00", date(2027, 12, 31), date(2027, 12, 31)),
    ],
)
def test_the_days_that_it_can_be_are_days_in_sweden(text: str, first: date, last: date):
    assert whole_days({"start": text, "end": text}) == (first, last)


def test_a_period_without_an_end_has_none():
    assert period({"start": "2027"}) == (PartialDate("2027"), None)
    assert period(None) == (None, None)


@given(
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    st.sampled_from([4, 7, 10]),
    st.integers(1_770_000_000, 1_860_000_000),
)
def test_it_is_to_come_or_over_only_when_all_of_it_is(day: date, length: int, at: int):
    when, now = PartialDate(str(day)[:length]), datetime.fromtimestamp(at, UTC)
    today = now.astimezone(STOCKHOLM).date()
    assert when.begins_after(now) == (when.first_day > today)
    assert when.is_over(now) == (when.last_day < today)
    assert when.first_day <= day <= when.last_day
    assert str(when.first_day)[:length] == str(when.last_day)[:length] == when.text
