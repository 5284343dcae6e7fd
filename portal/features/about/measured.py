"""What the last run of the accessibility tests found, as the statement tells it.

`make accessibility` writes accessibility.json beside this file. It is kept with the code, for where
the portal runs there are no tests. Whether the pages have changed since is asked of the pages
themselves: the statement cannot claim more than was measured.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from portal.web.assets import STATIC
from portal.web.environments import TEMPLATES

CRITERIA = 50
"""How many the law asks for: WCAG 2.1, levels A and AA."""
RESULT = Path(__file__).with_name("accessibility.json")


@dataclass(frozen=True, slots=True)
class Barrier:
    """A rule that a page breaks; `criterion` is WCAG's number, as 1.4.3."""

    page: str
    criterion: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One run. `addresses` are paths with `<ref>` for what varies, `ways` how they were looked at."""

    on: date
    tool: str
    addresses: tuple[str, ...]
    languages: tuple[str, ...]
    ways: tuple[str, ...]
    barriers: tuple[Barrier, ...]
    fingerprint: str

    @property
    def is_mostly_broken(self) -> bool:
        """More criteria are broken than kept: the law then calls the whole not conforming."""
        return len({barrier.criterion for barrier in self.barriers}) * 2 > CRITERIA

    @property
    def is_of_these_pages(self) -> bool:
        """No template, style or script has changed since."""
        return self.fingerprint == fingerprint()


@cache
def measured(path: Path = RESULT) -> Measured:
    """The last run, as it was written down."""
    told = json.loads(path.read_text())
    return Measured(
        on=date.fromisoformat(told["on"]),
        tool=told["tool"],
        addresses=tuple(told["addresses"]),
        languages=tuple(told["languages"]),
        ways=tuple(told["ways"]),
        barriers=tuple(Barrier(**one) for one in told["barriers"]),
        fingerprint=told["fingerprint"],
    )


@cache
def fingerprint() -> str:
    """Changes when anything that a reader meets is written anew."""
    digest = hashlib.sha256()
    for path in _met_by_readers():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _met_by_readers() -> Iterator[Path]:
    yield from sorted(TEMPLATES.rglob("*.html"))
    yield from sorted(STATIC.glob("css/*.css"))
    yield from sorted(STATIC.glob("js/*.js"))
