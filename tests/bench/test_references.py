"""What the bench measures the portal against gives the same pages, or its figures say nothing."""

import pytest

from bench import subjects
from bench.__main__ import PAGES


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "PATIENTS", 3)
    monkeypatch.setattr(subjects, "VISITORS", 2)


def test_each_page_is_the_same_letter_by_letter(few: None, tmp_path):
    with subjects.on(f"sqlite:///{tmp_path}/bench.sqlite", tmp_path) as measured:
        for path in PAGES.values():
            assert set(measured.visitors(path)) == {"portal", "raw driver", "by hand", "hello"}
