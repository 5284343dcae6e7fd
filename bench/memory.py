"""How much memory a worker of gunicorn holds after some hundred pages, against one that says hello.

Both are started alike: one worker, the application loaded in it, nothing shared but libraries.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

VISITS = 300
PATIENCE = 20
"""Seconds until a server must answer."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of one worker: all it holds, and what nobody else holds."""

    resident: float
    own: float


class NoAnswer(Exception):
    """A server that was started for the bench does not answer as it should."""


def of_worker(app: str, paths: Mapping[str, str], environment: Mapping[str, str]) -> Memory:
    """Start the server, visit it, and weigh its worker; `paths` gives the cookie for each."""
    with server(app, environment) as (process, port):
        for _ in range(VISITS):
            for path, cookie in paths.items():
                _visit(port, path, cookie)
        [worker] = psutil.Process(process.pid).children()
        weight = worker.memory_full_info()
        return Memory(weight.rss / 1e6, weight.uss / 1e6)


@contextmanager
def server(
    app: str, environment: Mapping[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """An application behind gunicorn, with one worker, and the port where it answers."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--workers=1", f"--bind=127.0.0.1:{port}", app],
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(port)
        yield process, port
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _await(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise NoAnswer("gunicorn did not start")


def _visit(port: int, path: str, cookie: str) -> None:
    connection = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "br"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise NoAnswer(f"{path} answered {answer.status}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
