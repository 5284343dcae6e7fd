"""The plan page says what the source said: no more, and it does not pretend that it is all."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from portal.database import Database
from portal.identity.sealing import Sealer
from tests.intake.sending import (
    Raw,
    Sender,
    changed,
    goal,
    insats,
    patient,
    plan,
    put,
    relative,
    role,
    to,
    unit,
)
from tests.support.fixtures import WRITTEN, SignsIn
from tests.support.people import Cast
from tests.support.visitor import Visitor

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

Reads = Callable[..., str]
NAMELESS = {
    "type": "MedicationRequest",
    "identifier": {"system": "https://x.example", "value": "1"},
}


@pytest.fixture
def moment() -> datetime:
    """The dates here are written out."""
    return WRITTEN


@pytest.fixture
def reads(cast: Cast, database: Database, sealer: Sealer, signed_in: SignsIn) -> Reads:
    """Send a bundle about David, of whom there is nothing, and read a page of his as text."""
    sender = Sender(database, sealer)

    def read(*entries: Raw, page: str = "/plan") -> str:
        if entries:
            report = sender.send(*entries, now=WRITTEN)
            assert report.is_accepted, list(report.lines())
        return words(signed_in("david"), page)

    return read


def words(visitor: Visitor, address: str) -> str:
    visitor.foreign = frozenset()  # the words here may be the demo's, too
    return " ".join(visitor.opens(address).words.split())


@pytest.fixture
def david(cast: Cast) -> str:
    return cast["david"].number


def test_an_insats_of_a_type_that_is_not_read_is_shown_by_its_name(reads: Reads, david: str):
    named = {**NAMELESS, "display": "Alvedon 500 mg vid behov"}
    page = reads(plan(who=david, activity=[{"reference": named}, walk()]))
    assert "2 insatser i planen." in page
    assert "Alvedon 500 mg vid behov Vem Det står inte vem" in page


def test_an_insats_without_a_name_is_counted_and_not_forgotten(reads: Reads, david: str):
    page = reads(plan(who=david, activity=[{"reference": NAMELESS}, walk()]))
    assert "1 insats i planen. I planen finns 1 insats till, som inte kan visas här." in page
    assert "I planen finns 1 insats till" in reads(page="/plan/skriv-ut")


def walk(**more: object) -> Raw:
    return {"detail": {"status": "in-progress", "description": "Promenad"}, **more}


def of_david(david: str, **changes: Any) -> tuple[Raw, Raw]:
    """A plan with one insats."""
    return (
        plan(who=david, activity=[{"reference": to("ServiceRequest", "insats")}]),
        insats(who=david, **changes),
    )


def test_nobody_named_is_nobody(reads: Reads, david: str):
    page = reads(*of_david(david))
    assert "Det står inte om regionen eller kommunen ansvarar" in page
    assert "Vem Det står inte vem" in page
    assert "Det står inte vem som har ansvar för hela planen" in page
    assert "Det här gör andra" not in page
    assert "en annan verksamhet" not in page.lower()


def test_the_patient_and_the_unit_that_do_it_together_are_both_named(reads: Reads, david: str):
    ht = unit("SE2120000142-HT", "Hemtjänsten")
    page = reads(*of_david(david, performer=[patient(david), ht]))
    assert "Vem Du själv Tillsammans med: Hemtjänsten" in page
    page = reads(*of_david(david, performer=[ht, patient(david)], at="2026-11-04T09:00:00Z"))
    assert "Hemtjänsten Tillsammans med dig" in page


def test_how_it_has_gone_is_not_why(reads: Reads, david: str):
    progress = [{"text": "Gick 3 gånger, orkade inte mer."}]
    page = reads(plan(who=david, activity=[walk(progress=progress)]))
    assert "Så har det gått Gick 3 gånger, orkade inte mer." in page
    assert "Varför" not in page


def test_a_note_and_an_instruction_stand_beside_the_reason(reads: Reads, david: str):
    page = reads(
        *of_david(
            david,
            reasonCode=[{"text": "Ont i axeln"}],
            note=[{"text": "Ring före.", "authorString": "Dottern"}],
            patientInstruction="Ta med skor.",
        )
    )
    assert "Varför Ont i axeln" in page
    assert "Tänk på Ta med skor." in page
    assert "Dottern skriver: Ring före." in page


def test_a_note_is_said_to_be_by_whom_the_source_says(reads: Reads, david: str):
    notes = [
        {"text": "Behöver vila.", "authorString": "Dottern"},
        {"text": "Utan namn."},
        {"text": "Vi ses.", "authorReference": to("PractitionerRole", "eva")},
    ]
    page = reads(plan(who=david, note=notes, activity=[walk()]), role())
    assert "Dottern skriver Behöver vila." in page
    assert "Anteckningar Utan namn." in page
    assert "Eva Ek skriver Vi ses." in page
    assert "Vården och omsorgen skriver" not in page


def test_what_a_goal_is_measured_by_and_when_is_shown(reads: Reads, david: str):
    targets = [
        {"measure": {"text": "Steg om dagen"}, "detailQuantity": {"value": 4000.5, "unit": "steg"}},
        {"dueDate": "2027-01-15"},
        {"dueDate": "2027-03"},
    ]
    page = reads(
        plan(who=david, goal=[to("Goal", "goal")]),
        goal(who=david, target=targets, note=[{"text": "Ta det lugnt."}]),
    )
    assert "Steg om dagen: 4000,5 steg" in page
    assert "Ett datum till: 15 januari 2027." in page
    assert "Ta det lugnt." in page


def test_a_plan_that_is_a_narrative_is_not_said_to_be_empty(reads: Reads, david: str):
    div = '<div xmlns="http://www.w3.org/1999/xhtml">Träna varje dag.</div>'
    text = {"status": "additional", "div": div}
    page = reads(plan(who=david, text=text, title="Min plan"))
    assert "Planen har skickats hit som en text som inte kan visas här." in page
    assert "Träna" not in page
    for claim in ("inga mål", "inga insatser", "Det står inget om det här"):
        assert claim not in page
    assert "Planen har skickats hit som en text" in reads(page="/plan/skriv-ut")


def test_a_generated_narrative_adds_nothing_to_what_it_was_made_of(reads: Reads, david: str):
    text = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'}
    assert "inte kan visas" not in reads(plan(who=david, text=text, activity=[walk()]))
    text["status"] = "additional"
    page = reads(plan(who=david, text=text, activity=[walk()], at="2026-11-04T09:00:00Z"))
    assert "I planen finns också en text som inte kan visas här." in page


def test_what_a_plan_says_of_itself_is_shown(reads: Reads, david: str):
    entry = plan(who=david, description="Planen ska hjälpa dig att bo kvar hemma.")
    assert "Planen ska hjälpa dig att bo kvar hemma." in reads(entry)


def test_line_breaks_stay_on_the_page_and_on_paper(reads: Reads, david: str, signed_in: SignsIn):
    reads(*of_david(david, note=[{"text": "Tänk på:\n- vila\n- dricka <vatten>"}]))
    for address in ("/plan", "/plan/skriv-ut"):
        visitor = signed_in("david")
        words(visitor, address)
        html = visitor.page.text
        assert "Tänk på:<br>- vila<br>- dricka &lt;vatten&gt;" in html


def test_plans_without_a_title_are_told_apart(reads: Reads, david: str):
    vc = unit("SE2321000016-VC01", "Björkens vårdcentral")
    kinds = {"Rehabiliteringsplan": "2026-01-01", "Vårdplan diabetes": "2025-02-01"}
    untitled = [
        changed(
            plan(
                f"plan-{number}",
                who=david,
                category=[{"text": kind}],
                period={"start": start},
                author=vc,
            ),
            "resource.title",
            None,
        )
        for number, (kind, start) in enumerate(kinds.items())
    ]
    page = reads(plan("sip", who=david, created="2026-11-20"), *untitled)
    assert "Rehabiliteringsplan, Björkens vårdcentral, från 1 januari 2026" in page
    assert "Vårdplan diabetes, Björkens vårdcentral, från 1 februari 2025" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"name": [{"use": use, "text": "Gammal"}, {"text": "Nysson"}]}
        for use in ("old", "maiden", "nickname", "anonymous")
    ]
    + [
        {"name": [{"text": "Gammal", "period": {"end": "2026-11-23"}}, {"text": "Nysson"}]},
        {"name": [{"text": "Gammal", "period": {"start": "2027"}}, {"text": "Nysson"}]},
        {"name": [{"use": "temp", "text": "Gammal"}, {"use": "official", "text": "Nysson"}]},
    ],
)
def test_a_former_name_is_not_shown(reads: Reads, david: str, changes: Raw):
    eva = put("Practitioner", "eva", changes)
    page = reads(*of_david(david, performer=[to("Practitioner", "eva")]), eva)
    assert "Vem Nysson" in page
    assert "Gammal" not in page


@pytest.mark.parametrize(
    "first",
    [
        {"use": "home"},
        {"use": "old"},
        {"rank": 2},
        {"period": {"end": "2026-11-23"}},
        {"period": {"start": "2026-11-25"}},
        {"system": "fax"},
    ],
)
@pytest.mark.parametrize("kind", ["Practitioner", "PractitionerRole", "Organization"])
def test_a_private_or_an_ended_number_is_not_shown(reads: Reads, david: str, kind: str, first: Raw):
    number = {"system": "phone", "value": "0980-11 11 11", **first}
    work = {"system": "phone", "use": "work", "rank": 1, "value": "0980-22 22 22"}
    eva = put(kind, "eva", {"telecom": [number, work]})
    page = reads(*of_david(david, performer=[{**to(kind, "eva"), "display": "Eva"}]), eva)
    assert "0980-22 22 22" in page
    assert "0980-11 11 11" not in page


@pytest.mark.parametrize("ended", [{"active": False}, {"period": {"end": "2026-11-23"}}])
def test_a_role_that_has_ended_leaves_the_unit(reads: Reads, david: str, ended: Raw):
    page = reads(*of_david(david, performer=[to("PractitionerRole", "eva")]), role(**ended))
    assert "Vem Björkens hälsocentral" in page
    assert "Eva Ek" not in page
    assert "08-465 004 01" not in page


def test_who_has_left_the_team_is_not_in_the_plan(reads: Reads, david: str):
    ht, vc = unit("SE2120000142-HT", "Hemtjänsten"), unit("SE2321000016-VC", "Vårdcentralen")
    team = put(
        "CareTeam",
        "team",
        {
            "subject": patient(david),
            "participant": [
                {"member": ht, "period": {"end": "2026-10"}},
                {"member": vc, "period": {"start": "2026-10"}},
            ],
        },
    )
    page = reads(plan(who=david, careTeam=[to("CareTeam", "team")], activity=[walk()]), team)
    assert "Vårdcentralen" in page
    assert "Hemtjänsten" not in page


def test_staff_without_a_unit_are_in_the_plan_by_name(reads: Reads, david: str):
    ann = put("Practitioner", "ann", {"name": [{"text": "Ann Berg"}]})
    page = reads(plan(who=david, contributor=[to("Practitioner", "ann")], activity=[walk()]), ann)
    assert "Ann Berg" in page


def test_a_relative_s_own_number_may_be_at_home(reads: Reads, david: str):
    son = relative()
    son["resource"] |= {
        "patient": patient(david),
        "telecom": [{"system": "phone", "use": "home", "value": "0980-33 33 33"}],
    }
    page = reads(*of_david(david, performer=[to("RelatedPerson", "son")]), son)
    assert "0980-33 33 33" in page
