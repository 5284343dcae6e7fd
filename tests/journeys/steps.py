"""The sentences that journeys are made of."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect


def signs_in(page: Page, name: str) -> None:
    """From the first page, by the identity provider, and back to home."""
    page.goto("/")
    page.get_by_role("link", name="Logga in").first.click()
    chooses(page, name)


def chooses(page: Page, name: str) -> None:
    """On the identity provider's page, press the button with one's name on it: "Anna"."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(lambda url: urlsplit(url).hostname == "localhost")


def reads(page: Page, *sentences: str) -> None:
    for sentence in sentences:
        expect(page.get_by_role("main")).to_contain_text(sentence)
