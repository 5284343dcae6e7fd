"""The portal and the demo provider as real processes, the way `make run` starts them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import requests
from sqlalchemy import text, update

from portal import clock
from portal.demo.cast import cast as demo_cast
from portal.identity.sealing import Sealer
from portal.models.person import Person
from portal.settings import Settings, read
from tests.support.bundles import load_meeting
from tests.support.databases import opened
from tests.support.identity_providers.serving import free_port
from tests.support.log_scanner import LogScanner
from tests.support.people import Cast, known

SLOWEST_START = 60
HOUSE = Path(__file__).resolve().parents[2]


class NotStarted(Exception):
    """The processes did not come up; the message ends with what they said."""


@dataclass(frozen=True)
class RunningPortal:
    """`url` is what people type; `settings` are those of the running portal."""

    url: str
    issuer: str
    settings: Settings
    log: Path

    @property
    def sealer(self) -> Sealer:
        return Sealer(self.settings.data_keys)

    @property
    def cast(self) -> Cast:
        """Everybody in the portal's database."""
        with opened(self.settings.database_url) as database:
            return known(database, self.sealer)

    def button_of(self, key: str) -> str:
        """What stands on the person's button at the identity provider."""
        return demo_cast()[key].given_name

    def is_sent(self, *, who: str, name: str, starts_at: datetime, **kind: bool) -> None:
        """A care system sends a video meeting to the running portal."""
        with opened(self.settings.database_url) as database:
            load_meeting(database, self.sealer, who=who, name=name, starts_at=starts_at, **kind)

    def forgets_how_they_read(self) -> None:
        """Nobody has chosen a language or a display: what one test chose is not another's."""
        with opened(self.settings.database_url) as database, database.transaction() as transaction:
            transaction.execute(update(Person).values(language=None, display=None))

    def is_sent_video_meetings(self) -> None:
        """For Ines: one that is on, one that is held in a room as well, one without a link."""
        now = clock.now().replace(microsecond=0)
        send = partial(self.is_sent, who="ines")
        send(name="pagar", starts_at=now + timedelta(minutes=5))
        send(name="blandat", starts_at=now + timedelta(days=2), has_place=True)
        send(name="utan-lank", starts_at=now + timedelta(minutes=10), has_link=False)

    @property
    def grant(self) -> str:
        """The reference of the grant that the demo begins with: Anna's to Bertil."""
        with opened(self.settings.database_url) as database, database.engine.begin() as connection:
            asked = text("SELECT ref FROM access_grant ORDER BY id")
            return str(connection.execute(asked).scalars().first())

    def meeting_in_the_form(self, form: str) -> tuple[str, str]:
        """The reference of some meeting in this form, and the key of the person it is about."""
        cast = self.cast
        with opened(self.settings.database_url) as database, database.engine.begin() as connection:
            asked = text("SELECT ref, patient_id FROM appointment WHERE form = :form ORDER BY id")
            row = connection.execute(asked, {"form": form}).first()
        if row is None:
            raise LookupError(f"nobody of the demo has a meeting in the form {form!r}")
        return row.ref, next(one.key for one in cast.values() if one.id == row.patient_id)


@contextmanager
def running(
    folder: Path, scanner: LogScanner, *, database_url: str = "", **environment: str
) -> Iterator[RunningPortal]:
    """Start both with an instance folder of their own, and read their logs when they have ended."""
    port, demo_port = free_port(), free_port()
    settings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
        "PORT": str(port),
        "DEMO_PORT": str(demo_port),
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_DATABASE_URL": database_url,
        "PYTHONUNBUFFERED": "1",
        **environment,
    }
    log = folder / "log"
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.demo.run"],
            cwd=HOUSE,
            env=settings,
            stdout=lines,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://localhost:{port}"
        _wait_for(f"http://127.0.0.1:{port}/healthz", process, log)
        yield RunningPortal(url, f"http://127.0.0.1:{demo_port}", read(settings), log)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            scanner.read(line, "a server's log")


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + SLOWEST_START
    while process.poll() is None and time.monotonic() < until:
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    said = log.read_text(encoding="utf-8", errors="replace")
    raise NotStarted(f"The portal did not start within {SLOWEST_START} s:\n{said[-2000:]}")
