"""Pictures of every page, to look at: phone and desk, Swedish and Arabic, light and dark.

    make gallery            all of them, into gallery/ with an index.html
    make gallery ARGS=plan  only the pages whose names hold "plan"

Nothing is judged here. What a machine can judge stands in tests/journeys/test_every_page.py.
"""

import html
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from tests.journeys.pages import ALL, Look
from tests.support.addresses import Addresses
from tests.support.browser import chromium, reads_in
from tests.support.log_scanner import LogScanner
from tests.support.server import RunningPortal, running

GALLERY = Path(__file__).resolve().parents[2] / "gallery"
SIZES = {"390": (390, 844), "1280": (1280, 900)}
LANGUAGES = ("sv", "ar")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEAD = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Min plan in pictures</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="gallery.css"><h1>Min plan in pictures</h1>
"""
STYLE = """body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem; background: #888; }
section { background: #fff; margin-block: 2rem; padding: 1rem; }
section div { display: flex; gap: 1rem; overflow-x: auto; align-items: start; }
figure { margin: 0; flex: none } img { inline-size: 24rem; border: 1px solid #999 }
"""


def take(folder: Path, *words: str) -> None:
    """Start the demo as `make run` does, and take every picture."""
    looks = [look for look in ALL if not words or set(words) & set(_words(look))]
    folder.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as instance,
        running(Path(instance), LogScanner()) as portal,
        chromium() as browser,
        ExitStack() as tabs,
    ):
        portal.is_sent_video_meetings()
        easel = Easel(browser, portal, tabs)
        pictures = [(look, [*easel.pictures(look, folder)]) for look in looks]
    _bind(folder, pictures)


class Easel:
    """A tab for each person of the cast, opened at its first use."""

    def __init__(self, browser: Browser, portal: RunningPortal, tabs: ExitStack) -> None:
        self._browser, self._tabs = browser, tabs
        self._portal, self._addresses = portal, Addresses(browser, portal)
        self._open: dict[str, Page] = {}

    def pictures(self, look: Look, folder: Path) -> Iterator[str]:
        """Take the pictures of one page; gives their file names."""
        found = self._addresses.of(look)
        page = self._tab(found.who)
        for language in LANGUAGES:
            reads_in(page.context, language)
            page.goto(found.address)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                for size, (width, height) in SIZES.items():
                    page.set_viewport_size({"width": width, "height": height})
                    name = f"{slug(look.name)}-{language}-{scheme}-{size}.png"
                    page.screenshot(path=folder / name, full_page=True)
                    yield name

    def _tab(self, who: str) -> Page:
        if who not in self._open:
            context = self._browser.new_context(
                base_url=self._portal.url, storage_state=self._addresses.state(who)
            )
            self._tabs.callback(context.close)
            self._open[who] = context.new_page()
        return self._open[who]


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _words(look: Look) -> list[str]:
    return slug(look.name).split("-")


def _bind(folder: Path, pictures: list[tuple[Look, list[str]]]) -> None:
    parts = [
        f"<section><h2>{html.escape(look.name)}</h2><div>"
        + "".join(f'<figure><img src="{name}" alt="" loading="lazy"></figure>' for name in names)
        + "</div></section>\n"
        for look, names in pictures
    ]
    (folder / "gallery.css").write_text(STYLE)
    (folder / "index.html").write_text(HEAD + "".join(parts))


if __name__ == "__main__":
    take(GALLERY, *sys.argv[1:])
    sys.stdout.write(f"Open {GALLERY / 'index.html'}\n")
