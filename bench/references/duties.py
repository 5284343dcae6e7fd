"""What any page for a signed-in person has to do here, written by hand in as few steps as it takes:
know who asks, put off the idle end, leave a trace, carry a nonce, a form token and the headers.
"""

import base64
import hashlib
import hmac
import secrets
import sys
import time
from dataclasses import dataclass
from datetime import datetime

from bench.references.drivers import Driver
from bench.references.statements import RESUME, TRACE
from portal import clock
from portal.identity.signed_in import CLOCK_SKEW, IDLE
from portal.web.headers import ALWAYS, CSP, PERMISSIONS, PRIVATE

VARY = "Cookie, HX-Request, Accept-Language, Accept-Encoding"


@dataclass(frozen=True, slots=True)
class Asking:
    """The person who asks, and since when everything is new to them."""

    person_id: int
    name: str
    since: datetime | None
    now: datetime


def known(driver: Driver, token: str) -> Asking:
    """Begin the transaction and resume the signed-in session."""
    now = clock.now()
    driver.begin()
    times = (now, now - IDLE, now + CLOCK_SKEW, now)
    moment, idle_since, no_later_than, until = map(driver.stored, times)
    digest = hashlib.sha256(token.encode()).digest()
    [(person_id, name, since)] = driver.rows(
        RESUME, (moment, digest, idle_since, no_later_than, until)
    )
    return Asking(person_id, name, since, now)


def trace(driver: Driver, asking: Asking, what: str) -> None:
    driver.write(TRACE, (asking.person_id, driver.stored(asking.now), asking.person_id, what))


def form_token(key: str, token: str) -> str:
    """The form token, masked anew."""
    proof = hmac.digest(key.encode(), b"form\0" + token.encode(), hashlib.sha256)
    mask = secrets.token_bytes(32)
    masked = int.from_bytes(mask) ^ int.from_bytes(proof)
    return base64.urlsafe_b64encode(mask + masked.to_bytes(32)).decode()


def headers(nonce: str) -> list[tuple[str, str]]:
    return [
        ("Content-Type", "text/html; charset=utf-8"),
        *ALWAYS.items(),
        ("Content-Security-Policy", CSP.format(nonce=nonce, form_targets="")),
        ("Permissions-Policy", PERMISSIONS),
        ("Cache-Control", PRIVATE),
        ("Vary", VARY),
    ]


def log(path: str, began: float) -> None:
    """One line, as the portal writes it."""
    now = clock.now().isoformat("T", "milliseconds")
    ms = (time.perf_counter() - began) * 1000
    sys.stderr.write(
        f'{{"time": "{now}", "level": "info", "logger": "portal.requests", "event": "request",'
        f' "method": "GET", "route": "{path}", "status": 200, "ms": {ms:.1f}}}\n'
    )
