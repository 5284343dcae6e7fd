"""Whatever a Timing holds, its sentence says the same to who reads it, or there is none."""

import os
from collections import Counter
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from portal.clock import STOCKHOLM
from portal.intake.project.timing import TimingWords, describe_timing
from tests.intake.read_swedish_timing import DAYS, Range, Said, read

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "1"))
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WHENS = (
    "MORN MORN.early MORN.late NOON AFT AFT.early AFT.late EVE EVE.early EVE.late NIGHT PHS HS WAKE"
    " C CM CD CV AC ACM ACD ACV PC PCM PCD PCV"
)
GTS = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"
CODED = {
    "QD": (1, 1, "d", None),
    "BID": (2, 1, "d", None),
    "TID": (3, 1, "d", None),
    "QID": (4, 1, "d", None),
    "QOD": (1, 2, "d", None),
    **{f"Q{number}H": (1, number, "h", None) for number in (1, 2, 3, 4, 6, 8)},
    "AM": (1, 1, "d", "MORN"),
    "PM": (1, 1, "d", "AFT"),
    "BED": (1, 1, "d", "HS"),
    "WK": (1, 1, "wk", None),
    "MO": (1, 1, "mo", None),
}
"""What timing-abbreviation says of its codes: times, period, unit, and when."""
HOURS: dict[str, Fraction | int] = {
    "min": Fraction(1, 60),
    "h": 1,
    "d": 24,
    "wk": 168,
    "mo": 730,
    "a": 8760,
}

ELEMENTS = [
    *[
        "boundsDuration",
        "boundsRange",
        "boundsPeriod",
        "count",
        "countMax",
        "duration",
        "durationMax",
    ],
    *[
        "frequency",
        "frequencyMax",
        "period",
        "periodMax",
        "dayOfWeek",
        "timeOfDay",
        "when",
        "offset",
        "code",
        "event",
    ],
]

Raw = dict[str, Any]

few, many = st.integers(1, 4), st.sampled_from([5, 10, 999, 1000, 2**31 - 1, 0, -1])
lengths = st.sampled_from([1, 2, 3, 4, 6, 10, 12, 45, Decimal("1.0"), Decimal("1.5")])
odd = st.sampled_from([0, -1, Decimal("0.333"), Decimal("1E+2"), Decimal("1E+999999"), 2**40])
units = st.sampled_from(["d", "d", "wk", "wk", "mo", "h", "min", "a", "s"])
dates = st.sampled_from(
    ["2026", "2026-11", "2026-12-03", "2026-12-03T09:30:00+01:00", "2027-07-01T22:30:00Z"]
)
hours = st.sampled_from(["08:00:00", "14:30:00", "20:00:00.000", "09:00:30"])
days = st.lists(st.sampled_from(NAMES), min_size=1, max_size=7)
whens = st.lists(st.sampled_from(WHENS.split()), min_size=1, max_size=3)
amounts = st.fixed_dictionaries(
    {"value": lengths | odd, "code": units},
    optional={"comparator": st.just("<"), "system": st.just("urn:other")},
)
good_amounts = st.fixed_dictionaries({"value": lengths, "code": units})
ranges = st.fixed_dictionaries({}, optional={"low": amounts, "high": good_amounts})
extension = {"extension": [{"url": "https://else.example/x", "valueBoolean": True}]}
REPEAT: dict[str, st.SearchStrategy[Raw]] = {
    "rate": st.fixed_dictionaries(
        {"period": lengths, "periodUnit": units},
        optional={"frequency": few, "frequencyMax": few | many, "periodMax": lengths},
    ),
    "plain rate": st.fixed_dictionaries(
        {"frequency": few, "period": st.just(1), "periodUnit": units}
    ),
    "days": st.fixed_dictionaries({"dayOfWeek": days}),
    "hours": st.fixed_dictionaries({"timeOfDay": st.lists(hours, min_size=1, max_size=3)}),
    "when": st.fixed_dictionaries({"when": whens}),
    "offset": st.fixed_dictionaries({"when": whens, "offset": st.sampled_from([30, 90, 120, 0])}),
    "duration": st.fixed_dictionaries(
        {"duration": lengths, "durationUnit": units}, optional={"durationMax": lengths | odd}
    ),
    "count": st.fixed_dictionaries({"count": few}, optional={"countMax": few | many}),
    "bounds": st.fixed_dictionaries({"boundsDuration": good_amounts | amounts})
    | st.fixed_dictionaries({"boundsRange": ranges})
    | st.just({"boundsPeriod": {"start": "2026-11-01"}}),
}
SPOILS = st.fixed_dictionaries(
    {},
    optional={
        "frequency": many,
        "frequencyMax": few,
        "count": many,
        "countMax": few,
        "period": odd,
        "periodMax": lengths,
        "periodUnit": units,
        "duration": odd,
        "offset": st.sampled_from([15, 2**31 - 1]),
        "_period": st.just(extension),
    },
)
codings = st.fixed_dictionaries(
    {"code": st.sampled_from([*CODED, "X1"])},
    optional={"system": st.sampled_from([GTS, GTS, "urn:other"])},
)
codes = st.fixed_dictionaries({"coding": st.lists(codings, min_size=1, max_size=2)})


@st.composite
def timings(draw: st.DrawFn) -> Raw:
    """A Timing of one to four rules, as care systems send it; one in four is spoilt."""
    repeat: Raw = {}
    for name in draw(st.lists(st.sampled_from([*REPEAT]), max_size=4, unique=True)):
        repeat |= draw(REPEAT[name])
    if draw(st.integers(0, 3)) == 3:
        repeat |= draw(SPOILS)
    timing: Raw = {"repeat": repeat} if repeat else {}
    if draw(st.integers(0, 4)) == 4:
        timing["code"] = draw(codes)
    if draw(st.integers(0, 9)) == 9 or not timing:
        timing["event"] = draw(st.lists(dates, min_size=1, max_size=9))
    return timing


as_needed = st.sampled_from([None, None, "", "ont i knät"])


@settings(max_examples=400 * ROUNDS)
@given(timing=timings(), needed=as_needed)
def test_a_sentence_reads_back_as_the_timing_it_was_made_of_or_all_of_it_is_told(
    timing: Raw, needed: str | None
):
    said = describe_timing(timing, needed)
    if said.text:
        assert {place for place, _why in said.not_shown} <= {"code"}
        assert_same(timing, needed, read(said.text))
    else:
        assert_all_told(timing, needed, said)


@pytest.mark.parametrize("element", ELEMENTS)
def test_there_is_a_sentence_with_each_element_so_that_the_reader_has_something_to_read(
    element: str,
):
    find(timings(), lambda timing: element in _elements(timing) and _has_words(timing))


def _elements(timing: Raw) -> Raw:
    return {**timing, **timing.get("repeat", {})}


def _has_words(timing: Raw) -> bool:
    return bool(describe_timing(timing).text)


def assert_all_told(timing: Raw, needed: str | None, said: TimingWords) -> None:
    """Each element has one remark, or it is not there at all."""
    repeat = [f"repeat.{name}" for name in timing.get("repeat", {})]
    places = [*repeat, *(name for name in ("event", "code") if name in timing)]
    places = [place for place in places if place not in ("repeat.boundsPeriod", "repeat._period")]
    told = [place for place, why in said.not_shown if why]
    assert Counter(told) == Counter(places + (["?"] if needed is not None else []))


def assert_same(timing: Raw, needed: str | None, said: Said) -> None:
    repeat = timing.get("repeat", {})
    code = next(
        (CODED[one["code"]] for one in timing.get("code", {}).get("coding", []) if _is_known(one)),
        None,
    )
    assert (said.is_as_needed, said.reason) == (needed is not None, needed or "")
    when = set(repeat.get("when", [])) | ({code[3]} if code and code[3] else set())
    times = {time[:5].replace(":", ".") for time in repeat.get("timeOfDay", [])}
    assert (said.when, said.times, said.offset) == (when, times, repeat.get("offset"))
    low = repeat.get("count")
    high = repeat.get("countMax", low)
    is_limit = needed is not None and low in (1, high)
    assert said.count == (low and (None if is_limit else low, high))
    assert said.duration == _duration(repeat)
    assert said.bounds == _bounds(repeat)
    assert said.events == {_local(event) for event in timing.get("event", [])}
    assert_same_rate(repeat, code, said)


def assert_same_rate(repeat: Raw, code: Any, said: Said) -> None:
    """How many times in how long, and on which days."""
    days = {DAYS[NAMES.index(day)] for day in repeat.get("dayOfWeek", [])}
    a_day = max(1, len(said.times), len(said.when))
    if said.days:
        assert said.days == days
    elif days:
        assert days == set(DAYS)
        said.rate, said.period, said.days = None, None, days
    elif said.rate and not ("period" in repeat or code):
        assert said.times
        once, daily = (Decimal(1), Decimal(1)), (Decimal(1), Decimal(1), "d")
        assert (said.rate, said.period) == (once, daily)
        return
    rate, period = _stated(repeat, code)
    if period is None:
        assert said.rate is None
    elif said.days and not said.is_choice and (said.period is None or said.period[2] == "wk"):
        weeks = (said.period or (1, 1, "wk"))[0]
        each = a_day if period[2] == "d" else a_day * len(days)
        assert period in ((1, 1, "d"), (weeks, weeks, "wk"))
        assert set(rate) == {each} or (not any(rate) and (period[2] == "d" or each == 1))
    else:
        assert_equal_rates(rate, period, said)


def assert_equal_rates(rate: Range, period: Any, said: Said) -> None:
    assert said.rate
    assert said.period
    low, high = rate if any(rate) else (Decimal(1), Decimal(1))
    is_interval = high == 1 and period[0] != period[1]
    if said.is_as_needed and low in (1, high) and not is_interval:
        low = None  # at most: fewer is as it should be
    assert (said.rate, said.period) == ((low, high), period)


def _stated(repeat: Raw, code: Any) -> tuple[Range, Any]:
    """The rate as the structure has it, else as the code; where both are, they are equal."""
    rate: Range = (None, None)
    if "frequency" in repeat or "frequencyMax" in repeat:
        rate = repeat.get("frequency"), repeat.get("frequencyMax", repeat.get("frequency"))
    if "period" not in repeat:
        return ((code[0], code[0]), (code[1], code[1], code[2])) if code else (rate, None)
    low, unit = repeat["period"], repeat["periodUnit"]
    if code:
        assert (repeat.get("frequency", 1) / (Fraction(low) * HOURS[unit])) == (
            code[0] / (Fraction(code[1]) * HOURS[code[2]])
        )
    return rate, (low, repeat.get("periodMax", low), unit)


def _is_known(coding: Raw) -> bool:
    return coding["code"] in CODED and coding.get("system") != "urn:other"


def _duration(repeat: Raw) -> Any:
    if "duration" not in repeat:
        return None
    low = repeat["duration"]
    return (low, repeat.get("durationMax", low)), repeat["durationUnit"]


def _bounds(repeat: Raw) -> Any:
    same = repeat.get("boundsDuration")
    ends = repeat.get("boundsRange", {"low": same, "high": same} if same else {})
    if not ends:
        return None
    low, high = ends.get("low"), ends.get("high")
    either = low or high
    unit = either.get("code") or either["unit"]
    return (low and low["value"], high and high["value"]), unit


def _local(event: str) -> str:
    if "T" not in event:
        return event
    return f"{datetime.fromisoformat(event).astimezone(STOCKHOLM):%Y-%m-%dT%H:%M}"
