"""What is told of the timings that come in, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.demo import people
from portal.intake.outcome import Report
from portal.intake.project.timing import timing_not_shown
from tests.intake.sending import Raw, Sender, day, insats, only_row, patient, plan, put, to

ACTIVITY = [{"reference": to("ServiceRequest", "insats")}]
AT = "Bundle.entry[1].resource"


@pytest.fixture
def sender(senders: Callable[[], Sender]) -> Sender:
    return senders()


def sent(sender: Sender, **request: Any) -> Report:
    return sender.send(plan(activity=ACTIVITY), insats(**request))


def told(report: Report, entry: int = 1) -> list[str]:
    assert report.is_accepted, report.faults
    return [remark.expression for remark in report.entries[entry].remarks]


def test_as_needed_with_a_maximum_reads_as_a_maximum(sender: Sender):
    timing = {"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}}
    report = sent(sender, occurrenceTiming=timing, asNeededBoolean=True)
    assert only_row(sender, "activity")["how_often"] == "vid behov, högst 3 gånger om dagen"
    assert told(report) == []


def test_why_it_may_be_needed_is_said_in_the_source_s_words(sender: Sender):
    report = sent(sender, asNeededCodeableConcept={"text": "oro"})
    assert (only_row(sender, "activity")["how_often"], told(report)) == ("vid behov (oro)", [])


def test_a_reason_that_is_only_a_code_is_told(sender: Sender):
    report = sent(sender, asNeededCodeableConcept={"coding": [{"code": "1"}]})
    assert only_row(sender, "activity")["how_often"] == "vid behov"
    assert told(report) == [f"{AT}.asNeededCodeableConcept"]


def test_what_is_not_as_needed_is_done_anyhow(sender: Sender):
    timing = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}
    report = sent(sender, occurrenceTiming=timing, asNeededBoolean=False)
    assert (only_row(sender, "activity")["how_often"], told(report)) == ("varje dag", [])


def test_a_code_with_dates_is_how_often_and_from_when(sender: Sender):
    timing = {
        "code": {"coding": [{"code": "BID"}]},
        "repeat": {"boundsPeriod": {"start": "2026-11-01", "end": "2026-12-31"}},
    }
    report = sent(sender, occurrenceTiming=timing)
    row = only_row(sender, "activity")
    assert (row["how_often"], told(report)) == ("2 gånger om dagen", [])
    assert (str(row["starts_on"]), str(row["ends_on"])) == ("2026-11-01", "2026-12-31")


@pytest.mark.parametrize(
    ("occurrence", "how_often", "first", "last"),
    [
        ({"occurrenceDateTime": "2026-12-11"}, "", "2026-12-11", "2026-12-11"),
        (
            {"occurrenceDateTime": "2026-12-11T13:00:00Z"},
            "en gång, 11 december 2026 kl. 14.00",
            "2026-12-11",
            "2026-12-11",
        ),
        (
            {"occurrenceTiming": {"event": ["2026-12-11", "2026-12-04"]}},
            "2 gånger, 4 december 2026 och 11 december 2026",
            "2026-12-04",
            "2026-12-11",
        ),
    ],
)
def test_what_is_done_on_a_day_does_not_go_on_from_it(
    sender: Sender, occurrence: Raw, how_often: str, first: str, last: str
):
    report = sent(sender, **occurrence)
    row = only_row(sender, "activity")
    dates = [str(row[name])[:10] for name in ("starts_on", "ends_on")]
    assert (row["how_often"], dates, told(report)) == (how_often, [first, last], [])


def test_a_timing_that_no_sentence_can_hold_is_told_element_by_element(sender: Sender):
    repeat = {"frequency": 3, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon"]}
    report = sent(sender, occurrenceTiming={"repeat": repeat}, asNeededBoolean=True)
    assert only_row(sender, "activity")["how_often"] == ""
    assert told(report) == [
        *(f"{AT}.occurrenceTiming.repeat.{name}" for name in repeat),
        f"{AT}.asNeededBoolean",
    ]
    issue = report.entries[1].remarks[0].issue()
    assert (issue["severity"], issue["code"]) == ("information", "informational")


def test_inline_and_contained_timings_are_told_at_their_places(sender: Sender):
    timing = {"repeat": {"when": ["MORN"], "offset": 10}}
    detail = {"status": "in-progress", "description": "Promenad", "scheduledTiming": timing}
    inside = {**insats(occurrenceTiming=timing)["resource"], "id": "inside"}
    del inside["meta"], inside["identifier"]
    activity: list[Raw] = [{"detail": detail}, {"reference": {"reference": "#inside"}}]
    report = sender.send(plan(activity=activity, contained=[inside]))
    at = "Bundle.entry[0].resource"
    assert told(report, 0) == [
        f"{at}.activity[0].detail.scheduledTiming.repeat.when",
        f"{at}.activity[0].detail.scheduledTiming.repeat.offset",
        f"{at}.contained[0].occurrenceTiming.repeat.when",
        f"{at}.contained[0].occurrenceTiming.repeat.offset",
    ]


def test_a_task_says_how_many_times(sender: Sender):
    body = {
        "status": "accepted",
        "intent": "plan",
        "description": "Väga mig",
        "for": patient(),
        "executionPeriod": {"start": day(3)},
        "restriction": {"repetitions": 4, "period": {"end": day(30)}},
    }
    report = sender.send(
        plan(activity=[{"reference": to("Task", "task")}]), put("Task", "task", body)
    )
    assert only_row(sender, "activity")["how_often"] == "sammanlagt 4 gånger"
    assert told(report) == [f"{AT}.restriction.period"]


@pytest.mark.parametrize(
    ("repeat", "code", "place"),
    [
        ({"duration": 30}, "invariant", "duration"),
        ({"frequency": 1, "period": 1}, "invariant", "period"),
        ({"duration": -1, "durationUnit": "h"}, "invariant", "duration"),
        ({"period": -1, "periodUnit": "d"}, "invariant", "period"),
        ({"period": 0, "periodUnit": "d"}, "value", "period"),
        ({"periodMax": 2, "periodUnit": "d"}, "invariant", "periodMax"),
        ({"durationMax": 2, "durationUnit": "h"}, "invariant", "durationMax"),
        ({"countMax": 2}, "invariant", "countMax"),
        ({"offset": 30}, "invariant", "offset"),
        ({"when": ["AC", "CM"], "offset": 30}, "invariant", "offset"),
        ({"when": ["MORN"], "timeOfDay": ["08:00:00"]}, "invariant", "timeOfDay"),
        ({"frequency": 0, "period": 1, "periodUnit": "d"}, "value", "frequency"),
        ({"count": 0}, "value", "count"),
        ({"offset": -5, "when": ["AC"]}, "value", "offset"),
        ({"dayOfWeek": ["MON"]}, "code-invalid", "dayOfWeek[0]"),
        ({"timeOfDay": ["24:00:00"]}, "value", "timeOfDay[0]"),
    ],
)
def test_a_repetition_that_r4_does_not_allow_is_refused_at_its_place(
    sender: Sender, repeat: Raw, code: str, place: str
):
    report = sent(sender, occurrenceTiming={"repeat": repeat})
    found = [(fault.status, fault.code, fault.expression) for fault in report.faults]
    assert found == [(422, code, f"{AT}.occurrenceTiming.repeat.{place}")]
    assert sum(sender.count().values()) == 0


@pytest.mark.parametrize("repeat", [{"period": "1"}, {"when": "AC", "offset": 1}, {"period": True}])
def test_values_of_the_wrong_kind_are_told_as_such(sender: Sender, repeat: Raw):
    report = sent(sender, occurrenceTiming={"repeat": {**repeat, "periodUnit": "d"}})
    assert 400 in {fault.status for fault in report.faults}


def test_all_that_the_demo_says_of_how_often_can_be_said():
    files = sorted(Path(*people.__path__).glob("*.json"))
    entries = [one for file in files for one in json.loads(file.read_text("utf-8"))["entry"]]
    resources = [one.get("resource") or {} for one in entries]
    assert sum("occurrenceTiming" in one for one in resources) > 10
    assert [place for one in resources for place in timing_not_shown(one)] == []
