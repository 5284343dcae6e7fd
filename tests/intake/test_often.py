"""How often, in words."""

import pytest

from portal.intake.project.often import days_of_week, how_often

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
REPEATS = [
    ({"frequency": 1, "period": 1, "periodUnit": "d"}, "varje dag"),
    ({"frequency": 2, "period": 1, "periodUnit": "d"}, "2 gånger om dagen"),
    ({"frequency": 1, "period": 1, "periodUnit": "wk"}, "en gång i veckan"),
    ({"frequency": 2, "period": 1, "periodUnit": "wk"}, "2 gånger i veckan"),
    ({"frequency": 2, "frequencyMax": 3, "period": 1, "periodUnit": "wk"}, "2–3 gånger i veckan"),
    ({"frequency": 1, "period": 2, "periodUnit": "wk"}, "varannan vecka"),
    ({"frequency": 1, "period": 3, "periodUnit": "mo"}, "var tredje månad"),
    ({"frequency": 1, "period": 2, "periodUnit": "a"}, "vartannat år"),
    ({"frequency": 1, "period": 3, "periodUnit": "a"}, "vart tredje år"),
    ({"frequency": 1, "period": 10, "periodUnit": "d"}, "en gång på 10 dagar"),
    ({"frequency": 3, "period": 2, "periodUnit": "wk"}, "3 gånger på 2 veckor"),
    ({"dayOfWeek": ["thu", "mon"]}, "måndag och torsdag"),
    ({"dayOfWeek": ["mon"], "timeOfDay": ["08:00:00", "20:30:00"]}, "måndag kl. 08.00 och 20.30"),
    ({"dayOfWeek": ["mon"], "period": 2, "periodUnit": "wk"}, "varannan vecka, måndag"),
    ({"frequency": 1, "period": 1, "periodUnit": "d", "when": ["MORN"]}, "varje dag på morgonen"),
    ({"frequency": 1, "period": 1, "periodUnit": "s"}, ""),
    ({"count": 3}, ""),
]


@pytest.mark.parametrize(("repeat", "words"), REPEATS)
def test_a_repetition_reads_as_one_would_say_it(repeat: dict[str, object], words: str):
    assert how_often({"repeat": repeat}) == words


def test_days_in_a_row_are_a_span():
    assert days_of_week(["mon", "tue", "wed", "thu", "fri"]) == "måndag–fredag"
    assert days_of_week(["mon", "wed", "fri"]) == "måndag, onsdag och fredag"
    assert days_of_week(["sat", "sun"]) == "lördag och söndag"
    assert days_of_week(WEEK) == "varje dag"
    assert days_of_week([]) == ""


def test_a_code_or_its_words_will_do():
    assert how_often({"code": {"coding": [{"code": "BID"}]}}) == "2 gånger om dagen"
    assert how_often({"code": {"text": "Vid behov"}}) == "Vid behov"
    assert how_often(None) == how_often({"event": ["2026-11-03"]}) == ""
