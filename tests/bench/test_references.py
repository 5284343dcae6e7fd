"""What the bench measures the portal against gives the same pages, or its figures say nothing."""

from datetime import datetime

import pytest
import time_machine

from bench import subjects
from bench.__main__ import PAGES
from portal.clock import STOCKHOLM

HOURS = (
    "2026-11-24T09:30",
    "2026-11-24T23:38",
    "2026-12-31T23:55",
    "2027-01-01T00:05",
    "2027-03-24T01:50",
    "2027-10-25T02:10",
    "2028-02-25T23:59",
)
"""By day and across midnight, the year's end, both changes of the clock, a leap day."""


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "PATIENTS", 3)
    monkeypatch.setattr(subjects, "VISITORS", 2)


@pytest.mark.parametrize("hour", HOURS)
def test_each_page_is_the_same_letter_by_letter_at_any_hour(few: None, tmp_path, hour: str):
    now = datetime.fromisoformat(hour).replace(tzinfo=STOCKHOLM)
    with (
        time_machine.travel(now, tick=True),
        subjects.on(f"sqlite:///{tmp_path}/bench.sqlite", tmp_path) as measured,
    ):
        for path in PAGES.values():
            assert set(measured.visitors(path)) == {"portal", "raw driver", "by hand", "hello"}
