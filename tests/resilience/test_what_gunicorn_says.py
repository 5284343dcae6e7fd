"""gunicorn's own messages about requests that go wrong: nothing of the request is in the log."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import requests

from tests.support.deployed import HOST, Deployed, deployed
from tests.support.identity_providers.fault import Fault
from tests.support.identity_providers.faults_on_the_way import stall
from tests.support.identity_providers.faulty import RIGHT
from tests.support.log_scanner import LogScanner

TOKEN = "hemlig-kaka-som-oppnar"
HEAD = f"Host: {HOST}\r\nCookie: __Host-sid={TOKEN}\r\n"


WORKERS = {"as deployed": "", "in one thread": "--worker-class sync --threads 1"}


@pytest.fixture(scope="module", params=WORKERS)
def here(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    migrated: Callable[[str], str],
    log_scanner: LogScanner,
) -> Iterator[Deployed]:
    folder: Path = tmp_path_factory.mktemp("deployed")
    options = WORKERS[request.param]
    with deployed(folder, migrated("sqlite"), log_scanner, GUNICORN_CMD_ARGS=options) as running:
        yield running


def sends(here: Deployed, request: str) -> bytes:
    with socket.create_connection(("127.0.0.1", here.portal.port), timeout=10) as line:
        line.sendall(request.encode("latin-1"))
        return line.recv(65536)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (f"GET / HTTP/1.1\r\n{HEAD}Cookie {TOKEN}\r\n\r\n", 400),
        (f"GET / HTTP/1.1\r\n{HEAD}Co okie: {TOKEN}\r\n\r\n", 400),
        (f"GET / HTTP/1.1\r\n{HEAD}X: {TOKEN}\0\r\n\r\n", 400),
        (f"GET /oidc/callback?code={TOKEN}{'x' * 5000} HTTP/1.1\r\n{HEAD}\r\n", 414),
        (f"GE{{T}} /oidc/callback?code={TOKEN} HTTP/1.1\r\n{HEAD}\r\n", 400),
        (f"GET /oidc/callback?code={TOKEN} HTTP/7.1\r\n{HEAD}\r\n", 400),
        (f"GET /oidc/callback?code={TOKEN}\r\n{HEAD}\r\n", 400),
        (f"GET / HTTP/1.1\r\n{HEAD}X: {TOKEN * 500}\r\n\r\n", 431),
        (f"GET / HTTP/1.1\r\n{HEAD}Transfer-Encoding: {TOKEN}\r\n\r\n", 501),
    ],
    ids=["no colon", "blank", "nul", "long", "method", "version", "no version", "large", "coding"],
)
def test_a_request_that_is_none_leaves_nothing_of_itself(
    here: Deployed, request_: str, status: int
):
    before = len(here.log)
    assert sends(here, request_).startswith(f"HTTP/1.1 {status} ".encode())
    until = time.monotonic() + 5
    while "Invalid request" not in here.log[before:] and time.monotonic() < until:
        time.sleep(0.02)
    assert '"event": "Invalid request"' in here.log[before:]
    assert "hemlig" not in here.log[before:]


def test_a_worker_that_is_aborted_in_a_callback_leaves_nothing_of_it(here: Deployed):
    person = here.browser()
    path = person.comes_back()
    here.provider.fault = Fault(bend={"token": stall})
    calls = here.provider.calls["token"]
    (worker,) = psutil.Process(here.portal.pid).children()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(person.opens, path)
        until = time.monotonic() + 10
        while here.provider.calls["token"] == calls and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(worker.pid, signal.SIGABRT)
        with suppress(requests.RequestException):
            answer.result(timeout=20)
    here.provider.fault = RIGHT
    worker.wait(timeout=20)
    code = path.partition("code=")[2].partition("&")[0]
    until = time.monotonic() + 20
    while here.log.count("Booting worker") < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert here.log.count("Booting worker") == 2
    assert code not in here.log
    assert "code=" not in here.log


def test_nobody_steers_it_by_a_socket(here: Deployed):
    for one in (psutil.Process(here.portal.pid), *psutil.Process(here.portal.pid).children()):
        assert not any(line.laddr for line in one.net_connections("unix"))
