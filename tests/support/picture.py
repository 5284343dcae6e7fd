"""The picture in README: Anna's home on a phone, taken by the browser of the tests."""

import sys
import tempfile
from pathlib import Path

from tests.journeys.steps import signs_in
from tests.support.browser import chromium
from tests.support.log_scanner import LogScanner
from tests.support.server import running

HOUSE = Path(__file__).resolve().parents[2]


def take(path: Path) -> None:
    """Start the demo as `make run` does, sign Anna in, take the picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), LogScanner()) as portal,
        chromium() as browser,
    ):
        page = browser.new_page(
            viewport={"width": 390, "height": 844}, locale="sv-SE", base_url=portal.url
        )
        page.goto("/")
        signs_in(page, "Anna")
        page.screenshot(path=path)


if __name__ == "__main__":
    take(Path(sys.argv[1]) if sys.argv[1:] else HOUSE / "docs" / "home.png")
