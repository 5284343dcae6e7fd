"""Traces of looks while the database takes nothing: on this machine's disk, until it takes them.

A line of JSON for each event, on the disk before the page is shown; ids and opaque references, no
name and no number. One file for all processes of this machine, each alone with it while it writes.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from portal.audit import trail
from portal.database import Database, NothingTaken
from portal.web.logs import fault

NAME = "traces-aside.jsonl"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Aside:
    """The file, and what is done with it."""

    file: Path

    def keep(self, event: Mapping[str, Any]) -> None:
        """Keep an event; it is on the disk when this returns. Raises `NothingTaken`."""
        line = json.dumps({**event, "at": event["at"].isoformat()}).encode() + b"\n"
        try:
            with self._alone() as file:
                file.seek(0, os.SEEK_END)
                file.write(line)
                os.fsync(file.fileno())
        except OSError as refused:
            raise NothingTaken("a trace") from refused

    @property
    def is_empty(self) -> bool:
        return not self.file.exists() or self.file.stat().st_size == 0

    def bring_home(self, database: Database) -> None:
        """Write all of it into the access log, and forget it here.

        What was written and not yet forgotten when a process ended is not written twice.
        """
        if self.is_empty:
            return
        with self._alone() as file:
            events = [json.loads(line) for line in file.readall().splitlines()]
            with database.transaction() as transaction:
                for event in events:
                    event["at"] = datetime.fromisoformat(event["at"])
                    trail.told_late(transaction, event)
            file.truncate(0)
            os.fsync(file.fileno())
        log.warning("traces-brought-home", extra={"events": len(events)})

    def try_to_bring_home(self, database: Database) -> None:
        """The same; what goes wrong is told in the log, and tried again another time."""
        try:
            self.bring_home(database)
        except (OSError, ValueError, SQLAlchemyError) as error:
            log.critical("traces-not-brought-home", extra=fault(error))

    @contextmanager
    def _alone(self) -> Iterator[FileIO]:
        """The file, locked, at its beginning, and without a line that was never finished."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        with FileIO(descriptor, "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            whole = file.readall().rfind(b"\n") + 1
            file.truncate(whole)
            file.seek(0)
            yield file
