"""The sentences that journeys are made of."""

from datetime import timedelta
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect
from sqlalchemy import update

from portal import clock
from portal.models.signed_in_session import SignedInSession
from tests.support.bundles import VIDEO_HOST
from tests.support.databases import opened
from tests.support.server import RunningPortal

VIDEO_ROOM = "<!doctype html><html lang=sv><title>Videorum</title><h1>Videorum</h1>"


def signs_in(page: Page, name: str) -> None:
    """From the first page, by the identity provider, and back to home."""
    page.goto("/")
    page.get_by_role("link", name="Logga in").first.click()
    chooses(page, name)


def chooses(page: Page, name: str) -> None:
    """On the identity provider's page, press the button with one's name on it: "Anna"."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(lambda url: urlsplit(url).hostname == "localhost")


def goes_to(page: Page, link: str) -> None:
    """Follow a link of the page, and be there."""
    page.get_by_role("link", name=link).first.click()


def presses(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).first.click()


def reads(page: Page, *sentences: str) -> None:
    for sentence in sentences:
        expect(page.get_by_role("main")).to_contain_text(sentence)


def stands_on(page: Page, heading: str) -> None:
    """The page with this heading is open, and its tab says so."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert page.title().startswith(heading)


def signs_out(page: Page) -> None:
    page.get_by_role("button", name="Logga ut", exact=True).click()
    stands_on(page, "Du är utloggad")


def does_nothing_for(portal: RunningPortal, key: str, minutes: float) -> None:
    """Let a person's sessions look as if nothing was done in them for a while."""
    person = portal.cast[key].id
    with opened(portal.settings.database_url) as database, database.transaction() as transaction:
        transaction.execute(
            update(SignedInSession)
            .where(SignedInSession.person_id == person, SignedInSession.ended_at.is_(None))
            .values(last_seen_at=clock.now() - timedelta(minutes=minutes))
        )


def finds_a_video_room(page: Page) -> None:
    """Stand in for the care system's video service, which is not ours to test."""
    page.context.route(
        f"https://{VIDEO_HOST}/**",
        lambda route: route.fulfill(body=VIDEO_ROOM, content_type="text/html; charset=utf-8"),
    )
