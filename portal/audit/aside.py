"""Traces of looks while the database takes nothing: on this machine, until it takes them.

A line of JSON for each event, kept before the page is shown; ids and opaque references, no name and
no number. In the instance folder, on the disk; where that cannot be written either, in the spare
folder: another disk, or the machine's memory, which outlives the portal but not the machine. Their
files bear the database's mark, and come home to no other one.
"""

import logging
import os
import secrets
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.audit import lines
from portal.audit.told import is_told, line_of
from portal.database import Database, NothingTaken
from portal.database.writing import is_refusal
from portal.models.database_mark import DatabaseMark
from portal.web.logs import fault

WAITING, REFUSED = "traces-aside", "traces-refused"
"""How files are named that are brought home, and those of what the log cannot take."""
BATCH = 200
PATIENCE = 2.0
"""Events, and seconds, that one visitor waits for."""
MARK = select(DatabaseMark.mark)

log = logging.getLogger(__name__)


@dataclass
class Aside:
    """The files, and what is done with them."""

    instance: Path
    spare: Path
    database: Database
    _mark: str | None = field(default=None, init=False)

    def files(self, name: str = WAITING) -> Iterator[Path]:
        """Where to put lines, the best place first. Raises `SQLAlchemyError`, and `OSError` when
        it comes to a folder that cannot be looked into.

        In the spare folder everybody may make files, so ours have names that nobody knows before;
        a copy of the database has its mark, and a portal on it another instance folder.
        """
        mark = self._mark = self._mark or self._asked_for_mark()
        yield self.instance / f"{name}-{mark}.jsonl"
        folder = zlib.crc32(os.fsencode(self.instance.resolve()))
        begins = f"min-plan-{name}-{mark}-{folder:08x}"
        found = [one for one in sorted(self.spare.glob(f"{begins}-*.jsonl")) if lines.is_ours(one)]
        yield from found or [self.spare / f"{begins}-{secrets.token_hex(8)}.jsonl"]

    def _asked_for_mark(self) -> str:
        with self.database.reading() as transaction:
            mark: str = transaction.execute(MARK).scalar_one()
        return mark

    def keep(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Keep events; they are kept when this returns. Raises `NothingTaken`."""
        try:
            begun = self._put(WAITING, b"".join(map(line_of, events)))
        except (OSError, SQLAlchemyError) as refused:
            raise NothingTaken("a trace") from refused
        if begun:
            log.warning("traces-set-aside", extra={"where": str(begun.parent)})
        self.database.writing.something_waits()

    def _put(self, name: str, added: bytes) -> Path | None:
        """Give the file when these are its first lines."""
        refused = OSError()
        for file in self.files(name):
            try:
                return file if lines.add(file, added) else None
            except OSError as error:
                refused = error
        raise refused

    def bring_home(self) -> bool:
        """Write the latest into the access log, and forget them here; tell if that was all.

        What was written and not yet forgotten when a process ended is not written twice. What the
        log cannot take is put by, for an operator to look at, and keeps nothing else waiting; and
        so does a file that cannot be opened.
        """
        is_all = True
        try:
            for file in self.files() if self._may_wait() else ():
                is_all = self._is_home_from(file) and is_all
        except OSError as error:
            log.critical("traces-not-brought-home", extra=fault(error))
            return False
        except SQLAlchemyError as error:
            if not is_refusal(error):
                log.critical("traces-not-brought-home", extra=fault(error))
            raise
        return is_all

    def _may_wait(self) -> bool:
        """Tell if there are files of anybody's, without asking the database whose they are."""
        in_spare = f"min-plan-{WAITING}-*"
        return any(self.instance.glob(f"{WAITING}-*")) or any(self.spare.glob(in_spare))

    def _is_home_from(self, file: Path) -> bool:
        try:
            if not lines.has_any(file):
                return True
            with lines.alone_with(file) as opened:
                return self._bring_home(opened)
        except OSError as error:
            log.critical("traces-not-brought-home", extra=fault(error))
            return False

    def _bring_home(self, file: FileIO) -> bool:
        left = file.seek(0, os.SEEK_END)
        file.seek(max(left - lines.LAST, 0))
        taken = file.readall().splitlines(keepends=True)[-BATCH:]
        refused, until = list[bytes](), monotonic() + PATIENCE
        waiting = len(taken)
        with self.database.transaction() as transaction:
            while taken and monotonic() < until:
                line = taken.pop()
                left -= len(line)
                if not is_told(transaction, line):
                    refused.append(line)
        told = waiting - len(taken) - len(refused)
        if refused:
            self._put(REFUSED, b"".join(refused))
            log.critical("traces-refused", extra={"count": len(refused)})
        file.truncate(left)
        os.fsync(file.fileno())
        log.warning("traces-brought-home", extra={"count": told})
        return left == 0
