"""The door as it stands in production: gunicorn, and bytes on a socket."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fhir.calling import FHIR
from tests.support.fixtures import DATA_KEY
from tests.support.identity_providers.serving import free_port
from tests.support.log_scanner import LogScanner
from tests.support.server import HOUSE, NotStarted

LONGEST = 10
"""Seconds to wait for an answer."""


@dataclass(frozen=True)
class Served:
    """A door on a port, and the token of a care system."""

    port: int
    token: str

    def head(self, *lines: str, method: str = "POST", path: str = "/fhir") -> bytes:
        """The head of a request; each line as `Content-Length: 2`."""
        usual = ["Host: localhost", f"Authorization: Bearer {self.token}", f"Content-Type: {FHIR}"]
        return "\r\n".join([f"{method} {path} HTTP/1.1", *usual, *lines, "", ""]).encode()

    def says(self, *parts: bytes, hangs_up: bool = False) -> tuple[int, bytes]:
        """Send bytes; the status of the answer and all of it. Status 0 is none at all."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST) as line:
            for part in parts:
                line.sendall(part)
            if hangs_up:
                line.shutdown(socket.SHUT_WR)
            heard = _until_closed(line)
        return (int(heard[9:12]), heard) if heard.startswith(b"HTTP/1.1 ") else (0, heard)

    def posts(self, body: bytes, *lines: str) -> tuple[int, bytes]:
        """A whole bundle."""
        head = self.head(f"Content-Length: {len(body)}", "Connection: close", *lines)
        return self.says(head, body)


def _until_closed(line: socket.socket) -> bytes:
    heard = b""
    while True:
        try:
            more = line.recv(65536)
        except (ConnectionResetError, TimeoutError):
            return heard
        if not more:
            return heard
        heard += more


@contextmanager
def served(database_url: str, folder: Path, token: str, scanner: LogScanner) -> Iterator[Served]:
    """One gunicorn on a database; its log is read when it has ended."""
    port = free_port()
    log = folder / "log"
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    settings |= {
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_DATA_KEYS": DATA_KEY,
    }
    options = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8"]
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "portal.app:create_app()", *options],
            cwd=HOUSE,
            env=settings,
            stdout=lines,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(port, process, log)
        yield Served(port, token)
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=20)
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            scanner.read(line, "the log of gunicorn")


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise NotStarted(log.read_text(encoding="utf-8", errors="replace")[-2000:])
