"""SQLite where it lies: what is read is what was committed, or nothing."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from portal.database import Database
from tests.support.limits import files_of_at_most
from tests.support.parts import as_whoever_must_be_allowed

READS = """
import sys
from portal.database import Database
with Database(sys.argv[1]).reading() as transaction:
    print(transaction.connection.exec_driver_sql("SELECT what FROM told").scalar())
"""


def read(file: Path) -> str:
    """What a process of its own reads, that must be allowed what it does."""
    command = [*as_whoever_must_be_allowed(), sys.executable, "-c", READS, f"sqlite:///{file}"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a database whose latest change is beside the file, as after a kill."""
    told = tmp_path / "told"
    told.mkdir()
    connection = sqlite3.connect(tmp_path / "made.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE told AS SELECT 'first' AS what")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("UPDATE told SET what = 'latest'")
    for end in ("", "-wal"):
        shutil.copy(tmp_path / f"made.sqlite{end}", told / f"told.sqlite{end}")
    connection.close()
    return told


def test_what_is_beside_the_file_is_read_too(folder: Path):
    assert read(folder / "told.sqlite") == "latest"


def test_where_what_is_beside_the_file_cannot_be_read_nothing_is(folder: Path, tmp_path: Path):
    """Neither by the file's own name, nor by a link from elsewhere."""
    link = tmp_path / "link.sqlite"
    link.symlink_to(folder / "told.sqlite")
    folder.chmod(0o555)
    assert [read(folder / "told.sqlite"), read(link)] == ["", ""]
    folder.chmod(0o755)
    assert read(link) == "latest"


def test_where_nothing_is_beside_the_file_it_is_read_by_itself(folder: Path):
    (folder / "told.sqlite-wal").unlink()
    folder.chmod(0o555)
    assert read(folder / "told.sqlite") == "first"
    folder.chmod(0o755)


def test_a_connection_whose_commit_the_disk_refuses_stays_open_and_writes_when_it_may(
    tmp_path: Path,
):
    """The last one that is closed takes away what cannot be made again on a full disk."""
    database = Database(f"sqlite:///{tmp_path}/portal.sqlite")
    closed = list[object]()
    with database.transaction() as transaction:
        transaction.connection.exec_driver_sql("CREATE TABLE told (what TEXT)")
    event.listen(database.engine, "close", lambda one, _: closed.append(one))
    with files_of_at_most(4096), pytest.raises(OperationalError), database.transaction() as refused:
        refused.connection.exec_driver_sql("INSERT INTO told VALUES (hex(randomblob(9999)))")
    with database.transaction() as transaction:
        transaction.connection.exec_driver_sql("INSERT INTO told VALUES ('taken')")
        rows = transaction.connection.exec_driver_sql("SELECT what FROM told").all()
    assert rows == [("taken",)]
    assert closed == []
    database.engine.dispose()


def test_an_address_that_is_a_query_for_sqlite_itself_is_refused():
    with pytest.raises(ValueError, match="PORTAL_DATABASE_URL"):
        Database("sqlite:///file:/tmp/portal.sqlite?uri=true")
