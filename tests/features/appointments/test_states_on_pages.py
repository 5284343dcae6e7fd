"""A meeting reads as what it is on home, in the list, on its own page, on paper and in a calendar."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
import time_machine

from portal import clock as the_clock
from portal.database import Database
from portal.identity.sealing import Sealer
from tests.intake.sending import Raw, Sender, by_name, changed, meeting, plan, relative, role, to
from tests.support.fixtures import WRITTEN, SignsIn
from tests.support.page import Page
from tests.support.people import Cast
from tests.support.visitor import Visitor

# What is read is proven on both engines elsewhere.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

Sends = Callable[..., None]
NOTHING_BOOKED = "Det finns inget bokat möte just nu"
TUESDAY = {"start": "2026-12-08T13:00:00+01:00", "end": "2026-12-08T13:45:00+01:00"}
THURSDAY = {"start": "2026-12-10T09:00:00+01:00", "end": "2026-12-10T10:00:00+01:00"}
OWN = "https://minplan.example/fhir/StructureDefinition/"
FORM = "https://minplan.example/fhir/CodeSystem/meeting-form"


@pytest.fixture
def moment() -> datetime:
    """The dates here are written out."""
    return WRITTEN


@pytest.fixture
def david(cast: Cast) -> str:
    """The number of David, who has nothing booked in the demo."""
    return cast["david"].number


@pytest.fixture
def sends(database: Database, sealer: Sealer) -> Sends:
    sender = Sender(database, sealer)

    def send(*entries: Raw) -> None:
        report = sender.send(*entries, now=the_clock.now())
        assert report.is_accepted, list(report.lines())

    return send


def sent_at(minutes: int) -> str:
    """By the source's clock, in the order of the numbers and never ahead of ours."""
    return (WRITTEN - timedelta(hours=2) + timedelta(minutes=minutes)).isoformat()


def without_times(entry: Raw) -> Raw:
    return changed(changed(entry, "resource.start", None), "resource.end", None)


def form(code: str) -> dict[str, Any]:
    return {"appointmentType": {"coding": [{"system": FORM, "code": code}]}}


def the_meeting(visitor: Visitor) -> Page:
    """The page of the only meeting there is."""
    links = visitor.opens("/moten").links.values()
    return visitor.opens(next(one for one in links if one.startswith("/moten/")))


def calendar(visitor: Visitor, address: str) -> Any:
    file = visitor.fetches(f"{address}/kalender.ics")
    [event] = icalendar.Calendar.from_ical(file.text).walk("VEVENT")
    return event


def test_a_meeting_cancelled_without_times_says_which_one_it_was(
    signed_in: SignsIn, sends: Sends, david: str, clock: time_machine.Traveller
):
    sends(meeting(who=david, **TUESDAY, at=sent_at(1)))
    page = the_meeting(signed_in("david"))
    before = calendar(signed_in("david"), page.address)
    signed_in("david").opens("/")
    clock.shift(3600)
    sends(without_times(meeting(who=david, status="cancelled", at=sent_at(2))))
    again = signed_in("david")
    for address in ("/", "/moten", page.address):
        assert again.opens(address).says("Mötet tisdag 8 december är inställt")
    assert again.opens("/").says(NOTHING_BOOKED)
    after = calendar(again, page.address)
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert (after["UID"], after["DTSTART"].dt) == (before["UID"], before["DTSTART"].dt)
    assert (bool(before.walk("VALARM")), bool(after.walk("VALARM"))) == (True, False)


def test_a_meeting_whose_time_is_not_decided_says_so_and_when_it_is_wanted(
    signed_in: SignsIn, sends: Sends, david: str
):
    wanted = [{"start": "2027-01", "end": "2027-02-12"}]
    entry = meeting(who=david, status="proposed", requestedPeriod=wanted, at=sent_at(1))
    sends(without_times(entry))
    visitor = signed_in("david")
    page = the_meeting(visitor)
    for address in ("/", "/moten", page.address):
        assert visitor.opens(address).says(
            "Du är kallad, tiden är inte bestämd än.",
            "Önskad tid: från januari 2027 till 12 februari 2027.",
        )
    assert visitor.opens("/").says(NOTHING_BOOKED)
    closed = visitor.opens(f"{page.address}/kalender.ics", status=404)
    assert closed.says("När mötet är bokat kan du lägga in det i din kalender.")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("proposed", "Tiden är ett förslag. Mötet är inte bokat än."),
        ("pending", "Mötet är inte bekräftat än."),
        ("waitlist", "Du står på väntelista. Mötet är inte bokat än."),
    ],
)
def test_what_nobody_has_booked_counts_as_booked_nowhere(
    signed_in: SignsIn, sends: Sends, david: str, status: str, words: str
):
    about: Raw = {"supportingInformation": [by_name("CarePlan", "plan")]}
    sends(plan(who=david, at=sent_at(0)))
    sends(meeting(who=david, status=status, **TUESDAY, **about, at=sent_at(1)))
    visitor = signed_in("david")
    page = the_meeting(visitor)
    assert page.says(words)
    assert "Lägg in mötet i din kalender" not in page.links
    visitor.opens(f"{page.address}/kalender.ics", status=404)
    home = visitor.opens("/")
    assert home.says(NOTHING_BOOKED, words)
    for address in ("/plan", "/plan/skriv-ut"):
        assert not visitor.opens(address).says("Nästa möte om planen")
    assert visitor.opens("/plan/skriv-ut").says("Inget möte är bokat.", words)


def test_a_meeting_that_nobody_came_to_did_not_take_place_and_nobody_is_blamed(
    signed_in: SignsIn, sends: Sends, david: str
):
    times = {"start": "2026-11-23T13:00:00+01:00", "end": "2026-11-23T13:45:00+01:00"}
    staff = {"actor": to("PractitionerRole", "eva"), "status": "accepted"}
    sends(
        role(at=sent_at(0)),
        meeting(who=david, status="noshow", **times, others=[staff], at=sent_at(1)),
    )
    visitor = signed_in("david")
    page = the_meeting(visitor)
    assert page.says("Mötet måndag 23 november blev inte av.", "Ring Eva Ek", "för en ny tid")
    for words in (page.words, visitor.opens("/moten").words, visitor.opens("/").words):
        assert "inställt" not in words
        assert "kom inte" not in words
    visitor.opens(f"{page.address}/kalender.ics", status=404)


def test_a_missed_meeting_without_anybody_to_ring_gives_a_number_all_the_same(
    signed_in: SignsIn, sends: Sends, david: str
):
    times = {"start": "2026-11-23T13:00:00+01:00", "end": "2026-11-23T13:45:00+01:00"}
    sends(meeting(who=david, status="noshow", **times, at=sent_at(1)))
    page = the_meeting(signed_in("david"))
    assert page.says("Ring den du brukar prata med i vården för en ny tid.", "08-465 004 20")
    assert not page.says("dina kontakter")
    assert not page.says("ska hållas")


@pytest.mark.parametrize(
    ("asked", "words", "never"),
    [
        ({"status": "accepted"}, "Eva Ek", "har inte"),
        ({"status": "needs-action"}, "har inte svarat än", "sagt ja"),
        ({"status": "tentative"}, "har inte sagt ja än", "svarat"),
        ({"status": "accepted", "required": "optional"}, "Eva Ek", "har inte"),
        ({"status": "accepted", "required": "information-only"}, "vilka som kommer", "Eva Ek"),
    ],
)
def test_whom_one_meets_is_who_is_to_come_and_nobody_is_said_to_have_called(
    signed_in: SignsIn, sends: Sends, david: str, asked: Raw, words: str, never: str
):
    staff = {"actor": to("PractitionerRole", "eva"), **asked}
    sends(role(at=sent_at(0)), meeting(who=david, **TUESDAY, others=[staff], at=sent_at(1)))
    page = the_meeting(signed_in("david"))
    assert page.says(words)
    assert not page.says(never)
    assert not page.says("kallar till mötet")


@pytest.mark.parametrize("status", ["fulfilled", "arrived", "checked-in", "booked"])
def test_a_meeting_that_has_been_is_never_told_as_coming(
    signed_in: SignsIn, sends: Sends, david: str, status: str
):
    times = {"start": "2026-11-23T13:00:00+01:00", "end": "2026-11-23T13:45:00+01:00"}
    sends(meeting(who=david, status=status, **times, at=sent_at(1)))
    visitor = signed_in("david")
    assert the_meeting(visitor).says("Det här mötet har varit.")
    assert visitor.opens("/").says(NOTHING_BOOKED)


def test_a_moved_meeting_says_to_when_and_that_the_old_time_is_off(
    signed_in: SignsIn, sends: Sends, david: str, clock: time_machine.Traveller
):
    sends(meeting(who=david, **TUESDAY, at=sent_at(1)))
    signed_in("david").opens("/")
    clock.shift(3600)
    sends(meeting(who=david, **THURSDAY, at=sent_at(2)))
    visitor = signed_in("david")
    off = "Tiden tisdag 8 december kl. 13.00 gäller inte längre."
    assert visitor.opens("/").says("Mötet är flyttat till torsdag 10 december kl. 09.00", off)
    assert the_meeting(visitor).says("Mötet är flyttat.", off)


def test_a_calendar_file_of_what_is_booked_reminds_and_leads_back(
    signed_in: SignsIn, sends: Sends, david: str
):
    sends(meeting(who=david, **TUESDAY, description="Om din hälta", at=sent_at(1)))
    page = the_meeting(signed_in("david"))
    event = calendar(signed_in("david"), page.address)
    assert event["SUMMARY"] == "Möte – Min plan"
    assert str(event["URL"]).endswith(page.address)
    assert event["LAST-MODIFIED"].dt <= event["DTSTAMP"].dt
    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(hours=-1)
    assert "hälta" not in event.to_ical().decode()


def beside(answer: str) -> list[Raw]:
    sits = [{"url": f"{OWN}sits-with-patient", "valueBoolean": True}]
    return [
        {"actor": to("RelatedPerson", "son"), "status": answer, "extension": sits},
        {"actor": to("PractitionerRole", "eva"), "status": "accepted", "extension": sits},
    ]


@pytest.mark.parametrize(
    ("where", "answer", "words", "never"),
    [
        ("video", "accepted", "Är med hos dig: Sture Berg, Eva Ek", "tillfrågad"),
        ("video", "needs-action", "har inte sagt ja än: Sture Berg", "hos dig: Sture"),
        ("video", "declined", "Är med hos dig: Eva Ek", "Sture"),
        ("health-centre", "accepted", "Följer med dig: Sture Berg", "hos dig"),
        ("health-centre", "accepted", "Du får träffa: Eva Ek", "hos dig"),
    ],
)
def test_who_is_with_the_patient_depends_on_their_answer_and_on_where_one_meets(
    signed_in: SignsIn, sends: Sends, david: str, where: str, answer: str, words: str, never: str
):
    son = relative()
    for path, value in (
        ("resource.patient.identifier.value", david),
        ("resource.name", [{"text": "Sture Berg"}]),
        ("resource.meta.lastUpdated", sent_at(0)),
    ):
        son = changed(son, path, value)
    others = beside(answer)
    entry = meeting(who=david, **TUESDAY, **form(where), others=others, at=sent_at(1))
    sends(role(at=sent_at(0)), changed(son, "resource.meta.lastUpdated", sent_at(0)), entry)
    home = signed_in("david").opens("/").words
    section = home[home.index("Vad händer härnäst?") : home.index("Vem ringer jag")]
    assert words in section
    assert never not in section


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("02:30:00+02:00", "02:30:00+01:00", "kl. 02.30 (sommartid) – kl. 02.30 (vintertid)"),
        ("02:10:00+01:00", "02:40:00+01:00", "kl. 02.10 (vintertid) – kl. 02.40 (vintertid)"),
        ("01:30:00+02:00", "03:30:00+01:00", "kl. 01.30–03.30"),
        ("13:00:00+01:00", "13:00:00+01:00", "kl. 13.00"),
    ],
)
def test_the_hour_that_comes_twice_says_which_of_them_it_is(
    signed_in: SignsIn, sends: Sends, david: str, start: str, end: str, words: str
):
    times = {"start": f"2027-10-31T{start}", "end": f"2027-10-31T{end}"}
    sends(meeting(who=david, **times, at=sent_at(1)))
    page = the_meeting(signed_in("david"))
    when = next(page.tree.iter("time"))
    assert "".join(when.itertext()).replace("\u00a0", " ").endswith(words)
