"""Before the disk is full, care systems wait and people read on."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from portal.database import Database
from tests.fhir.calling import CareSystemAtTheDoor, issues, register, statuses
from tests.intake.sending import plan
from tests.support.people import Cast
from tests.support.visitor import Visitor

MARGIN, FILLER = 64 * 1024 * 1024, 192 * 1024 * 1024


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Something else takes room on the same disk, and gives it back."""
    filler = folder / "something else"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, FILLER)
    try:
        yield
    finally:
        filler.unlink()


def test_care_systems_leave_the_last_room_on_the_disk_to_those_who_read(
    app: Flask, database: Database, cast: Cast, signed_in: Callable[[str], Visitor]
):
    file = database.engine.url.database or ""
    if not database.is_sqlite:
        assert database.has_room
        return
    portal: Database = app.extensions["portal.database"]
    portal.reserve = shutil.disk_usage(Path(file).parent).free - MARGIN
    sender, anna = CareSystemAtTheDoor(app, register(database)), signed_in("anna")
    with filled(Path(file).parent):
        refused = sender.sends(plan())
        assert issues(refused) == [(507, "no-store", "Bundle")]
        assert refused.headers["Retry-After"]
        anna.opens("/plan")
    assert statuses(sender.sends(plan())) == ["201"]
