"""Ines is called to video meetings: one that is open, one that is not, one without a link."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import text

from tests.journeys.conftest import Phone
from tests.journeys.steps import finds_a_video_room, goes_to, presses, reads, signs_in, stands_on
from tests.support.browser import is_open_to_everyone
from tests.support.bundles import VIDEO_HOST
from tests.support.databases import opened
from tests.support.server import RunningPortal


def meeting(phone: Phone, portal: RunningPortal, name: str, **options: object) -> Page:
    page = phone(**options)
    signs_in(page, "Ines")
    with opened(portal.settings.database_url) as database, database.engine.begin() as connection:
        asked = text("SELECT ref FROM appointment WHERE title = :title")
        ref = connection.execute(asked, {"title": f"Videomöte för provet {name}"}).scalar()
    page.goto(f"/moten/{ref}")
    return page


def test_the_button_leads_into_the_meeting_and_tells_the_video_service_nothing(
    phone: Phone, portal: RunningPortal
):
    # Given a video meeting that begins in five minutes
    page = meeting(phone, portal, "pagar")
    finds_a_video_room(page)
    reads(page, "4711 22")
    is_open_to_everyone(page)
    # When Ines goes in
    with page.expect_request(re.compile(VIDEO_HOST)) as asked:
        presses(page, "Gå in i videomötet")
    # Then she is in the room, which does not learn where she came from
    page.wait_for_url(f"https://{VIDEO_HOST}/m/pagar")
    assert "referer" not in asked.value.all_headers()
    # And the log says that she went in
    assert "meeting-joined" in _traces(portal, "ines")


def test_the_link_is_on_no_page(phone: Phone, portal: RunningPortal):
    page = meeting(phone, portal, "pagar")
    assert VIDEO_HOST not in page.content()


def test_home_leads_to_the_meeting_that_is_next(phone: Phone):
    page = phone()
    signs_in(page, "Ines")
    finds_a_video_room(page)
    presses(page, "Gå in i videomötet")
    page.wait_for_url(f"https://{VIDEO_HOST}/m/pagar")


def test_a_meeting_that_is_not_open_says_when(phone: Phone, portal: RunningPortal):
    page = meeting(phone, portal, "blandat")
    opens = re.compile(r"Du kan gå in i videomötet här \S+dag \d+\s\S+(\s\d{4})? från kl\.")
    expect(page.get_by_role("main")).to_contain_text(opens)
    assert page.get_by_role("button", name="Gå in i videomötet").count() == 0
    is_open_to_everyone(page)


def test_a_meeting_without_a_link_says_whom_to_ring(phone: Phone, portal: RunningPortal):
    page = meeting(phone, portal, "utan-lank")
    reads(page, "Länken till videomötet har inte kommit än.")
    goes_to(page, "Dina kontakter")
    stands_on(page, "Vem ringer jag?")


def test_the_calendar_file_tells_when_and_nothing_about_care(phone: Phone, portal: RunningPortal):
    page = meeting(phone, portal, "pagar")
    answer = page.request.get(page.url + "/kalender.ics")
    assert answer.ok
    assert "BEGIN:VEVENT" in answer.text()
    assert VIDEO_HOST not in answer.text()
    assert "provet" not in answer.text()


def _traces(portal: RunningPortal, key: str) -> list[str]:
    person = portal.cast[key].id
    with opened(portal.settings.database_url) as database, database.engine.begin() as connection:
        asked = text("SELECT what FROM access_event WHERE patient_id = :person")
        return list(connection.execute(asked, {"person": person}).scalars())
