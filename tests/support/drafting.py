"""A draft of sharing, as far as the last question: its steps can then be opened in any order."""

from urllib.parse import urlsplit

from playwright.sync_api import Page


def drafted(page: Page) -> str:
    """Whoever is signed in begins to share with a neighbour; gives the draft's reference."""
    page.goto("/delning/ny")
    page.locator("#relation").fill("min granne")
    page.locator("input[value=kod]").check()
    _goes_on(page)
    page.locator("input[value=nagra]").check()
    _goes_on(page)
    page.locator("input[name=insats]").first.check()
    _goes_on(page)
    page.locator("input[name=dagar]").first.check()
    _goes_on(page)
    return urlsplit(page.url).path.split("/")[2]


def _goes_on(page: Page) -> None:
    page.locator("main form.questions .button").first.click()
