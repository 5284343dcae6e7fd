"""How home and the plan come to an old phone: Lighthouse, on slow 4G with a processor a quarter as fast.

Lighthouse computes its times from what one load on this machine fetched and did, and other work here
can only make them worse: the best of five counts. What it counts (bytes, requests, what moved, what
is inaccessible) is the same each time, and the worst of five counts.
"""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from bench.memory import server
from tools import browser, node

LIGHTHOUSE = Path("bench/node_modules/lighthouse/cli/index.js")
RUNS = 5
MOST_LOST = 2
PATIENCE = 90
"""Seconds for one load."""
CHROMIUM = (
    "--headless=new --no-sandbox --disable-dev-shm-usage "
    "--host-resolver-rules='MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1'"
)
MOST_PAINT = 1500
"""Milliseconds. No limit is put on the score, which falls with what else this machine does."""


class LoadsLost(Exception):
    """Lighthouse could not load a page often enough to say anything about it."""


@dataclass(frozen=True, slots=True)
class PhoneResult:
    """One page as somebody signed in gets it the first time, nothing being kept from before."""

    page: str
    score: float
    """Of performance, 0 to 1."""
    accessibility: float
    first_paint: float
    """Milliseconds until anything is seen."""
    main_paint: float
    """Milliseconds until the largest part is seen (LCP)."""
    moved: float
    """How much of the page moved by itself (CLS)."""
    transferred: int
    """Bytes, headers included."""
    requests: int

    @property
    def line(self) -> str:
        return (
            f"{self.page:6}performance {self.score:.2f}, accessibility {self.accessibility:.2f}, "
            f"first paint {self.first_paint / 1000:.2f} s, LCP {self.main_paint / 1000:.2f} s, "
            f"CLS {self.moved:.3f}, {self.transferred / 1024:.1f} KB in {self.requests} requests"
        )

    def faults(self) -> Iterator[str]:
        if self.main_paint > MOST_PAINT:
            yield f"{self.page}: its largest part is seen after {self.main_paint:.0f} ms"
        if self.accessibility < 1:
            yield f"{self.page}: Lighthouse finds something inaccessible"
        if self.moved > 0:
            yield f"{self.page}: something on it moves by itself while it loads"


def of_phones(
    pages: Mapping[str, str], token: str, environment: Mapping[str, str], folder: Path
) -> Iterator[PhoneResult]:
    """Start the portal, and load the pages beside each other as the person whose token it is."""
    cookie = folder / "headers.json"
    cookie.write_text(json.dumps({"Cookie": f"__Host-sid={token}"}))
    with server("wsgi:app", environment) as (_, port), ThreadPoolExecutor() as phones:

        def loads(page: str) -> list[dict[str, Any]]:
            return _loads(f"http://localhost:{port}{pages[page]}", cookie, folder / f"{page}.json")

        yield from map(best, pages, phones.map(loads, pages))


def best(page: str, runs: list[dict[str, Any]]) -> PhoneResult:
    """The best times and the worst counts of what Lighthouse said."""

    def said(audit: str) -> list[float]:
        return [run["audits"][audit]["numericValue"] for run in runs]

    scores = {
        name: [run["categories"][name]["score"] for run in runs]
        for name in ("performance", "accessibility")
    }
    requests = [len(run["audits"]["network-requests"]["details"]["items"]) for run in runs]
    return PhoneResult(
        page=page,
        score=max(scores["performance"]),
        accessibility=min(scores["accessibility"]),
        first_paint=min(said("first-contentful-paint")),
        main_paint=min(said("largest-contentful-paint")),
        moved=max(said("cumulative-layout-shift")),
        transferred=round(max(said("total-byte-weight"))),
        requests=max(requests),
    )


def _loads(address: str, cookie: Path, report: Path) -> list[dict[str, Any]]:
    """So many loads as are compared. Raises `LoadsLost`."""
    tries = (_load(address, cookie, report) for _ in range(RUNS + MOST_LOST))
    loads = list(islice((told for told in tries if told is not None), RUNS))
    if len(loads) < RUNS:
        raise LoadsLost(f"Lighthouse lost more than {MOST_LOST} loads of {address}")
    return loads


def _load(address: str, cookie: Path, report: Path) -> dict[str, Any] | None:
    """What Lighthouse told, or None when it lost the load, as it does now and then."""
    done = subprocess.run(
        [
            *(str(node.node()), str(LIGHTHOUSE), address, "--quiet", "--output=json"),
            *(
                f"--output-path={report}",
                f"--extra-headers={cookie}",
                "--no-enable-error-reporting",
            ),
            *("--only-categories=performance,accessibility", f"--chrome-flags={CHROMIUM}"),
        ],
        env=os.environ | {"CHROME_PATH": str(browser.find())},
        check=False,
        timeout=PATIENCE,
        stdout=subprocess.DEVNULL,
    )
    if done.returncode:
        return None
    told: dict[str, Any] = json.loads(report.read_text())
    return told
