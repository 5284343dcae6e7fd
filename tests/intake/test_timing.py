"""How often, in words: each element of a Timing is in the sentence, or there is no sentence."""

from decimal import Decimal
from typing import Any

import pytest

from portal.intake.project.schedule_words import days_of_week
from portal.intake.project.timing import describe_timing

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
GTS = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"

Raw = dict[str, Any]


def rate(frequency: int, period: Any, unit: str, **more: Any) -> Raw:
    return {"frequency": frequency, "period": period, "periodUnit": unit, **more}


def weeks(value: int) -> Raw:
    return {"value": value, "code": "wk"}


SENTENCES = [
    (rate(1, 1, "d"), "varje dag"),
    (rate(2, 1, "d"), "2 gånger om dagen"),
    (rate(1, 1, "wk"), "en gång i veckan"),
    (rate(2, 1, "wk"), "2 gånger i veckan"),
    (rate(2, 1, "wk", frequencyMax=3), "2–3 gånger i veckan"),
    (rate(2, 1, "wk", frequencyMax=2), "2 gånger i veckan"),
    ({"frequencyMax": 3, "period": 1, "periodUnit": "d"}, "högst 3 gånger om dagen"),
    ({"period": 2, "periodUnit": "d"}, "varannan dag"),
    (rate(1, 2, "wk"), "varannan vecka"),
    (rate(1, 3, "wk"), "var tredje vecka"),
    (rate(1, 3, "mo"), "var tredje månad"),
    (rate(1, 2, "a"), "vartannat år"),
    (rate(1, 3, "a"), "vart tredje år"),
    (rate(1, 6, "h"), "var sjätte timme"),
    (rate(1, 12, "h"), "var tolfte timme"),
    (rate(1, Decimal("2.0"), "h"), "varannan timme"),
    (rate(1, 10, "d"), "en gång på 10 dagar"),
    (rate(1, Decimal("1.5"), "d"), "en gång på 1,5 dagar"),
    (rate(3, 2, "wk"), "3 gånger på 2 veckor"),
    (rate(1, 4, "h", periodMax=6), "med 4–6 timmars mellanrum"),
    (rate(2, 4, "wk", periodMax=6), "2 gånger på 4–6 veckor"),
    ({"dayOfWeek": ["thu", "mon"]}, "måndag och torsdag"),
    (rate(1, 1, "d", dayOfWeek=["mon", "thu"]), "måndag och torsdag"),
    (rate(2, 1, "wk", dayOfWeek=["mon", "thu"]), "måndag och torsdag"),
    (rate(1, 1, "wk", dayOfWeek=["mon"]), "måndag"),
    (rate(2, 1, "d", dayOfWeek=["mon"]), "2 gånger om dagen, måndag"),
    (rate(2, 1, "wk", dayOfWeek=WEEK[:3]), "2 gånger i veckan, måndag, tisdag eller onsdag"),
    (rate(1, 2, "h", dayOfWeek=WEEK[:5]), "varannan timme, måndag–fredag"),
    (rate(1, 1, "mo", dayOfWeek=["mon"]), "en gång i månaden, en måndag"),
    ({"dayOfWeek": ["mon"], "period": 2, "periodUnit": "wk"}, "varannan vecka, måndag"),
    (rate(2, 2, "wk", dayOfWeek=["mon", "thu"]), "varannan vecka, måndag och torsdag"),
    ({"dayOfWeek": ["mon"], "timeOfDay": ["08:00:00", "20:30:00"]}, "måndag kl. 08.00 och 20.30"),
    ({"timeOfDay": ["20:00:00", "08:00:00"]}, "varje dag kl. 08.00 och 20.00"),
    (rate(2, 1, "d", timeOfDay=["08:00:00", "20:00:00"]), "2 gånger om dagen, kl. 08.00 och 20.00"),
    (rate(1, 1, "wk", timeOfDay=["14:00:00"]), "en gång i veckan, kl. 14.00"),
    (rate(1, 1, "d", when=["MORN"]), "varje dag på morgonen"),
    (rate(2, 1, "d", when=["MORN", "EVE"]), "2 gånger om dagen, på morgonen och på kvällen"),
    ({"when": ["ACM"]}, "före frukost"),
    ({"when": ["C"]}, "till maten"),
    ({"when": ["AFT.late"]}, "sent på eftermiddagen"),
    ({"when": ["HS"]}, "vid läggdags"),
    ({"when": ["HS"], "offset": 60}, "1 timme före läggdags"),
    (rate(2, 1, "d", when=["AC"], offset=30), "2 gånger om dagen, 30 minuter före maten"),
    (rate(1, 1, "d", when=["PCM"], offset=90), "varje dag, 90 minuter efter frukost"),
    (rate(1, 1, "wk", duration=30, durationUnit="min"), "en gång i veckan, 30 minuter åt gången"),
    (
        {"dayOfWeek": ["mon"], "duration": 1, "durationMax": 2, "durationUnit": "h"},
        "måndag, 1–2 timmar åt gången",
    ),
    ({"count": 1}, "en gång"),
    ({"count": 3}, "sammanlagt 3 gånger"),
    (rate(2, 1, "wk", count=10, countMax=12), "2 gånger i veckan, sammanlagt 10–12 gånger"),
    (rate(2, 1, "d", boundsDuration=weeks(2)), "2 gånger om dagen, i 2 veckor"),
    (rate(1, 1, "d", boundsDuration=weeks(1)), "varje dag, i 1 vecka"),
    (
        rate(1, 1, "d", boundsDuration=weeks(3), count=21),
        "varje dag, i 3 veckor, sammanlagt 21 gånger",
    ),
    (rate(1, 1, "d", boundsRange={"low": weeks(2), "high": weeks(3)}), "varje dag, i 2–3 veckor"),
    (rate(1, 1, "d", boundsRange={"high": weeks(3)}), "varje dag, i högst 3 veckor"),
    (rate(1, 1, "d", boundsRange={"low": weeks(2)}), "varje dag, i minst 2 veckor"),
    (rate(2, 1, "d", boundsPeriod={"end": "2026-12-31"}), "2 gånger om dagen"),
]
AS_NEEDED = [
    ({}, "", "vid behov"),
    (rate(3, 1, "d"), "", "vid behov, högst 3 gånger om dagen"),
    (rate(1, 1, "d"), "", "vid behov, högst en gång om dagen"),
    (rate(1, 1, "d", frequencyMax=3), "", "vid behov, högst 3 gånger om dagen"),
    (rate(2, 1, "d", frequencyMax=3), "", "vid behov, 2–3 gånger om dagen"),
    (rate(1, 2, "d"), "", "vid behov, högst en gång varannan dag"),
    (rate(1, 6, "h"), "", "vid behov, högst en gång var sjätte timme"),
    (rate(1, 10, "d"), "", "vid behov, högst en gång på 10 dagar"),
    (rate(1, 4, "h", periodMax=6), "", "vid behov, med 4–6 timmars mellanrum"),
    (
        rate(3, 1, "d", count=9),
        "ont",
        "vid behov (ont), högst 3 gånger om dagen, sammanlagt högst 9 gånger",
    ),
    ({"dayOfWeek": ["mon"]}, "", "vid behov, måndag"),
    ({"count": 1}, "", "vid behov, högst en gång"),
    ({"count": 3, "countMax": 5}, "", "vid behov, sammanlagt 3–5 gånger"),
]
NOT_SAID = [
    rate(1, 0, "d"),
    rate(1, -1, "d"),
    rate(0, 1, "d"),
    rate(2**31 - 1, 1, "d"),
    rate(1, 2**40, "d"),
    rate(1, Decimal("1E+999999"), "d"),
    rate(1, Decimal("0.333"), "d"),
    rate(1, 1, "s"),
    rate(3, 1, "d", frequencyMax=2),
    rate(1, 6, "h", periodMax=4),
    {"frequency": 3},
    {"frequency": 3, "periodUnit": "d"},
    {"period": 1},
    rate(3, 1, "wk", dayOfWeek=["mon"]),
    {"dayOfWeek": ["mon", "thu"], "period": 1, "periodUnit": "wk"},
    rate(1, 1, "wk", dayOfWeek=["mon", "thu"]),
    {"frequencyMax": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "thu"]},
    rate(1, 3, "mo", dayOfWeek=["mon"]),
    rate(2, 1, "mo", dayOfWeek=["mon"]),
    rate(1, 2, "d", dayOfWeek=["mon"]),
    rate(1, 1, "wk", periodMax=2, dayOfWeek=["mon"]),
    rate(3, 1, "d", timeOfDay=["08:00:00", "20:00:00"]),
    rate(2, 1, "wk", timeOfDay=["08:00:00", "20:00:00"]),
    rate(1, 6, "h", timeOfDay=["08:00:00"]),
    {"timeOfDay": ["08:00:30"]},
    {"timeOfDay": ["08:00:00"], "when": ["MORN"]},
    rate(1, 1, "d", when=["MORN", "EVE"]),
    {"when": ["MORN"], "offset": 30},
    {"when": ["C"], "offset": 30},
    {"when": ["AC"], "offset": 0},
    {"offset": 30},
    rate(1, 1, "d", count=1),
    rate(1, 1, "d", count=3, countMax=2),
    {"countMax": 2},
    {"duration": 0, "durationUnit": "min"},
    {"duration": 30},
    rate(3, 1, "wk", duration=12, durationUnit="wk"),
    rate(1, 1, "h", duration=30, durationMax=90, durationUnit="min"),
    {"duration": 30, "durationMax": 20, "durationUnit": "min"},
    rate(1, 1, "d", boundsDuration={"value": 2, "unit": "veckor"}),
    rate(1, 1, "d", boundsDuration={**weeks(2), "comparator": "<"}),
    rate(1, 1, "d", boundsRange={"low": weeks(2), "high": {"value": 9, "code": "d"}}),
]


@pytest.mark.parametrize(("repeat", "words"), SENTENCES)
def test_a_repetition_reads_as_one_would_say_it(repeat: Raw, words: str):
    said = describe_timing({"repeat": repeat})
    assert (said.text, said.not_shown) == (words, ())


@pytest.mark.parametrize(("repeat", "reason", "words"), AS_NEEDED)
def test_as_needed_comes_first_and_makes_how_often_a_limit(repeat: Raw, reason: str, words: str):
    said = describe_timing({"repeat": repeat} if repeat else None, reason)
    assert (said.text, said.not_shown) == (words, ())


@pytest.mark.parametrize("repeat", NOT_SAID)
def test_what_would_be_untrue_is_not_said_and_all_of_it_is_told(repeat: Raw):
    for needed, also in ((None, []), ("", ["?"])):
        said = describe_timing({"repeat": repeat}, needed)
        places = [place for place, _why in said.not_shown]
        assert (said.text, places) == ("", [*(f"repeat.{name}" for name in repeat), *also])


def test_days_in_a_row_are_a_span():
    assert days_of_week(["mon", "tue", "wed", "thu", "fri"]) == "måndag–fredag"
    assert days_of_week(["mon", "wed", "fri"]) == "måndag, onsdag och fredag"
    assert days_of_week(["sat", "sun"]) == "lördag och söndag"
    assert days_of_week(WEEK) == "varje dag"
    assert days_of_week([]) == ""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("QD", "varje dag"),
        ("BID", "2 gånger om dagen"),
        ("TID", "3 gånger om dagen"),
        ("QID", "4 gånger om dagen"),
        ("QOD", "varannan dag"),
        ("Q1H", "varje timme"),
        ("Q2H", "varannan timme"),
        ("Q3H", "var tredje timme"),
        ("Q4H", "var fjärde timme"),
        ("Q6H", "var sjätte timme"),
        ("Q8H", "var åttonde timme"),
        ("AM", "varje dag på morgonen"),
        ("PM", "varje dag på eftermiddagen"),
        ("BED", "varje dag vid läggdags"),
        ("WK", "en gång i veckan"),
        ("MO", "en gång i månaden"),
    ],
)
def test_a_code_of_the_standard_is_said_in_swedish(code: str, words: str):
    coding = {"system": GTS, "code": code, "display": "twice daily"}
    assert describe_timing({"code": {"coding": [coding]}}).text == words
    bounds = {"boundsPeriod": {"start": "2026-11-01"}}
    assert describe_timing({"code": {"coding": [coding]}, "repeat": bounds}).text == words


BID = {"coding": [{"system": GTS, "code": "BID"}]}


@pytest.mark.parametrize(
    ("code", "repeat", "words", "told"),
    [
        (
            BID,
            {"timeOfDay": ["08:00:00", "20:00:00"]},
            "2 gånger om dagen, kl. 08.00 och 20.00",
            [],
        ),
        (BID, rate(1, 12, "h"), "var tolfte timme", []),
        (BID, {"boundsDuration": weeks(2)}, "2 gånger om dagen, i 2 veckor", []),
        (
            BID,
            rate(3, 1, "d"),
            "",
            ["code", "repeat.frequency", "repeat.period", "repeat.periodUnit"],
        ),
        (BID, {"frequency": 2}, "", ["code", "repeat.frequency"]),
        ({"coding": [*BID["coding"], {"system": GTS, "code": "TID"}]}, {}, "", ["code"]),
        ({"coding": [{"system": "urn:own", "code": "BID"}]}, {}, "", ["code"]),
        (
            {"coding": [{"system": "urn:own", "code": "X"}]},
            {"count": 3},
            "sammanlagt 3 gånger",
            ["code"],
        ),
        ({"coding": [{"system": "urn:own", "display": "Ibland"}]}, {}, "Ibland", []),
        ({"text": "Morgon och kväll"}, {}, "Morgon och kväll", []),
        ({"text": "Ibland"}, {"boundsDuration": weeks(2)}, "Ibland, i 2 veckor", []),
        ({"text": "Ibland"}, {"count": 3}, "Ibland", ["repeat.count"]),
        ({"text": "x" * 301}, {}, "x" * 301, ["code.text"]),
    ],
)
def test_a_code_and_a_repetition_say_one_thing_together(
    code: Raw, repeat: Raw, words: str, told: list[str]
):
    said = describe_timing({"code": code, **({"repeat": repeat} if repeat else {})})
    assert (said.text, [place for place, _why in said.not_shown]) == (words, told)


def test_the_source_s_own_words_say_once_that_it_is_as_needed():
    assert describe_timing({"code": {"text": "Vid behov"}}, "").text == "Vid behov"
    assert (
        describe_timing({"code": {"text": "3 om dagen"}}, "ont").text
        == "3 om dagen, vid behov (ont)"
    )


@pytest.mark.parametrize(
    ("events", "words"),
    [
        (["2026-11-03"], "en gång, 3 november 2026"),
        (
            ["2026-12", "2026-11-03T13:00:00Z"],
            "2 gånger, 3 november 2026 kl. 14.00 och december 2026",
        ),
        (["2027"], "en gång, 2027"),
    ],
)
def test_days_by_date_are_said_as_exactly_as_they_were_sent(events: list[str], words: str):
    assert describe_timing({"event": events}).text == words


def test_days_by_date_beside_a_repetition_or_too_many_of_them_are_told():
    both = describe_timing({"event": ["2026-11-03"], "repeat": {"count": 3}})
    many = describe_timing({"event": [f"2026-11-{day:02}" for day in range(1, 31)]})
    assert [place for place, _why in both.not_shown] == ["event", "repeat.count"]
    assert (both.text, many.text, many.not_shown[0][0]) == ("", "", "event")


def test_an_extension_may_change_when_it_is_done_so_nothing_is_said():
    """HL7's own timing-dayOfMonth does."""
    extension = [{"url": "http://hl7.org/fhir/StructureDefinition/timing-dayOfMonth"}]
    for repeat in (
        rate(1, 1, "mo", extension=extension),
        rate(1, 1, "mo", _frequency={"extension": extension}),
    ):
        assert describe_timing({"repeat": repeat}).text == ""
    assert describe_timing({"extension": extension, "repeat": rate(1, 1, "mo")}).text == ""


def test_without_a_timing_there_is_nothing_to_say_or_tell():
    assert describe_timing(None) == describe_timing({})
    assert describe_timing(None).text == ""
