"""Meetings, coming and past, and one at a time."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import icalendar
import time_machine

from tests.support.page import Page
from tests.support.visitor import Visitor

SignsIn = Callable[[str], Visitor]


def coming_meeting(visitor: Visitor, form: str) -> Page:
    """The first coming meeting that is held so, opened."""
    page = visitor.opens("/moten")
    for address in page.links.values():
        if address.startswith("/moten/") and visitor.opens(address).says(form):
            return visitor.page
    raise LookupError(form)


def test_coming_meetings_stand_before_those_that_have_been(signed_in: SignsIn):
    words = signed_in("anna").opens("/moten").words
    assert words.index("Kommande möten") < words.index("Tidigare möten")
    assert words.index("Videomöte") < words.index("Telefonmöte")


def test_how_it_is_held_stands_before_the_way_in(signed_in: SignsIn, clock: time_machine.Traveller):
    anna = signed_in("anna")
    page = coming_meeting(anna, "Du är med på video")
    assert page.words.index("Videomöte") < page.words.index("Du kan gå in i videomötet")


def test_before_it_opens_the_way_in_answers_when_it_does(
    signed_in: SignsIn, clock: time_machine.Traveller
):
    anna = signed_in("anna")
    page = coming_meeting(anna, "Du är med på video")
    fields = {"csrf": page.forms[0].fields["csrf"]}
    closed = anna.sends(f"{page.address}/anslut", fields, status=409)
    assert "Location" not in closed.headers


def test_the_way_in_names_the_day_it_opens_unless_that_is_today(
    signed_in: SignsIn, clock: time_machine.Traveller
):
    page = coming_meeting(signed_in("anna"), "Du är med på video")
    assert re.search(r"videomötet här \w+dag \d+ \w+ från kl\. \d", page.words)
    [when] = [one.get("datetime") for one in page.tree.iter("time")][:1]
    clock.move_to(datetime.fromisoformat(when) - timedelta(hours=1))
    page = signed_in("anna").opens(page.address)
    assert re.search(r"videomötet här från kl\. \d", page.words)


def test_the_calendar_file_says_when_and_nothing_about_care(
    signed_in: SignsIn, clock: time_machine.Traveller
):
    anna = signed_in("anna")
    address = coming_meeting(anna, "Hembesök").address
    file = anna.fetches(f"{address}/kalender.ics")
    [event] = icalendar.Calendar.from_ical(file.text).walk("VEVENT")
    assert event["SUMMARY"] == "Möte – Min plan"
    assert str(event["URL"]).endswith(address)
    assert not {"LOCATION", "DESCRIPTION", "ATTENDEE", "ORGANIZER"} & set(event)
    assert "Hembesök" not in file.text


def test_an_unknown_meeting_is_not_there(signed_in: SignsIn):
    for path in ("", "/kalender.ics"):
        signed_in("anna").opens(f"/moten/finns-inte{path}", status=404)
