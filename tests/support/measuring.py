"""Write down what axe found, for `make accessibility`; silent in every other run."""

import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

WHERE = "ACCESSIBILITY_RUN"
"""A file to add lines to, one for each look at a page."""
VARIES = re.compile(r"(?<=/)[A-Za-z0-9_-]{16,}(?=/|$)")
SEEN = """() => ({
    language: document.documentElement.lang,
    ways: [
        matchMedia("(scripting: none)").matches && "without scripts",
        matchMedia("(forced-colors: active)").matches && "forced colours",
        matchMedia("(prefers-color-scheme: dark)").matches && "dark",
        matchMedia("(prefers-contrast: more)").matches && "more contrast",
        innerWidth <= 320 && "320 px",
    ].filter(Boolean),
})"""


def write_down(page: Page, broken: Iterable[tuple[str, Sequence[str]]]) -> None:
    """One look at a page: the rules it broke, each with axe's tags."""
    if WHERE in os.environ:
        address = VARIES.sub("<ref>", urlsplit(page.url).path)
        look = {**page.evaluate(SEEN), "address": address, "broken": list(broken)}
        with Path(os.environ[WHERE]).open("a") as file:
            file.write(json.dumps(look) + "\n")
