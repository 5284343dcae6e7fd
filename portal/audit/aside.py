"""Traces of looks while the database takes nothing: on this machine, until it takes them.

A line of JSON for each event, kept before the page is shown; ids and opaque references, no name and
no number. In the instance folder, on the disk; where that cannot be written either, in the spare
folder: another disk, or the machine's memory, which outlives the portal but not the machine. One
file in each for all processes of this machine, each alone with it while it writes.
"""

import errno
import fcntl
import json
import logging
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, insert, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from portal.database import Database, NothingTaken, Transaction
from portal.database.writing import is_refusal
from portal.models.access_event import AccessEvent
from portal.models.private import Permit
from portal.web.logs import fault

NAME = "traces-aside.jsonl"
REFUSED = "traces-refused.jsonl"
BATCH = 200
PATIENCE = 2.0
"""Events, and seconds, that one visitor waits for."""
LAST = 128 * 1024
"""Bytes; at least so much as a batch, and what a process that was killed has half written."""

COLUMNS = tuple(column for column in AccessEvent.__table__.columns if column.key != "id")

log = logging.getLogger(__name__)


def _is(column: ColumnElement[Any], told: BindParameter[Any]) -> ColumnElement[bool]:
    """By an index where there can be one: nothing is equal to NULL."""
    may_be_null: bool = getattr(column, "nullable", True)
    return column.is_not_distinct_from(told) if may_be_null else column == told


_told = {column: bindparam(column.key, type_=column.type) for column in COLUMNS}
ONCE = insert(AccessEvent).from_select(
    list(COLUMNS),
    select(*_told.values()).where(~exists().where(*(_is(*one) for one in _told.items()))),
)


@dataclass(frozen=True, slots=True)
class Aside:
    """The files, and what is done with them."""

    instance: Path
    spare: Path
    database: Database

    @property
    def files(self) -> tuple[Path, Path]:
        """The better place first. Other portals of this machine may use the same spare folder."""
        whose = zlib.crc32(os.fsencode(self.instance))
        return self.instance / NAME, self.spare / f"min-plan-{whose:08x}-{NAME}"

    def keep(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Keep events; they are kept when this returns. Raises `NothingTaken`."""
        lines = b"".join(_line(event) for event in events)
        first, second = self.files
        try:
            _keep(first, lines)
        except OSError:
            try:
                _keep(second, lines)
            except OSError as refused:
                raise NothingTaken("a trace") from refused
        self.database.writing.something_waits()

    def bring_home(self) -> bool:
        """Write the latest into the access log, and forget them here; tell if that was all.

        What was written and not yet forgotten when a process ended is not written twice. What the
        log cannot take is put by, for an operator to look at, and keeps nothing else waiting.
        """
        try:
            return all(self._bring_home(file) for file in self.files if _has_lines(file))
        except OSError as error:
            log.critical("traces-not-brought-home", extra=fault(error))
            return False
        except SQLAlchemyError as error:
            if not is_refusal(error):
                log.critical("traces-not-brought-home", extra=fault(error))
            raise

    def _bring_home(self, waiting: Path) -> bool:
        with _alone(waiting) as file:
            return self._bring_some_home(file)

    def _bring_some_home(self, file: FileIO) -> bool:
        left = file.seek(0, os.SEEK_END)
        file.seek(max(left - LAST, 0))
        lines = file.readall().splitlines(keepends=True)[-BATCH:]
        refused, until = list[bytes](), monotonic() + PATIENCE
        waiting = len(lines)
        with self.database.transaction() as transaction:
            while lines and monotonic() < until:
                line = lines.pop()
                left -= len(line)
                if not _is_told(transaction, line):
                    refused.append(line)
        told = waiting - len(lines) - len(refused)
        self._put_by(refused)
        file.truncate(left)
        os.fsync(file.fileno())
        log.warning("traces-brought-home", extra={"count": told})
        return left == 0

    def _put_by(self, lines: Sequence[bytes]) -> None:
        if lines:
            refused = self.instance / REFUSED
            refused.touch(0o600)
            with refused.open("ab") as file:
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
            log.critical("traces-refused", extra={"count": len(lines)})


def _has_lines(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def _keep(place: Path, lines: bytes) -> None:
    """Raises `OSError`; then nothing of it is there."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(place) as file:
        end = file.seek(0, os.SEEK_END)
        try:
            if file.write(lines) != len(lines):
                raise OSError(errno.ENOSPC, "the disk took a part")
            os.fsync(file.fileno())
        except OSError:
            file.truncate(end)
            raise
    if not end:
        log.warning("traces-set-aside", extra={"where": str(place.parent)})


@contextmanager
def _alone(place: Path) -> Iterator[FileIO]:
    """The file, locked, and without a line that was never finished.

    Raises `PermissionError` for one of somebody else's, who could add to it and take away.
    """
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with FileIO(descriptor, "r+") as file:
        if os.fstat(descriptor).st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, "a file of somebody else's")
        fcntl.flock(file, fcntl.LOCK_EX)
        end = file.seek(0, os.SEEK_END)
        file.seek(max(end - LAST, 0))
        last = file.readall()
        file.truncate(end - len(last) + last.rfind(b"\n") + 1)
        yield file


def _line(event: Mapping[str, Any]) -> bytes:
    return json.dumps({**event, "at": event["at"].isoformat()}).encode() + b"\n"


def _is_told(transaction: Transaction, line: bytes) -> bool:
    """Write one event; False when it is none, or the log cannot take it whatever one does."""
    try:
        event = json.loads(line)
        event["at"] = datetime.fromisoformat(event["at"])
        with transaction.connection.begin_nested():
            transaction.traced.add(event["patient_id"])
            transaction.execute(ONCE, event, permit=Permit(event["patient_id"]))
    except (IntegrityError, DataError):
        return False
    except DBAPIError:
        raise  # the database cannot now; the next time it may
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError, StatementError):
        return False
    return True
