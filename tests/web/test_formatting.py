"""Dates, times and numbers as people write them, in Swedish time."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import STOCKHOLM
from portal.partial_date import PartialDate
from portal.web.catalogues import catalogue
from portal.web.formatting import days_until, filters, iso, phone
from portal.web.formatting import held as hours
from portal.web.languages import LANGUAGES, SWEDISH, Language

ENGLISH = next(language for language in LANGUAGES if language.code == "en")
NOVEMBER = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HARD_SPACE = "\N{NO-BREAK SPACE}"


def held(name: str, *values: object, language: Language = SWEDISH) -> str:
    with time_machine.travel(NOVEMBER, tick=False):
        return str(filters(language)[name](*values))


def test_hours_in_words_of_others_stay_together_too():
    assert hours("måndag kl. 08.00–16.30. Stängt kl. 12–13") == (
        f"måndag kl.{HARD_SPACE}08.00–16.30. Stängt kl.{HARD_SPACE}12–13"
    )


def written(name: str, *values: object, language: Language = SWEDISH) -> str:
    """With its spaces as a person sees them."""
    return held(name, *values, language=language).replace(HARD_SPACE, " ")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_no_line_ends_between_a_number_and_its_word(language: Language):
    for name in ("day", "short_day", "date_words"):
        day = held(name, NOVEMBER, language=language)
        assert not re.search(r"24\.? ", day), "the month would begin the next line"
    end = NOVEMBER + timedelta(minutes=45)
    for clock in (
        held("clock", NOVEMBER, language=language),
        held("span", NOVEMBER, end, language=language),
    ):
        assert " 1" not in clock, "the time would begin the next line"


@pytest.mark.parametrize(
    ("name", "swedish", "english"),
    [
        ("day", "tisdag 24 november", "Tuesday 24 November"),
        ("short_day", "24 november", "24 November"),
        ("date_words", "24 november 2026", "24 November 2026"),
        ("clock", "kl. 13.00", "13:00"),
    ],
)
def test_a_moment_is_written_as_in_the_language(name: str, swedish: str, english: str):
    assert written(name, NOVEMBER) == swedish
    assert written(name, NOVEMBER, language=ENGLISH) == english


@pytest.mark.parametrize(
    ("code", "day", "date_words", "span"),
    [
        ("sv@lattlast", "tisdag 24 november", "24 november 2026", "klockan 13.00 till 13.45"),
        ("fi", "tiistaina 24. marraskuuta", "24. marraskuuta 2026", "klo 13.00–13.45"),
        ("fit", "tiistaina 24. marraskuuta", "24. marraskuuta 2026", "kello 13.00–13.45"),
        ("se", "maŋŋebárga skábmamánu 24. beaivi", "skábmamánu 24. b. 2026", "dii. 13.00–13.45"),
        ("ar", "الثلاثاء 24 نوفمبر", "24 نوفمبر 2026", "من 13:00 إلى 13:45"),
    ],
)
def test_each_language_writes_days_and_times_its_own_way(
    code: str, day: str, date_words: str, span: str
):
    language = next(one for one in LANGUAGES if one.code == code)
    end = NOVEMBER + timedelta(minutes=45)
    assert written("day", NOVEMBER, language=language) == day
    assert written("date_words", NOVEMBER, language=language) == date_words
    assert written("span", NOVEMBER, end, language=language) == span


def test_no_language_writes_other_digits_than_those_of_the_telephone():
    for language in LANGUAGES:
        for name in ("day", "date_words", "clock"):
            digits = [sign for sign in written(name, NOVEMBER, language=language) if sign.isdigit()]
            assert digits
            assert all(sign in "0123456789" for sign in digits), language.code


PLURAL = "%(n)s insats i planen.", "%(n)s insatser i planen."
COUNTED = {
    "sv@lattlast": {1: "1 insats i planen.", 2: "2 insatser i planen."},
    "en": {1: "1 kind of support in the plan.", 2: "2 kinds of support in the plan."},
    "fi": {1: "Suunnitelmassa on 1 tukitoimi.", 2: "Suunnitelmassa on 2 tukitointa."},
    "fit": {1: "Plaanissa oon 1 insatsi.", 2: "Plaanissa oon 2 insatsia."},
    "se": {
        1: "Plánas lea 1 doaibmabidju.",
        2: "Plánas leat 2 doaibmabiju.",
        3: "Plánas leat 3 doaibmabiju.",
    },
    "ar": {
        0: "لا يوجد أي إجراء (0) في الخطة.",
        2: "إجراءان (2) في الخطة.",
        3: "3 إجراءات في الخطة.",
        11: "11 إجراءً في الخطة.",
        100: "100 إجراء في الخطة.",
    },
}


@pytest.mark.parametrize("code", COUNTED)
def test_each_language_counts_its_own_way(code: str):
    for n, sentence in COUNTED[code].items():
        assert catalogue(code).plural(*PLURAL, n) % {"n": n} == sentence


def test_a_meeting_is_written_from_and_to():
    end = NOVEMBER + timedelta(minutes=45)
    assert written("span", NOVEMBER, end) == "kl. 13.00–13.45"
    assert written("span", NOVEMBER, end, language=ENGLISH) == "13:00–13:45"


def test_a_meeting_past_midnight_says_on_which_day_it_ends():
    start = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    assert (
        written("span", start, start + timedelta(hours=1))
        == "kl. 23.30 – onsdag 25 november kl. 00.30"
    )


@pytest.mark.parametrize(
    ("name", "other_year"), [("day", "tisdag 5 januari 2027"), ("short_day", "5 januari 2027")]
)
def test_the_year_is_written_when_it_is_not_this_one(name: str, other_year: str):
    assert written(name, date(2027, 1, 5)) == other_year


def test_on_new_years_eve_the_year_is_that_of_the_swedish_clock():
    just_past_midnight = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert written("day", just_past_midnight) == "fredag 1 januari 2027"
    with time_machine.travel(just_past_midnight, tick=False):
        assert filters(SWEDISH)["day"](just_past_midnight) == f"fredag 1{HARD_SPACE}januari"


@pytest.mark.parametrize(
    ("moment", "clock"),
    [
        # 29 March 2026: the clock goes from 02.00 to 03.00.
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "kl. 01.59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "kl. 03.00"),
        # 25 October 2026: 02.30 comes twice.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "kl. 02.30 (sommartid)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "kl. 02.30 (vintertid)"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "kl. 03.00"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "kl. 14.00"),
    ],
)
def test_summer_time_begins_and_ends_as_in_sweden(moment: datetime, clock: str):
    assert written("clock", moment) == clock


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), 0),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), 1),
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), -1),
        (date(2026, 11, 24), 0),
        (date(2026, 12, 1), 7),
    ],
)
def test_days_are_counted_by_midnights_in_sweden(when: date, days: int):
    with time_machine.travel(NOVEMBER, tick=False):
        assert days_until(when) == days


@pytest.mark.parametrize("name", ["day", "short_day", "date_words", "clock"])
def test_a_time_without_a_zone_is_refused(name: str):
    with pytest.raises(ValueError, match="time zone"):
        filters(SWEDISH)[name](datetime(2026, 11, 24, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("045-123 070", "tel:+4645123070"),
        ("1177", "tel:1177"),
        ("javascript:alert(1)", ""),
        ("08-123 45 67 / 08-765 43 21", ""),
        ("", ""),
    ],
)
def test_a_number_becomes_an_address_that_can_only_be_rung(number: str, address: str):
    assert phone(number) == address


def test_machines_get_the_moment_with_its_offset():
    assert iso(NOVEMBER) == "2026-11-24T13:00+01:00"
    assert iso(date(2026, 11, 24)) == "2026-11-24"


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-12, 14))
def test_the_zone_a_moment_comes_in_makes_no_difference(moment: datetime, hours: int):
    if not 2 < moment.year < 9998:
        return
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    for name in ("day", "date_words", "clock"):
        assert filters(SWEDISH)[name](elsewhere) == filters(SWEDISH)[name](moment)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_language_has_words_for_all_days_and_months(language: Language):
    dates = filters(language)
    days = {dates["day"](date(2026, 6, number)) for number in range(1, 8)}
    months = {dates["date_words"](date(2026, number, 1)) for number in range(1, 13)}
    assert len(days) == 7
    assert len(months) == 12
    moment = NOVEMBER.astimezone(STOCKHOLM)
    assert "13" in dates["clock"](moment)
    assert dates["span"](moment, moment + timedelta(hours=1)).count("1") >= 2


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize("name", ["day", "short_day", "date_words"])
def test_a_date_is_never_more_precise_than_it_was_sent(language: Language, name: str):
    assert written(name, PartialDate("2027"), language=language) == "2027"
    month = written(name, PartialDate("2027-03"), language=language)
    assert re.findall(r"[0-9]+", month) == ["2027"]
    assert month != written(name, PartialDate("2027-04"), language=language)
    whole = written(name, PartialDate("2027-03-05"), language=language)
    assert whole == written(name, date(2027, 3, 5), language=language)


def test_a_month_alone_is_in_the_form_that_stands_without_a_day():
    finnish = next(language for language in LANGUAGES if language.code == "fi")
    assert written("date_words", PartialDate("2027-03")) == "mars 2027"
    assert written("date_words", PartialDate("2027-03"), language=finnish) == "maaliskuu 2027"


AUTUMN = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_hour_that_comes_twice_is_told_apart_in_each_language():
    for language in LANGUAGES:
        first, second = (written("clock", AUTUMN + HOUR * n, language=language) for n in (0, 1))
        assert first != second
        span = written("span", AUTUMN, AUTUMN + HOUR, language=language)
        assert first in span
        assert second in span
    assert written("clock", AUTUMN) == "kl. 02.30 (sommartid)"


@pytest.mark.parametrize("end", [None, AUTUMN, AUTUMN - HOUR])
def test_a_span_without_an_end_after_its_start_is_its_start(end: datetime | None):
    assert written("span", AUTUMN, end) == written("clock", AUTUMN)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_only_one_hour_a_year_needs_to_be_told_apart(moment: datetime):
    local = moment.astimezone(STOCKHOLM)
    is_twice = (local.month, local.hour) == (10, 2) and local.weekday() == 6 and local.day > 24
    assert ("tid)" in written("clock", moment)) == is_twice
