"""Fetching keys: from where, how much, how long, and whatever else a server may answer."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from threading import BoundedSemaphore

import pytest
from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from portal.identity.care_systems import fetching
from portal.identity.care_systems.fetching import KeySetAway, Reach, check_address, fetched
from portal.identity.care_systems.key_sets import KeySetRefused, key_ids
from tests.support.care_systems import public, rsa_key
from tests.support.identity_providers.serving import free_port, serving

DEMO = Reach(is_inside=False, is_demo=True)
REAL = Reach(is_inside=False, is_demo=False)
INSIDE = Reach(is_inside=True, is_demo=False)


@dataclass
class Sender:
    """A server of a sender's; `asked` are the addresses that were asked for."""

    address: str
    asked: list[str]


@pytest.fixture(scope="module")
def sender() -> Iterator[Sender]:
    app, asked = Flask("sender"), list[str]()

    @app.before_request
    def note() -> None:
        asked.append(request.path)

    @app.get("/jwks")
    def keys() -> Response:
        return Response(json.dumps(public(rsa_key())), content_type="application/jwk-set+json")

    @app.get("/elsewhere")
    def elsewhere() -> BaseResponse:
        return redirect("/jwks")

    @app.get("/large")
    def large() -> Response:
        return Response(b" " * 1024 for _ in count())

    @app.get("/html")
    def html() -> Response:
        return Response("<h1>Logga in</h1>")

    @app.get("/private")
    def private() -> Response:
        return Response(json.dumps({"keys": [rsa_key().as_dict(private=True)]}))

    @app.get("/slow")
    def slow() -> Response:
        def drops() -> Iterator[bytes]:
            for _ in range(30):
                time.sleep(0.1)
                yield b" "

        return Response(drops())

    with serving(app, port=free_port()) as address:
        yield Sender(address, asked)


def test_keys_are_fetched(sender: Sender):
    assert key_ids(fetched(f"{sender.address}/jwks", reach=DEMO)) == ["rsa"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/elsewhere", "302"),
        ("/nowhere", "404"),
        ("/large", "larger"),
        ("/html", "not JSON"),
        ("/private", "private"),
    ],
)
def test_what_is_not_the_keys_is_refused(sender: Sender, path: str, why: str):
    sender.asked.clear()
    with pytest.raises((KeySetAway, KeySetRefused), match=why) as refused:
        fetched(sender.address + path, reach=DEMO)
    assert sender.asked == [path]
    assert sender.address not in str(refused.value)


def test_a_server_that_drips_is_left_in_time(sender: Sender, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(KeySetAway, match="too long"):
        fetched(f"{sender.address}/slow", reach=DEMO)
    assert time.monotonic() - began < 1.5


def test_a_server_that_never_ends_takes_one_place_and_not_all(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    monkeypatch.setattr(fetching, "RUNNING", BoundedSemaphore(2))
    for why in ("too long", "hangs", "hangs"):
        with pytest.raises(KeySetAway, match=why):
            fetched(f"{sender.address}/slow?other", reach=DEMO)
    monkeypatch.setattr(fetching, "SECONDS", 3)
    assert key_ids(fetched(f"{sender.address}/jwks", reach=DEMO)) == ["rsa"]
    assert f"{sender.address}/slow?other" in fetching.ASKED


def test_nobody_there_is_told_without_the_address():
    with pytest.raises(KeySetAway, match=r"^ConnectionError$"):
        fetched(f"http://127.0.0.1:{free_port()}/jwks", reach=DEMO)


def test_when_too_many_hang_no_more_are_begun(sender: Sender, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "RUNNING", BoundedSemaphore(1))
    assert fetching.RUNNING.acquire()
    with pytest.raises(KeySetAway, match="too many"):
        fetched(f"{sender.address}/jwks", reach=DEMO)


def test_few_may_wait_for_a_slow_one_so_that_pages_need_not(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fetching, "WAITING", BoundedSemaphore(1))
    with fetching.WAITING, pytest.raises(KeySetAway, match="too many wait"):
        fetched(f"{sender.address}/jwks", reach=DEMO)
    assert key_ids(fetched(f"{sender.address}/jwks", reach=DEMO)) == ["rsa"]


@pytest.mark.parametrize(
    "url",
    [
        "http://sender.example/jwks",
        "http://localhost:5001/jwks",
        "http://127.0.0.1/jwks",
        "ftp://sender.example/jwks",
        "file:///etc/passwd",
        "https:///jwks",
        "https://user@sender.example/jwks",
        "https://user:word@sender.example/jwks",
        "https://sender.example/jwks#part",
        "sender.example/jwks",
        "",
    ],
)
def test_a_real_portal_asks_by_https_only(url: str):
    for reach in (REAL, INSIDE):
        with pytest.raises(KeySetRefused, match="address must be"):
            check_address(url, reach=reach)


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "::1", "fd00::1", "fe80::1%1", "::ffff:10.0.0.1",
    ],
)  # fmt: skip
def test_a_private_address_is_not_connected_to_whatever_its_name(
    place: str, monkeypatch: pytest.MonkeyPatch
):
    connected: list[object] = []
    family = socket.AF_INET6 if ":" in place else socket.AF_INET
    public_one = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))
    private_one = (family, socket.SOCK_STREAM, 6, "", (place, 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [public_one, private_one])
    monkeypatch.setattr(socket.socket, "connect", lambda *names: connected.append(names))
    monkeypatch.setattr(fetching, "get_environ_proxies", lambda _: {})
    with pytest.raises(KeySetRefused, match="private network"):
        fetched("https://keys.sender.example/jwks", reach=REAL)
    assert not connected


def test_an_operator_may_say_that_a_sender_is_inside():
    """Then it is asked, and its certificate is what counts; here nobody listens."""
    with pytest.raises(KeySetAway, match=r"^(ConnectionError|ProxyError|SSLError)$"):
        fetched(f"https://127.0.0.1:{free_port()}/jwks", reach=INSIDE)
