"""Fetching a care system's keys from the address an operator has registered for it.

https only, without redirects, little and soon. The address is the operator's word, but what it
leads to is the sender's: unless the operator has said that the sender is inside the same network,
the portal does not connect to private addresses (docs/decisions/0015-care-systems.md).
"""

import ipaddress
import logging
import socket
from dataclasses import dataclass
from functools import partial
from threading import BoundedSemaphore
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError

from portal.identity.care_systems.key_sets import LARGEST, KeySet, KeySetRefused, read_usable
from portal.identity.left_behind import TooManyRunning, answer
from portal.settings import is_loopback

SECONDS = 4.0
SILENCE = 3.0
WAITING = BoundedSemaphore(2)
"""So few may wait for senders' servers that everybody else's pages do not wait with them."""
RUNNING = BoundedSemaphore(8)
"""Fetches not yet over, those nobody waits for any longer among them."""
ASKED: set[str] = set()
"""Their addresses. Each is asked once at a time: a server that never ends its answer would else
take the places of all the others', one a minute."""


class KeySetAway(Exception):
    """The keys could not be fetched; later may be better. The message holds no address."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where keys may be fetched: from inside the operator's network, from this very machine."""

    is_inside: bool
    is_demo: bool


def check_address(url: str, *, reach: Reach) -> None:
    """Raises `KeySetRefused`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise KeySetRefused("its address is none") from None
    if reach.is_demo and is_loopback(url) and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https" or not parts.hostname:
        raise KeySetRefused("its address must be https")
    if parts.username or parts.password or parts.fragment:
        raise KeySetRefused("its address must be without user, password and fragment")


def fetched(url: str, *, reach: Reach) -> KeySet:
    """Fetch and read a JWK set. Raises `KeySetAway` or `KeySetRefused`.

    Call it while no transaction is open.
    """
    check_address(url, reach=reach)
    if not WAITING.acquire(blocking=False):
        raise KeySetAway("too many wait")
    try:
        keys, ignored = read_usable(_in_time(url, reach))
    finally:
        WAITING.release()
    if ignored:
        log.warning("keys-ignored", extra={"reason": "; ".join(ignored)})
    return keys


def _in_time(url: str, reach: Reach) -> bytes:
    if url in ASKED:
        raise KeySetAway("the fetch before it hangs")
    ASKED.add(url)
    try:
        body = partial(_asked, url, reach)
        return answer(body, seconds=SECONDS, running=RUNNING, name="key-set")
    except TooManyRunning:
        ASKED.discard(url)
        raise KeySetAway("too many fetches hang") from None
    except TimeoutError:
        raise KeySetAway("it took too long") from None
    except (OSError, HTTPError, ValueError) as away:  # all that requests raises is an OSError
        raise KeySetAway(type(away).__name__) from None


def _asked(url: str, reach: Reach) -> bytes:
    try:
        return _body(url, reach)
    finally:
        ASKED.discard(url)


def _body(url: str, reach: Reach) -> bytes:
    with requests.Session() as http:
        http.trust_env = not is_loopback(url)
        # A proxy connects by itself, and decides by itself where to.
        if not reach.is_inside and not (http.trust_env and get_environ_proxies(url)):
            _check_place(url, reach)
        with http.get(
            url,
            allow_redirects=False,
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            stream=True,
            timeout=SILENCE,
        ) as answer:
            if answer.status_code != requests.codes.ok:
                raise KeySetAway(f"it answers {answer.status_code}")
            return bytes(answer.raw.read(LARGEST + 1))


def _check_place(url: str, reach: Reach) -> None:
    """A name that leads elsewhere a moment later meets the certificate: it is for the name."""
    parts = urlsplit(url)
    if reach.is_demo and is_loopback(url):
        return
    for *_, place in socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(str(place[0]).partition("%")[0]).is_global:
            raise KeySetRefused(
                "its address leads into a private network; --inside allows that for this one"
            )
