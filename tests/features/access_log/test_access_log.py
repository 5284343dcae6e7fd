"""The log: everything that was seen and done, for the patient alone, and nothing of it lost."""

import csv
import io

import pytest
import time_machine

from portal.features.access_log.queries import ON_A_PAGE
from portal.settings import DEMO_SUPPORT_PHONE
from tests.support.people import Cast
from tests.support.sharing import Sharer
from tests.support.visitor import Visitor


def lines(visitor: Visitor, address: str = "/logg") -> list[str]:
    page = visitor.opens(address)
    found = [one for one in page.tree.iter("ul") if one.get("class") == "log"]
    return ["".join(li.itertext()) for ul in found for li in ul]


def test_a_relatives_look_is_told_with_name_what_and_which_grant(
    anna: Sharer, bertil: Visitor, cast: Cast
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    bertil.opens(f"/for/{ref}/kontakter")
    page = anna.browser.opens("/logg")
    assert page.says("Bertil Andersson läste kontakterna.", "Delningen med min son")
    assert page.links["Delningen med min son"] == f"/delning/{ref}"


def test_a_care_system_is_told_by_its_id(anna: Sharer):
    assert anna.browser.opens("/logg?vem=varden").says(
        "Ett system i vården skickade uppgifter om dig hit.", "SE2321009990-PLAN"
    )


def test_looking_as_the_relative_would_see_it_is_told_as_ones_own(
    anna: Sharer, bertil: Visitor, cast: Cast
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    anna.browser.opens(f"/delning/{ref}/visa")
    assert anna.browser.opens("/logg").says("Du tittade på hur det ser ut för min son")


def test_the_lines_of_one_person_can_be_seen_alone(anna: Sharer, bertil: Visitor, cast: Cast):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    bertil.opens(f"/for/{ref}")
    page = anna.browser.opens("/logg")
    only = lines(anna.browser, page.links["Bertil Andersson"])
    assert only
    assert all("Bertil Andersson" in line for line in only)
    assert all(
        line.split("kl.")[1][6:].strip().startswith("Du ")
        for line in lines(anna.browser, "/logg?vem=jag")
    )


def test_nobody_elses_ref_tells_anything(anna: Sharer, bertil: Visitor, cast: Cast, signed_in):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    assert lines(signed_in("cecilia"), f"/logg?vem={ref}") == []


def test_pages_follow_on_each_other_without_gap_or_double(
    clock: time_machine.Traveller, anna: Sharer
):
    addresses = ("/plan", "/kontakter", "/moten", "/")
    for n in range(ON_A_PAGE + 10):
        anna.browser.opens(addresses[n % len(addresses)])
        clock.shift(1)
    whole = table(anna.browser)
    first = lines(anna.browser, "/logg?vem=jag")
    second = lines(anna.browser, anna.browser.page.links["Äldre rader"])
    assert len(first) == ON_A_PAGE
    own = [row for row in whole if row["Vem"] == "Du"]
    # Between the file and the pages the log was looked at once.
    assert len(first) + len(second) == len(own) + 1


def test_a_day_that_is_chosen_hides_the_days_after_it(anna: Sharer):
    assert lines(anna.browser, "/logg?dag=2000-01-01") == []
    assert lines(anna.browser, "/logg?dag=2999-01-01")


@pytest.mark.parametrize(
    "dag", ["", "2026-13-01", "0000-00-00", "x", "9999-12-31", "9999-12-30", "0001-01-01", "1-1"]
)
def test_a_day_that_is_none_does_not_break_the_page(anna: Sharer, dag: str):
    anna.browser.opens(f"/logg?dag={dag}")


@pytest.mark.parametrize(
    "fore", ["x", "1-", "9999999999999999-1", "99999999999999999999-1", "-1-1"]
)
def test_a_place_that_is_none_does_not_break_the_page(anna: Sharer, fore: str):
    anna.browser.opens(f"/logg?fore={fore}")


def table(visitor: Visitor) -> list[dict[str, str]]:
    file = visitor.fetches("/logg/hamta")
    text = file.body.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_whole_log_can_be_fetched_as_a_table(anna: Sharer, bertil: Visitor, cast: Cast):
    anna.shares_with(bertil, cast["bertil"].number)
    rows = table(anna.browser)
    assert rows[0]["Vad"] == "hämtade den här loggen som en fil"
    assert ("Bertil Andersson", "sa ja till att läsa", "min son") in [
        (row["Vem"], row["Vad"], row["Delning"]) for row in rows
    ]
    file = anna.browser.fetches("/logg/hamta")
    assert file.headers["Content-Disposition"] == 'attachment; filename="logg.csv"'
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_what_feels_wrong_has_somebody_to_ring(anna: Sharer):
    page = anna.browser.opens("/logg")
    assert page.links["Det här känns fel. Vad gör jag?"] == "#fel"
    assert page.says("Känns något fel?", f"Ring {DEMO_SUPPORT_PHONE}")


def test_a_relation_in_the_patients_words_is_text_and_nothing_else(anna: Sharer):
    anna.begins(relation='<img src=x onerror=alert(1)> =1+1 "')
    page = anna.browser.opens("/logg")
    assert "<img" not in page.text
