"""The log: everything that was seen and done, for the patient alone, and nothing of it lost."""

import csv
import io
import re

import pytest
import time_machine
from sqlalchemy import select

from portal.audit import trail
from portal.audit.trail import What
from portal.database import Database
from portal.features.access_log.queries import ON_A_PAGE
from portal.models.grant import Grant
from portal.settings import DEMO_SUPPORT_PHONE
from tests.support.page import words_of
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
    assert anna.browser.opens("/logg?vem=alla").says("Du tittade på hur det ser ut för min son")


def test_the_lines_of_one_person_can_be_seen_alone(anna: Sharer, bertil: Visitor, cast: Cast):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    bertil.opens(f"/for/{ref}")
    page = anna.browser.opens("/logg")
    only = lines(anna.browser, page.links["Bertil Andersson"])
    assert only
    assert all("Bertil Andersson" in line for line in only)
    own = lines(anna.browser, "/logg?vem=jag")
    assert all(re.match(r"kl\.\s\d\d\.\d\d(\s\(\w+\))?\s+Du ", line) for line in own), own


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
    second = lines(anna.browser, anna.browser.page.links["Visa äldre"])
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


def of_others(visitor: Visitor) -> list[str]:
    return [" ".join(line.split()) for line in lines(visitor)]


def test_it_begins_with_what_everybody_else_has_done(anna: Sharer, bertil: Visitor, cast: Cast):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    bertil.opens(f"/for/{ref}/kontakter")
    page = anna.browser.opens("/logg")
    assert page.says("Bertil Andersson läste kontakterna.", "Ett system i vården skickade")
    assert not [one for one in of_others(anna.browser) if " Du " in one]
    chosen = [words_of(one) for one in page.tree.iter("a") if one.get("aria-current") == "true"]
    assert chosen == ["Bara andra"]
    assert anna.browser.opens("/logg?vem=alla").says("Bertil Andersson läste", "Du gav")


def test_nobody_else_is_said_in_words(signed_in):
    david = signed_in("david")
    assert david.opens("/logg").says("Ingen annan har läst, ändrat eller skickat något.")


def test_a_line_says_which_meeting_it_was(anna: Sharer, bertil: Visitor, cast: Cast):
    anna.shares_with(bertil, cast["bertil"].number, motestid="ja", motesplats="ja", hela="ja")
    meeting = next(
        one for one in bertil.opens(f"/for/{anna.ref}/moten").links.values() if "/moten/" in one
    )
    bertil.opens(meeting)
    line = next(one for one in of_others(anna.browser) if "läste om ett möte" in one)
    assert re.search(r"Mötet [a-zåäö]+ [0-9]+ [a-z]+( [0-9]{4})? kl\. [0-9.]{5}, [A-ZÅÄÖ]", line)


def test_whatever_was_hidden_is_named(anna: Sharer, bertil: Visitor, cast: Cast):
    opened = dict.fromkeys(("motestid", "motesplats", "mal", "hela"), "ja")
    anna.shares_with(bertil, cast["bertil"].number, **opened)
    page = anna.browser.opens(f"/delning/{anna.ref}")
    hides = [one for form in page.forms for one in form.buttons if one.startswith("Dölj: ")]
    assert len(hides) > 4
    for hide in hides:
        anna.presses(hide)
    told = [one for one in lines(anna.browser, "/logg?vem=jag") if "dolde något" in one]
    named = " ".join("".join(told).split())
    assert all("dolde något för Bertil Andersson" in one for one in told)
    assert [one for one in hides if one.removeprefix("Dölj: ") not in named] == []


def test_a_line_says_whose_sharing_whoever_did_it(anna: Sharer, bertil: Visitor, cast: Cast):
    anna.shares_with(bertil, cast["bertil"].number)
    anna.presses("Pausa nu")
    own = " ".join(lines(anna.browser, "/logg?vem=jag"))
    assert "Du pausade delningen med Bertil Andersson." in own
    assert "Du bekräftade att Bertil Andersson får läsa." in own
    rows = [(row["Vem"], row["Vad"]) for row in table(anna.browser)]
    assert ("Du", "pausade delningen med Bertil Andersson") in rows


def test_a_mandate_that_the_portal_ended_is_named(
    anna: Sharer, bertil: Visitor, cast: Cast, database: Database
):
    ref = anna.shares_with(bertil, cast["bertil"].number)
    with database.transaction() as transaction:
        grant = transaction.execute(select(Grant.id).where(Grant.ref == ref)).scalar_one()
        trail.noticed(transaction, What.GRANT_ENDED, patient_id=cast["anna"].id, grant_id=grant)
    assert anna.browser.opens("/logg").says("Min plan avslutade delningen med Bertil Andersson.")


@pytest.mark.parametrize("whose", ["person", "andra", "alla", "", "x", "a.b", "%C3%A5"])
def test_a_choice_that_is_none_does_not_break_the_page(anna: Sharer, whose: str):
    anna.browser.opens(f"/logg?vem={whose}")


def test_only_what_is_true_is_promised(anna: Sharer):
    words = anna.browser.opens("/logg").words
    assert "allt" not in words.partition("Det här känns fel")[0]
    assert "inte vi heller" not in words
    assert "Det som vården gör i sina egna system står inte här." in words
